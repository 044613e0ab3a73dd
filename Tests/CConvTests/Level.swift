// SPDX-License-Identifier: BSD-3-Clause

import CConv
import Testing

struct Level: Sendable, CustomTestStringConvertible {
  let raw: cconv_level

  static let scalar = Level(raw: CCONV_SCALAR)
  static let all = (0..<UInt32(CCONV_LEVEL_COUNT)).map { Level(raw: cconv_level($0)) }
  static let aboveScalar = Array(all.dropFirst())

  var name: String { String(cString: cconv_level_name(raw)) }
  var isAvailable: Bool { cconv_level_available(raw) }
  var testDescription: String { name }

  /// Marks the test as skipped, and says so on standard output, where the machine lacks the level.
  func require() throws {
    guard !isAvailable else { return }
    print("NOT TESTED: this machine or build has no CConv level `\(name)`")
    try Test.cancel("no CConv level `\(name)` here")
  }
}
