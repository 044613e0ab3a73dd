// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// A file that appears whole or not at all. Made before the work begins, so that a path that cannot
/// be written is known at once.
final class OutputFile {
  let path: String
  private let temporary: String
  private var isCommitted = false

  /// - Throws: ``AccelError`` `unwritableFile`.
  init(_ path: String) throws(AccelError) {
    self.path = path
    let url = URL(fileURLWithPath: path)
    temporary =
      url.deletingLastPathComponent()
      .appendingPathComponent(
        ".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
      )
      .path
    var isDirectory: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    guard !(exists && isDirectory.boolValue) else { throw unwritable("it is a directory") }
    guard FileManager.default.createFile(atPath: temporary, contents: nil) else {
      throw unwritable("its folder is missing or not writable")
    }
  }

  deinit {
    if !isCommitted { try? FileManager.default.removeItem(atPath: temporary) }
  }

  /// - Throws: ``AccelError`` `unwritableFile`.
  func commit(_ bytes: [UInt8]) throws(AccelError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: temporary))
    } catch {
      throw unwritable("the system refuses to write it")
    }
    guard unsafe rename(temporary, path) == 0 else { throw unwritable("it cannot be replaced") }
    isCommitted = true
  }

  private func unwritable(_ problem: String) -> AccelError {
    AccelError(
      .unwritableFile, attempt: "write \(path)", problem: problem,
      remedy: "name a file in a folder that you may write to")
  }
}
