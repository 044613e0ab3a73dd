// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ModelImport
internal import ProgramSupport

/// Fetches the MNIST test set into a folder, verified.
struct MNISTDownload {
  struct File {
    let name: String
    /// Of the unpacked file: mirrors may pack it anew.
    let sha256: String
  }

  var folder: String
  /// Tried one after the other; addresses of folders with `.gz` files.
  var mirrors = [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ]
  var files = [
    File(
      name: MNIST.imagesName,
      sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    File(
      name: MNIST.labelsName,
      sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
  ]

  /// The user's cache, or `nil` for a user without a home.
  static var cache: String? {
    func value(_ name: String) -> String? {
      ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let base = value("XDG_CACHE_HOME") ?? value("HOME").map { $0 + "/.cache" }
    return base.map { $0 + "/accel/mnist" }
  }

  /// - Throws: ``AccelError``: `unavailable` if no mirror answers, `malformedFile` if what came is
  ///   not the original, `unwritableFile`.
  func run(say: (String) -> Void) throws(AccelError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw AccelError(
        .unwritableFile, attempt: "make the folder \(folder)", problem: "the system refuses",
        remedy: "set XDG_CACHE_HOME to a folder that you may write to")
    }
    for file in files where !FileManager.default.fileExists(atPath: folder + "/" + file.name) {
      try fetch(file.name, sha256: file.sha256, say: say)
    }
  }

  private func fetch(
    _ name: String, sha256: String, say: (String) -> Void
  ) throws(AccelError) {
    var last: AccelError?
    for mirror in mirrors {
      do throws(AccelError) {
        say("downloading \(mirror)\(name).gz")
        let output = try OutputFile(folder + "/" + name)
        let bytes = try unpacked(Download.get(mirror + name + ".gz"))
        let found = try SHA256Sum.of(bytes)
        guard found == sha256 else {
          throw AccelError(
            .malformedFile, attempt: "download \(name)", problem: "its SHA-256 is \(found)",
            remedy: "try again later, or put the original files into \(folder)")
        }
        try output.commit(bytes)
        return
      } catch {
        last = error
      }
    }
    if let last { throw last }
  }

  private func unpacked(_ packed: Data) throws(AccelError) -> [UInt8] {
    let temporary = folder + "/.download.\(ProcessInfo.processInfo.processIdentifier).gz"
    let output = try OutputFile(temporary)
    try output.commit([UInt8](packed))
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    return try BinaryFile.read(temporary)
  }
}
