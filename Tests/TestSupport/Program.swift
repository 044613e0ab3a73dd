// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// A program as a user runs it, offline and with an empty home.
public struct Program {
  public let output: String
  public let errors: String
  public let status: Int32

  /// One line on stderr.
  public var complaint: String { errors.trimmingCharacters(in: .newlines) }

  /// It is not there, or does not end.
  struct Failure: Error {
    let what: String
  }

  private static let data: [String: String] = [
    "ACCEL_OFFLINE": "1", "ACCEL_DATA": "", "ACCEL_CPU": "",
  ]

  public init(
    _ arguments: String..., home: TemporaryFolder? = nil, environment: [String: String] = [:]
  ) throws {
    try self.init(arguments, home: home, environment: environment)
  }

  /// The program with what a shell makes of the rest of a line; fails if any part of a pipe does.
  public static func shell(_ line: String) throws -> Program {
    let program = try executable("accel-demo").path
    return try Program(
      ["-c", "set -o pipefail; '\(program)' \(line)"],
      executable: "/bin/bash")
  }

  public init(
    _ arguments: [String], name: String = "accel-demo", home: TemporaryFolder? = nil,
    environment: [String: String] = [:]
  ) throws {
    try self.init(
      arguments, executable: Program.executable(name).path, home: home, environment: environment)
  }

  /// Any program.
  ///
  /// - Parameter seconds: it is stopped after so many.
  public init(
    _ arguments: [String], executable: String, home: TemporaryFolder? = nil,
    environment: [String: String] = [:], seconds: Double = 120
  ) throws {
    let folder = try home ?? TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var variables = ProcessInfo.processInfo.environment
    variables.merge(Program.data) { $1 }
    variables.merge(["HOME": folder.path, "XDG_CACHE_HOME": ""]) { $1 }
    variables.merge(environment) { $1 }
    process.environment = variables
    let output = TemporaryOutput("stdout")
    let errors = TemporaryOutput("stderr")
    process.standardOutput = try output.handle()
    process.standardError = try errors.handle()
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let deadline = Date.now + seconds
    while process.isRunning && Date.now < deadline { usleep(5000) }
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      throw Failure(
        what: "\(executable) \(arguments.joined(separator: " ")) does not end")
    }
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    self.output = output.text()
    self.errors = errors.text()
  }

  /// Where a program is that was built with the tests.
  public static func path(of name: String) throws -> String {
    try executable(name).path
  }

  /// Beside the test bundle.
  private static func executable(_ name: String) throws -> URL {
    let folder = Bundle.main.bundleURL
    let candidates = [folder, folder.deletingLastPathComponent()].map {
      $0.appendingPathComponent(name)
    }
    guard
      let program = candidates.first(where: {
        FileManager.default.isExecutableFile(atPath: $0.path)
      })
    else { throw Failure(what: "\(name) is not beside \(folder.path)") }
    return program
  }
}

/// Output through a file: a pipe that nobody empties would block the program.
private struct TemporaryOutput {
  let path: String

  init(_ name: String) {
    path = NSTemporaryDirectory() + "/accel-" + name + "-" + UUID().uuidString
  }

  func handle() throws -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw Program.Failure(what: "\(path) cannot be written") }
    return handle
  }

  func text() -> String {
    defer { try? FileManager.default.removeItem(atPath: path) }
    // FileManager.contents(atPath:) leaks its buffer where the file is empty.
    let data = try? FileHandle(forReadingAtPath: path)?.readToEnd()
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}
