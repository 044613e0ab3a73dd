// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What an `accel_array` takes beside its DSPs.
struct ArrayCost {
  private let array: ArrayLayout
  /// Of an element.
  private let bits: Int
  private let outLanes: Int

  init(_ array: ArrayLayout, bits: Int, outLanes: Int) {
    self.array = array
    self.bits = bits
    self.outLanes = outLanes
  }

  var resources: FabricResources { chain * array.chains + collector }

  private var taps: Int { array.taps }
  private var groups: Int { (taps + 1) / 2 }
  private var banks: Int { WeightMemory.banks(array) }
  private var addressBits: Int { max(1, Int.bitWidth - (array.depth - 1).leadingZeroBitCount) }
  /// Of all sums of a chain.
  private var sumBits: Int { array.outputsPerTap * WeightMemory.sumBits(array, bits: bits) }

  /// Registers in the order of `accel_chain`: activations, flags, the load bus, addresses, weights, the
  /// cascade's sum, and what is accumulated and passed on.
  private var chain: FabricResources {
    let weights = 32 * groups * (banks > 1 ? 2 : 1) + 16 * (taps / 2)
    let flipFlops =
      2 * taps * bits + 6 + 2 * (42 + addressBits) + groups + 2 * addressBits * groups + weights
      + 48 + 2 * sumBits + 2
    let logic = FabricResources(luts: 2 * sumBits + 6 + taps / 2, flipFlops: flipFlops)
    return logic + fields + memory * groups
  }

  /// `accel_fields`: two products of one DSP are told apart.
  private var fields: FabricResources {
    guard array.outputsPerTap == 2 else { return FabricResources() }
    return taps <= 4
      ? FabricResources(luts: 20, flipFlops: 75)
      : FabricResources(luts: 20 + 4 * taps, flipFlops: 70 + 10 * taps)
  }

  private var memory: FabricResources {
    guard !WeightMemory.isDistributed(array) else {
      return MemoryCost.distributed(depth: array.depth, bits: 32)
    }
    guard banks > 1 else { return FabricResources(bram18: (array.depth + 511) / 512) }
    return FabricResources(
      bram18: (array.depth + 511) / 512, luts: 32 * ((banks + 3) / 5) + 2 * banks,
      flipFlops: 34 * banks + 32 + addressBits)
  }

  /// The FIFO behind the chains, what feeds them, and what loads and reads them.
  private var collector: FabricResources {
    let ways = outLanes == array.outputsPerTap ? 1 : array.outputsPerTap
    let trip =
      3 * array.chains + (banks > 1 ? 25 : 23) + taps + (ways > 1 ? array.chains : 0)
    let room = array.chains * ((trip + array.steps - 1) / array.steps + 2)
    let fifo =
      room > 64 && room * sumBits > 4096
      ? MemoryCost.block(depth: room, bits: sumBits)
      : MemoryCost.distributed(depth: room, bits: sumBits)
    return fifo + FabricResources(luts: 73 + 2 * sumBits, flipFlops: 152 + 4 * sumBits)
      + FabricResources(luts: taps * bits, flipFlops: taps * (2 * bits + 2))
  }
}
