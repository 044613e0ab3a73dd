// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Where weights lie, and how wide their sums are.
enum WeightMemory {
  /// Words of the deepest memories that are made of lookup tables.
  static let mostDistributed = 128
  /// Words of the deepest memories.
  static let deepest = 16_384
  /// Words of a block RAM, as `accel_weights` cuts deeper memories into banks.
  static let bankWords = 1024
  /// More chains than that no array has.
  static let mostChains = 64

  /// Whether memories are made of lookup tables: a block RAM would be nearly empty.
  static func isDistributed(_ array: ArrayLayout) -> Bool { array.depth <= mostDistributed }

  /// Whether the memories of a chain have room beside it: in one column of a clock region, which has
  /// ten block RAMs.
  static func isNear(_ array: ArrayLayout) -> Bool {
    (array.taps + 1) / 2 * banks(array) <= 10
  }

  /// Banks of each memory of a chain.
  static func banks(_ array: ArrayLayout) -> Int { (array.depth + bankWords - 1) / bankWords }

  /// Bits that hold any sum of products. Beyond 32 sums wrap, and with their bias come back.
  static func sumBits(_ array: ArrayLayout, bits: Int) -> Int {
    let largest = Int64(1) << Int64(2 * bits - 2)
    let sum = largest * Int64(array.steps * array.taps)
    return min(32, max(20, 65 - sum.leadingZeroBitCount))
  }
}
