// SPDX-License-Identifier: BSD-3-Clause

/// How a layer's 32-bit sums become codes in the `native` profile:
/// `clamp((((sum >> preShift) * multiplier + 2^(shift - 1)) >> shift) + zeroPoint)`. One DSP48E1 does
/// it: 25 by 18 bits and a constant (Xilinx UG479).
public struct Requantization: Sendable, Hashable {
  /// Low bits of sums that are dropped, 0 to 15.
  public var preShift: Int
  /// One for each output channel, or one for all: 0 to 131,071.
  public var multipliers: [Int32]
  /// 11 to 31.
  public var shift: Int
  /// The result's code of 0.
  public var zeroPoint: Int32
  /// Codes that the result is clamped to.
  public var limits: ClosedRange<Int32>

  /// Any values; ``NativeNetwork`` checks them.
  public init(
    preShift: Int, multipliers: [Int32], shift: Int, zeroPoint: Int32, limits: ClosedRange<Int32>
  ) {
    self.preShift = preShift
    self.multipliers = multipliers
    self.shift = shift
    self.zeroPoint = zeroPoint
    self.limits = limits
  }

  /// The largest multiplier: 17 bits, as the 18-bit operand is signed.
  public static let largestMultiplier: Int32 = (1 << 17) - 1
  /// Ranges of ``shift`` and ``preShift``.
  public static let shifts = 11...31
  public static let preShifts = 0...15
  /// What a sum must be after ``preShift``: 25 bits, signed.
  public static let operands: ClosedRange<Int64> = -(1 << 24)...(1 << 24) - 1

  /// The code of a sum.
  ///
  /// - Precondition: `channel` is in range if there are several multipliers.
  public func code(of sum: Int32, channel: Int) -> Int32 {
    let multiplier = multipliers.count == 1 ? multipliers[0] : multipliers[channel]
    return code(ofProduct: Int64(sum >> Int32(preShift)) * Int64(multiplier))
  }

  /// The code of what was multiplied already.
  func code(ofProduct product: Int64) -> Int32 {
    let half: Int64 = 1 << Int64(shift - 1)
    let rounded = ((product + half) >> Int64(shift)) + Int64(zeroPoint)
    return Int32(min(max(rounded, Int64(limits.lowerBound)), Int64(limits.upperBound)))
  }
}
