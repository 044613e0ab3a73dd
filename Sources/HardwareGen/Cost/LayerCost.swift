// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What a layer takes of the fabric: DSPs and block RAM as its modules have them, LUTs and registers
/// by formulas whose numbers come from what Yosys makes of the modules.
struct LayerCost {
  private let layer: HardwareLayer
  private let folding: LayerFolding

  init(_ layer: HardwareLayer, _ folding: LayerFolding) {
    self.layer = layer
    self.folding = folding
  }

  var resources: FabricResources {
    switch layer.operation {
    case .convolution(_, let geometry):
      guard let array = folding.array else { return FabricResources() }
      return convolution(geometry, array)
    case .maxPooling(let geometry): return pooling(geometry, dsp: 0)
    case .averagePooling(let geometry, _, _): return pooling(geometry, dsp: folding.outLanes)
    case .addition: return FabricResources(dsp: 2 * folding.outLanes) + logic(60, 100)
    case .concatenation, .clamp: return logic(30, 40)
    }
  }

  private func logic(_ luts: Int, _ flipFlops: Int) -> FabricResources {
    FabricResources(luts: luts, flipFlops: flipFlops)
  }

  private func convolution(
    _ geometry: WindowGeometry, _ array: ArrayLayout
  ) -> FabricResources {
    let groups = (array.taps + 1) / 2
    var sum = FabricResources(dsp: array.taps * array.chains + folding.outLanes)
    let isShallow = WeightMemory.isDistributed(array)
    sum +=
      (isShallow
        ? MemoryCost.distributed(depth: array.depth, bits: 32)
        : FabricResources(bram18: (array.depth + 511) / 512)) * (groups * array.chains)
    sum += logic(60, 120) * array.chains
    sum += logic(8, 60) * (array.taps * array.chains)
    let rowWords = (array.expands ? geometry.output.width : geometry.paddedWidth) * array.groupWords
    sum += ring(rowWords, bits: array.taps * layer.inputBits)
    if array.expands { sum += windows(array) }
    return sum + parameters + logic(400, 600)
  }

  /// `accel_expand`: a window, and a copy of it that leaves word by word.
  private func windows(_ array: ArrayLayout) -> FabricResources {
    let window = array.groupElements * layer.inputBits
    let copy = array.groupWords * array.taps * layer.inputBits
    return array.groupWords == 1 ? logic(20, window) : logic(20 + copy, window + copy)
  }

  /// Multiplier and bias of each channel, 49 bits.
  private var parameters: FabricResources {
    let entries = layer.output.channels / folding.outLanes
    let one =
      entries > 64
      ? MemoryCost.block(depth: entries, bits: 49)
      : MemoryCost.distributed(depth: entries, bits: 49)
    return one * folding.outLanes
  }

  private func pooling(_ geometry: WindowGeometry, dsp: Int) -> FabricResources {
    let words = geometry.paddedWidth * layer.input.channels / folding.inLanes
    return FabricResources(dsp: dsp) + ring(words, bits: folding.inLanes * layer.inputBits)
      + logic(150, 200)
  }

  private func ring(_ rowWords: Int, bits: Int) -> FabricResources {
    let depth = folding.ringRows * rowWords
    return depth <= 64 || depth * bits <= 4096
      ? MemoryCost.distributed(depth: depth, bits: bits)
      : MemoryCost.block(depth: depth, bits: bits)
  }
}

/// What lies between two layers.
struct LinkCost {
  private let link: HardwarePlan.Link
  private let bits: Int
  private let takers: Int

  init(_ link: HardwarePlan.Link, bits: Int, takers: Int) {
    self.link = link
    self.bits = bits
    self.takers = takers
  }

  var resources: FabricResources {
    var sum = FabricResources()
    let width = link.fromLanes * bits
    if link.fifoDepth > 0 {
      sum +=
        link.fifoDepth <= 64 || link.fifoDepth * width <= 4096
        ? MemoryCost.distributed(depth: link.fifoDepth, bits: width)
        : MemoryCost.block(depth: link.fifoDepth, bits: width)
      sum += FabricResources(luts: 30, flipFlops: 40 + 2 * width)
    }
    if link.fromLanes != link.toLanes {
      let most = max(link.fromLanes, link.toLanes) * bits
      sum += FabricResources(luts: 10 + most, flipFlops: 10 + 2 * most)
    }
    if takers > 1 { sum += FabricResources(luts: 6, flipFlops: 4) }
    return sum
  }
}

/// What a design has beside its layers: DMA, registers, command unit, ports of the processor.
enum DesignCost {
  static let shell = FabricResources(dsp: 0, bram18: 4, luts: 2500, flipFlops: 3000)
}
