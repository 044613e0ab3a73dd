// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// Whole files in memory.
public enum BinaryFile {
  /// Largest file, or unpacked file, that is read: 1 GiB.
  public static let maximumSize = 1 << 30

  /// The bytes of a file, unpacked if it is a gzip file.
  ///
  /// - Throws: `AccelError`: `unreadableFile`, `malformedFile` for a damaged gzip file or one that
  ///   is too large.
  public static func read(_ path: String) throws(AccelError) -> [UInt8] {
    let attempt = "read \(path)"
    var isDirectory: ObjCBool = false
    guard
      unsafe FileManager.default.fileExists(
        atPath: path, isDirectory: &isDirectory)
    else {
      throw AccelError(
        .unreadableFile, attempt: attempt, problem: "there is no such file",
        remedy: "check the path")
    }
    guard !isDirectory.boolValue else {
      throw AccelError(
        .unreadableFile, attempt: attempt, problem: "it is a directory", remedy: "name a file")
    }
    let bytes: [UInt8]
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      bytes = [UInt8](try handle.read(upToCount: maximumSize) ?? Data())
    } catch {
      throw AccelError(
        .unreadableFile, attempt: attempt, problem: "the system refuses to read it",
        remedy: "check its permissions")
    }
    guard bytes.count < maximumSize else {
      throw AccelError(
        .malformedFile, attempt: attempt, problem: "it is larger than 1 GiB",
        remedy: "name another file")
    }
    guard bytes.starts(with: GzipFile.magic) else { return bytes }
    return try GzipFile.read(path)
  }
}
