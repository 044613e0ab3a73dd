// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// A bar on stderr, on a terminal only.
package struct ProgressBar {
  private static let width = 30
  private let title: String
  private let total: Int
  private let isShown: Bool

  package init(_ title: String, total: Int) {
    self.title = title
    self.total = total
    isShown = isatty(STDERR_FILENO) == 1
  }

  package func update(_ done: Int) {
    guard isShown, total > 0 else { return }
    write("\r" + ProgressBar.line(title, done: done, total: total))
  }

  /// Wipe it out.
  package func finish() {
    if isShown { write("\r\u{1B}[K") }
  }

  /// For example `board [=====     ] 500/1000`.
  package static func line(_ title: String, done: Int, total: Int) -> String {
    let filled = max(0, min(width, width * done / total))
    let bar = String(repeating: "=", count: filled) + String(repeating: " ", count: width - filled)
    return "\(title) [\(bar)] \(done)/\(total)"
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
