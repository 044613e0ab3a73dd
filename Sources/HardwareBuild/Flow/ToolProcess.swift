// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// A tool that runs, with its output line by line.
struct ToolProcess {
  /// What it costs and whether it may go on.
  struct State {
    var seconds: Double
    /// Seconds of processor time.
    var processorSeconds: Double
  }

  var arguments: [String]
  var folder: String
  /// Where everything that it says is kept.
  var log: String

  /// Run it to its end.
  ///
  /// - Parameters:
  ///   - line: gets each line of output.
  ///   - stop: is asked at least once a second; a reason ends the tool.
  /// - Returns: seconds.
  /// - Throws: ``AccelError`` `unavailable` if the tool fails, does not start, or is ended.
  func run(
    line: (String) -> Void = { _ in }, stop: (State) -> String? = { _ in nil }
  ) throws(AccelError) -> Double {
    let start = ContinuousClock.now
    let process = Process()
    process.executableURL = URL(fileURLWithPath: arguments[0])
    process.arguments = Array(arguments.dropFirst())
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { throw failure("it does not start") }
    try? pipe.fileHandleForWriting.close()
    var output = ToolOutput(pipe.fileHandleForReading)
    var reason: String?
    while output.read(line) {
      guard reason == nil else { continue }
      let state = State(
        seconds: ToolProcess.seconds(since: start),
        processorSeconds: ToolProcess.processorSeconds(process.processIdentifier))
      reason = stop(state)
      if reason != nil { kill(process.processIdentifier, SIGKILL) }
    }
    process.waitUntilExit()
    try writeFile(log, output.everything)
    if let reason { throw failure(reason) }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw failure(output.complaint ?? "it ends with status \(process.terminationStatus)")
    }
    return ToolProcess.seconds(since: start)
  }

  private var name: String {
    let tool = arguments.dropFirst().first ?? arguments[0]
    return tool.split(separator: "/").last.map { String($0) } ?? tool
  }

  private func failure(_ problem: String) -> AccelError {
    AccelError(
      .unavailable, attempt: "run \(name)", problem: problem,
      remedy: "see \(log) for all that it says")
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// Of /proc, in ticks of a hundredth of a second.
  private static func processorSeconds(_ process: Int32) -> Double {
    guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return 0 }
    // Behind the name, which may have spaces, in parentheses.
    let text = String(decoding: data, as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return 0 }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return 0
    }
    return (user + system) / 100
  }
}

/// Reads a pipe, and wakes once a second.
private struct ToolOutput {
  private let handle: FileHandle
  private(set) var everything: [UInt8] = []
  private var lineStart = 0
  /// Beyond this what a tool says is dropped.
  private static let longest = 64 << 20

  init(_ handle: FileHandle) {
    self.handle = handle
  }

  /// The last line that says what is wrong.
  var complaint: String? {
    let text = String(decoding: everything, as: UTF8.self)
    return text.split(separator: "\n").last { $0.contains("ERROR") || $0.contains("error:") }
      .map { String($0) }
  }

  /// - Returns: whether more may come.
  mutating func read(_ line: (String) -> Void) -> Bool {
    var wanted = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&wanted, 1, 1000) != 0 else { return true }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe Glibc.read(handle.fileDescriptor, bytes.baseAddress, bytes.count)
    }
    guard count > 0 else { return count < 0 && errno == EINTR }
    guard everything.count < ToolOutput.longest else { return true }
    everything.append(contentsOf: buffer[0..<count])
    while let end = everything[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
      line(everything[lineStart..<end].text)
      lineStart = end + 1
    }
    return true
  }
}
