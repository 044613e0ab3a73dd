// SPDX-License-Identifier: BSD-3-Clause

/// The two dividers, of 6 bits each, between a PLL and a clock of the fabric (UG585,
/// FPGA0_CLK_CTRL).
public struct ClockDividers: Sendable, Hashable {
  static let range = 1...63
  /// DIVISOR0, 1 to 63.
  public let first: Int
  /// DIVISOR1, 1 to 63.
  public let second: Int

  /// Those of two fields, where a zero counts as one.
  init(first: Int, second: Int) {
    self.first = max(first, 1)
    self.second = max(second, 1)
  }

  /// Those whose frequency is as near as possible to a wanted one without being above it: a design
  /// that was built for the wanted one may fail at any faster.
  ///
  /// - Parameters:
  ///   - wanted: in Hz.
  ///   - source: the PLL's frequency in Hz.
  /// - Returns: `nil` if no dividers are slow enough.
  public init?(notAbove wanted: UInt64, from source: UInt64) {
    guard wanted > 0, source > 0 else { return nil }
    // No product below it will do.
    let least = (source - 1) / wanted + 1
    var best: (first: Int, second: Int)?
    for second in ClockDividers.range {
      let first = (least - 1) / UInt64(second) + 1
      guard first <= UInt64(ClockDividers.range.upperBound) else { continue }
      if best.map({ Int(first) * second < $0.first * $0.second }) ?? true {
        best = (Int(first), second)
      }
    }
    guard let best else { return nil }
    self.init(first: best.first, second: best.second)
  }

  /// What they make of a source: its unit, rounded down.
  public func frequency(from source: UInt64) -> UInt64 { source / UInt64(first * second) }
}
