// SPDX-License-Identifier: BSD-3-Clause

/// A width of numbers. In the `native` profile codes have that many bits; in the `overlay` profile
/// it is what the published overlays compute with.
///
/// There a word entering a convolution keeps its low ``bits``, as two's complement: it wraps, it
/// does not saturate. Sums wrap at 32 bits; a layer's output is the sum divided by ``scale``,
/// rounded towards zero. Source: the published LeNet and CIFAR-10 overlays; the rules reproduce 600
/// words of 10 recorded from a board.
public enum FixedFormat: Int, Sendable, Hashable {
  case fixed8 = 8
  case fixed16 = 16

  /// Width of weights and of words that enter a layer.
  public var bits: Int { rawValue }

  /// The word that stands for 1.0, and the divisor of sums: 128 or 32,768.
  public var scale: Int32 { 1 << (Int32(rawValue) - 1) }

  /// The low bits of a word as two's complement: -128...127 or -32,768...32,767.
  public func wrap(_ word: Int32) -> Int32 {
    switch self {
    case .fixed8: Int32(Int8(truncatingIfNeeded: word))
    case .fixed16: Int32(Int16(truncatingIfNeeded: word))
    }
  }

  /// A weight as stored: `trunc(weight * scale)`, its low bits.
  ///
  /// - Returns: `nil` if the product is not finite or does not fit 32 bits.
  public func quantize(_ weight: Float) -> Int32? {
    Int32(exactly: (weight * Float(scale)).rounded(.towardZero)).map(wrap)
  }
}

extension FixedFormat: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fixed8: "fixed8"
    case .fixed16: "fixed16"
    }
  }
}
