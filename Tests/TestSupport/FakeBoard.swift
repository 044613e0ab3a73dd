// SPDX-License-Identifier: BSD-3-Clause
public import Foundation

/// A folder that looks like the root of a board's file system.
public final class FakeBoard: Sendable {
  private let folder: TemporaryFolder
  public var root: String { folder.path }

  public init() throws {
    folder = try TemporaryFolder()
  }

  public func path(_ name: String) -> String { root + name }

  /// Write a file, with the folders that lead to it.
  public func write(_ name: String, _ text: String) throws {
    try write(name, Array(text.utf8))
  }

  public func write(_ name: String, _ bytes: [UInt8]) throws {
    try makeFolder((name as NSString).deletingLastPathComponent)
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  public func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  /// A symbolic link, for example to `/dev/full`.
  public func link(_ name: String, to target: String) throws {
    try makeFolder((name as NSString).deletingLastPathComponent)
    try FileManager.default.createSymbolicLink(
      atPath: path(name), withDestinationPath: target)
  }

  public func text(_ name: String) -> String? {
    try? String(contentsOfFile: path(name), encoding: .utf8)
  }

  public func names(in name: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(name))) ?? []).sorted()
  }

  /// A pipe with a thread behind it that plays the kernel: it is given everything that one writer
  /// wrote. Wait for its return before looking at what it did.
  public func serve(
    _ name: String, _ kernel: @escaping @Sendable ([UInt8]) -> Void
  ) throws -> DispatchGroup {
    try makeFolder((name as NSString).deletingLastPathComponent)
    guard mkfifo(path(name), 0o600) == 0 else { throw POSIXError(.EIO) }
    // Open already, so that a writer never finds nobody.
    let descriptor = open(path(name), O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else { throw POSIXError(.EIO) }
    let group = DispatchGroup()
    group.enter()
    // Not a thread of a pool, which other tests may have filled.
    Thread.detachNewThread {
      kernel(FakeBoard.drain(descriptor))
      close(descriptor)
      group.leave()
    }
    return group
  }

  /// A thread that plays configfs, for ten seconds at most: once a folder is made, it has files.
  public func serve(folder name: String, files: [(name: String, text: String)]) -> DispatchGroup {
    let group = DispatchGroup()
    group.enter()
    let folder = path(name)
    Thread.detachNewThread { [self] in
      let deadline = Date.now + 10
      while !FileManager.default.fileExists(atPath: folder) && Date.now < deadline { usleep(500) }
      for file in files { try? write(name + "/" + file.name, file.text) }
      group.leave()
    }
    return group
  }

  /// Up to the end of the first writer, for ten seconds at most.
  private static func drain(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let deadline = Date.now + 10
    while Date.now < deadline {
      let count = read(descriptor, &chunk, chunk.count)
      if count > 0 { bytes += chunk.prefix(count) }
      if count == 0 && !bytes.isEmpty { return bytes }
      if count <= 0 { usleep(500) }
    }
    return bytes
  }
}
