// SPDX-License-Identifier: BSD-3-Clause
package import Accel
internal import Foundation

/// A file that appears whole or not at all. Made before the work begins, so that a path that cannot
/// be written is known at once. A pipe or a device is written to as it is.
package final class OutputFile {
  package let path: String
  /// Where the bytes go first; becomes `target` in one step.
  private let temporary: String?
  private let target: String
  private var isCreated = false

  /// - Throws: ``AccelError`` `unwritableFile`.
  package init(_ path: String) throws(AccelError) {
    self.path = path
    let kind = OutputFile.mode(of: path).map { $0 & S_IFMT }
    // What a symbolic link points to is replaced, not the link.
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let name = ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
    let isReplaced = kind == nil || kind == S_IFREG
    target = isReplaced ? url.path : path
    temporary = isReplaced ? url.deletingLastPathComponent().path + "/" + name : nil
    guard !path.isEmpty else { throw unwritable("its name is empty") }
    guard kind != S_IFDIR else { throw unwritable("it is a directory") }
    guard let temporary else { return }
    // Only tried: a program that is interrupted should leave nothing behind.
    try create(temporary)
    unsafe unlink(temporary)
  }

  private func create(_ temporary: String) throws(AccelError) {
    // O_EXCL: never through a file or a link that somebody put there.
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw unwritable("its folder is missing or not writable") }
    if let mode = OutputFile.mode(of: target) { fchmod(descriptor, mode & 0o777) }
    close(descriptor)
    isCreated = true
  }

  deinit {
    if isCreated, let temporary { try? FileManager.default.removeItem(atPath: temporary) }
  }

  /// Write everything and let it appear.
  ///
  /// - Throws: ``AccelError`` `unwritableFile`.
  package func commit(_ bytes: [UInt8]) throws(AccelError) {
    try write(bytes)
    try publish()
  }

  /// Write everything; the file does not appear yet.
  ///
  /// - Throws: ``AccelError`` `unwritableFile`.
  package func write(_ bytes: [UInt8]) throws(AccelError) {
    if let temporary { try create(temporary) }
    do {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary ?? target))
      defer { try? handle.close() }
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw unwritable("the system refuses to write it")
    }
  }

  /// Let what was written appear.
  ///
  /// - Throws: ``AccelError`` `unwritableFile`.
  package func publish() throws(AccelError) {
    guard let temporary else { return }
    guard unsafe rename(temporary, target) == 0 else { throw unwritable("it cannot be replaced") }
    isCreated = false
  }

  /// Type and permissions of what a path leads to, or `nil` if there is nothing.
  private static func mode(of path: String) -> mode_t? {
    var info = stat()
    return unsafe stat(path, &info) == 0 ? info.st_mode : nil
  }

  private func unwritable(_ problem: String) -> AccelError {
    AccelError(
      .unwritableFile, attempt: path.isEmpty ? "write a file" : "write \(path)", problem: problem,
      remedy: "name a file in a folder that you may write to")
  }
}
