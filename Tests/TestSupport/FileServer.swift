// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// A web server on this machine with a few files, for as long as it lives.
public final class FileServer: Sendable {
  public struct Failure: Error {}

  /// With a slash at the end.
  public let address: String
  private let folder: TemporaryFolder
  private let process: Process

  /// Whether Python is here to serve; says so where it is not.
  public static func isAvailable() -> Bool {
    if FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") { return true }
    print("SKIPPED for want of /usr/bin/python3")
    return false
  }

  /// - Parameter files: contents by path.
  public init(_ files: [String: String]) throws {
    folder = try TemporaryFolder()
    for (path, contents) in files {
      let file = URL(fileURLWithPath: folder.path + "/" + path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contents.utf8).write(to: file)
    }
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [
      "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", folder.path, "0",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // "Serving HTTP on 127.0.0.1 port 34567 (http://127.0.0.1:34567/) ..."
    let greeting = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let start = greeting.firstIndex(of: "("), let end = greeting.firstIndex(of: ")") else {
      kill(process.processIdentifier, SIGKILL)
      throw Failure()
    }
    address = String(greeting[greeting.index(after: start)..<end])
  }

  deinit {
    // The test runner blocks SIGTERM, and its children inherit that.
    kill(process.processIdentifier, SIGKILL)
  }
}
