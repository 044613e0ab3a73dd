// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// Where text for people goes: stdout, or stderr when stdout carries JSON.
struct Console {
  private let output: FileHandle
  /// Whether people look at it: decides on pictures and colour.
  let isTerminal: Bool
  let hasColor: Bool

  init(jsonOnStandardOutput: Bool) {
    output = jsonOnStandardOutput ? .standardError : .standardOutput
    isTerminal = isatty(output.fileDescriptor) == 1
    hasColor = Console.hasColor(
      isTerminal: isTerminal, environment: ProcessInfo.processInfo.environment)
  }

  /// Source: no-color.org.
  static func hasColor(isTerminal: Bool, environment: [String: String]) -> Bool {
    isTerminal && environment["NO_COLOR", default: ""].isEmpty
  }

  func print(_ text: String = "") {
    // A reader that has gone is no failure of ours.
    try? output.write(contentsOf: Data((text + "\n").utf8))
  }

  func red(_ text: String) -> String { hasColor ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
}
