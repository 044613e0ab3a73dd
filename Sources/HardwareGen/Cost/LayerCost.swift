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
    let lanes = folding.inLanes
    let bits = lanes * layer.inputBits
    let registers = logic(80, 150)
    switch layer.operation {
    case .convolution(_, let geometry):
      guard let array = folding.array else { return FabricResources() }
      return registers + convolution(geometry, array)
    case .maxPooling(let geometry):
      return registers + pooling(geometry) + logic(2 * bits, 2 * bits)
    case .averagePooling(let geometry, _, _):
      return registers + pooling(geometry) + FabricResources(dsp: lanes)
        + logic(35 + 80 * lanes, 35 + 90 * lanes)
    case .addition:
      return registers + FabricResources(dsp: 2 * lanes)
        + logic(43 + 40 * lanes, 42 + 38 * lanes)
    case .concatenation(let channels):
      return registers + logic(12 + 2 * bits, 7 + 2 * bits) * (channels.count - 1)
    case .clamp: return registers + logic(2 * bits, 2 * bits + 2)
    }
  }

  private func logic(_ luts: Int, _ flipFlops: Int) -> FabricResources {
    FabricResources(luts: luts, flipFlops: flipFlops)
  }

  private func convolution(
    _ geometry: WindowGeometry, _ array: ArrayLayout
  ) -> FabricResources {
    let word = array.taps * layer.inputBits
    let rowWords =
      (array.expands ? geometry.output.width : geometry.paddedWidth) * array.groupWords
    var sum = FabricResources(dsp: array.taps * array.chains + folding.outLanes)
    sum += ArrayCost(array, bits: layer.inputBits, outLanes: folding.outLanes).resources
    sum += array.expands ? windows(array) : logic(8 + word, 9 + word)
    // A stage in front of the window.
    sum += logic(3 + word, 2 + 2 * word)
    sum += window(rowWords, bits: word) + padding(geometry) + parameters
    // Requantisation, and the buses of loads and reads.
    sum += logic(55 + 130 * folding.outLanes, 174 + 190 * folding.outLanes)
    // Registers that are kept apart make no shift registers of the buses.
    return sum + logic(20, 150)
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

  private func pooling(_ geometry: WindowGeometry) -> FabricResources {
    let words = geometry.paddedWidth * layer.input.channels / folding.inLanes
    return window(words, bits: folding.inLanes * layer.inputBits) + padding(geometry)
  }

  private func padding(_ geometry: WindowGeometry) -> FabricResources {
    geometry.paddedPixels == geometry.input.height * geometry.input.width
      ? FabricResources() : logic(22, 10)
  }

  /// `accel_window`: its ring, the FIFO behind it, and the registers of a word on the way.
  private func window(_ rowWords: Int, bits: Int) -> FabricResources {
    MemoryCost.chosen(depth: folding.ringRows * rowWords, bits: bits)
      + MemoryCost.distributed(depth: 16, bits: bits + 2) + logic(115, 105 + 4 * bits)
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
    let width = link.toLanes * bits
    if link.fifoDepth > 0 {
      sum +=
        link.fifoDepth <= 64 || link.fifoDepth * width <= 4096
        ? MemoryCost.distributed(depth: link.fifoDepth, bits: width)
        : MemoryCost.block(depth: link.fifoDepth, bits: width)
      sum += FabricResources(luts: 21, flipFlops: 15 + width)
    }
    if link.fromLanes != link.toLanes {
      let most = max(link.fromLanes, link.toLanes) * bits
      sum += FabricResources(luts: 8 + most, flipFlops: 9 + most)
    }
    if takers > 1 { sum += FabricResources(luts: 6, flipFlops: 4) }
    return sum
  }
}

/// What a design has beside its layers: DMA, registers, command unit, ports of the processor.
enum DesignCost {
  static let shell = FabricResources(dsp: 0, bram18: 4, luts: 1700, flipFlops: 2100)
}
