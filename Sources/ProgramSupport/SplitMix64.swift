// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// Random numbers: the same on every machine for the same seed.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// Uniform from `low` to below `high`.
  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * Double(next() >> 11) * 0x1p-53
  }

  /// Gaussian with mean 0 and deviation 1.
  package mutating func normal() -> Double {
    // Box and Muller; from above 0, where the logarithm is finite.
    let radius = (-2 * log(1 - uniform(0, 1))).squareRoot()
    return radius * cos(uniform(0, 2 * Double.pi))
  }
}
