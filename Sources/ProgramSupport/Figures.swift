// SPDX-License-Identifier: BSD-3-Clause
package import Accel
internal import Foundation

/// Numbers as people read them.
package enum Figures {
  /// Three or more significant digits: 1234, 12.3, 0.0123.
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    let magnitude = abs(value)
    let digits =
      magnitude >= 1000 ? 0 : magnitude >= 100 ? 1 : magnitude >= 10 ? 2 : magnitude >= 1 ? 3 : 4
    return String(format: "%.\(digits)f", value)
  }

  /// A power of ten without zeros behind its first digit: 100, 1, 0.01.
  package static func power(_ value: Double) -> String { String(format: "%g", value) }

  /// 98.87 %
  package static func percent(_ part: Int, of whole: Int) -> String {
    String(format: "%.2f %%", whole == 0 ? 0 : 100 * Double(part) / Double(whole))
  }

  package static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}

extension Network {
  /// Operations for one image: a multiplication and an addition for each weight used.
  package var operations: Double { 2 * Double(multiplyAccumulates) }
}
