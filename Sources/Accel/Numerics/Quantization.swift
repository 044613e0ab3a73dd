// SPDX-License-Identifier: BSD-3-Clause

/// How the codes of a map stand for real numbers in the `native` profile:
/// `real = scale * (code - zeroPoint)`.
public struct Quantization: Sendable, Hashable {
  /// Of one step of the code; positive and finite.
  public var scale: Double
  /// The code of 0.
  public var zeroPoint: Int32
  /// Width of the codes.
  public var format: FixedFormat

  /// - Precondition: none; ``NativeNetwork`` checks the values.
  public init(scale: Double, zeroPoint: Int32, format: FixedFormat) {
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.format = format
  }

  /// All codes for the given range and 0.
  ///
  /// - Parameters:
  ///   - range: of finite numbers. One of 0 alone gives a scale of 1.
  ///   - format: of the codes.
  public init(covering range: ClosedRange<Double>, format: FixedFormat) {
    let low = min(0, range.lowerBound)
    let high = max(0, range.upperBound)
    let codes = format.codes
    let steps = Double(codes.upperBound) - Double(codes.lowerBound)
    let width = high - low
    // Below the smallest normal quotient there is nothing to tell apart.
    scale = width > 1e-30 && width < 1e30 ? width / steps : 1
    let zero = Double(codes.lowerBound) - low / scale
    zeroPoint = Int32(min(max(zero.rounded(), Double(codes.lowerBound)), Double(codes.upperBound)))
    self.format = format
  }

  /// The code of a number, halves rounded up; numbers out of range saturate, one that is not a
  /// number gives the smallest code.
  public func code(_ real: Double) -> Int32 {
    let codes = format.codes
    let value = (real / scale + 0.5).rounded(.down) + Double(zeroPoint)
    guard value > Double(codes.lowerBound) else { return codes.lowerBound }
    return value < Double(codes.upperBound) ? Int32(value) : codes.upperBound
  }

  /// What a code stands for.
  public func real(_ code: Int32) -> Double {
    scale * (Double(code) - Double(zeroPoint))
  }

  /// Whether a network can use it.
  var isValid: Bool { scale.isFinite && scale > 0 && format.codes.contains(zeroPoint) }
}

extension FixedFormat {
  /// -128...127 or -32,768...32,767.
  public var codes: ClosedRange<Int32> { -scale...scale - 1 }
}
