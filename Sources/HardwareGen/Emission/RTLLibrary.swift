// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// The fixed modules, which come with the program.
struct RTLLibrary {
  /// Names and contents, by name.
  let files: [(name: String, contents: Data)]

  /// - Throws: `AccelError` `unreadableFile` where they are not what was built.
  init() throws(AccelError) {
    let folder = try RTLLibrary.folder()
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var files: [(name: String, contents: Data)] = []
    for name in names where name.hasSuffix(".sv") || name.hasSuffix(".svh") {
      guard let contents = FileManager.default.contents(atPath: folder + "/" + name) else {
        throw RTLLibrary.missing("\(name) cannot be read")
      }
      files.append((name, contents))
    }
    guard !files.isEmpty else { throw RTLLibrary.missing("\(folder) is empty") }
    self.files = files
  }

  /// Beside the executable, where SwiftPM puts it. (`Bundle.module` would trap where it is absent.)
  private static func folder() throws(AccelError) -> String {
    let bundle = "Accel_HardwareGen.resources"
    let folder = Bundle.main.bundleURL
    let candidates = [folder, folder.deletingLastPathComponent()]
      .map { $0.appendingPathComponent(bundle).appendingPathComponent("rtl").path }
    guard let path = candidates.first(where: FileManager.default.fileExists) else {
      throw missing("\(bundle) is not beside the executable")
    }
    return path
  }

  private static func missing(_ problem: String) -> AccelError {
    AccelError(
      .unreadableFile, attempt: "load the hardware library", problem: problem,
      remedy: "keep the program and its resources together, or build it again")
  }
}
