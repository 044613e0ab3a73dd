// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// A Chromium without a window.
public enum Browser {
  /// Whether there is one; says so where there is none.
  public static func isPresent() -> Bool {
    if executable != nil { return true }
    print("SKIPPED for want of chromium (Debian: chromium)")
    return false
  }

  /// Open a page.
  ///
  /// - Returns: the document as the browser holds it, on `output`; what went wrong in it, in lines
  ///   with `CONSOLE`, on `errors`.
  public static func open(_ name: String, in folder: TemporaryFolder) throws -> Program {
    guard let executable else { throw Program.Failure(what: "there is no chromium") }
    return try Program(
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--user-data-dir=\(folder.path)/profile", "--enable-logging=stderr", "--dump-dom",
        URL(fileURLWithPath: folder.path + "/" + name).absoluteString,
      ], executable: executable, home: folder)
  }

  static var executable: String? {
    let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return names.flatMap { name in folders.map { "\($0)/\(name)" } }
      .first(where: FileManager.default.isExecutableFile)
  }
}
