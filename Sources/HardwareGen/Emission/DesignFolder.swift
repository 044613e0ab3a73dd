// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// A folder that a design appears in, whole or not at all.
public struct DesignFolder: Sendable {
  public let path: String
  /// Where the files go first.
  private let draft: String

  /// Checks that the folder can be written, before the work begins: it is not there yet, or holds an
  /// earlier design, which is replaced.
  ///
  /// - Throws: `AccelError` `unwritableFile`.
  public init(_ path: String) throws(AccelError) {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    self.path = url.path
    let name = ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
    draft = url.deletingLastPathComponent().path + "/" + name
    guard !path.isEmpty else { throw unwritable("its name is empty") }
    let files = FileManager.default
    if files.fileExists(atPath: self.path) {
      let names = try? files.contentsOfDirectory(atPath: self.path)
      guard let names else { throw unwritable("it is a file") }
      guard names.isEmpty || names.contains(DesignManifest.fileName) else {
        throw unwritable("it holds something else than a design")
      }
    }
    guard files.isWritableFile(atPath: url.deletingLastPathComponent().path) else {
      throw unwritable("the folder that it would lie in is missing or not writable")
    }
  }

  /// Where the library's modules go.
  public enum Modules: Sendable {
    /// In a folder `rtl`.
    case apart
    /// In the same folder as the generated ones.
    case besideTop

    fileprivate var prefix: String { self == .apart ? "rtl/" : "" }
  }

  /// Write a design with the modules that it is made of.
  ///
  /// - Throws: `AccelError`: `unwritableFile`, or `unreadableFile` for the modules.
  public func write(
    _ design: HardwareDesign, modules: Modules = .apart
  ) throws(AccelError) {
    let library = try RTLLibrary()
    let manifest = design.manifest(library: library.files.map { modules.prefix + $0.name })
    let files =
      design.files.map { ($0.path, Data($0.text.utf8)) }
      + library.files.map { (modules.prefix + $0.name, $0.contents) }
      + [(DesignManifest.fileName, Data(try DesignText.json(manifest)))]
    defer { try? FileManager.default.removeItem(atPath: draft) }
    do {
      for (name, contents) in files {
        let file = URL(fileURLWithPath: draft + "/" + name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try contents.write(to: file)
      }
    } catch {
      throw unwritable("the system refuses to write it")
    }
    try publish()
  }

  private func publish() throws(AccelError) {
    let old = draft + ".old"
    let files = FileManager.default
    let isReplaced = files.fileExists(atPath: path)
    do {
      if isReplaced { try files.moveItem(atPath: path, toPath: old) }
      try files.moveItem(atPath: draft, toPath: path)
    } catch {
      if isReplaced { try? files.moveItem(atPath: old, toPath: path) }
      throw unwritable("it cannot be replaced")
    }
    try? files.removeItem(atPath: old)
  }

  private func unwritable(_ problem: String) -> AccelError {
    AccelError(
      .unwritableFile, attempt: path.isEmpty ? "write a design" : "write the design \(path)",
      problem: problem, remedy: "name a new folder in one that you may write to")
  }
}
