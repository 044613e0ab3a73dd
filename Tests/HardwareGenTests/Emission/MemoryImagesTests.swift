// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareGen

struct MemoryImagesTests {
  @Test func `files hold the words of a load in their order`() throws {
    let network = try TestNetworks.oddChannels()
    let plan = try HardwarePlanner(
      HardwareNetwork(network), GenerationOptions(board: HardwareBoard.all[0])
    ).plan()
    let files = MemoryImages(plan).all
    for layer in plan.layers {
      guard case .convolution(let convolution, _) = layer.operation,
        let array = plan.foldings[layer.index].array
      else { continue }
      let prefix = MemoryImages(plan).files(ofLayer: layer.index).weights + "_"
      let words = files.filter { $0.name.hasPrefix(prefix) }
        .flatMap { $0.text.split(separator: "\n") }
        .compactMap { UInt32($0, radix: 16).map { Int32(bitPattern: $0) } }
      let loaded = array.loadWords(convolution)
      #expect(words == Array(loaded.dropLast(2 * layer.output.channels)))
    }
  }

  @Test func `parameters are a multiplier and a bias for each channel of a lane`() throws {
    let network = try TestNetworks.padded()
    let plan = try HardwarePlanner(
      HardwareNetwork(network), GenerationOptions(board: HardwareBoard.all[0])
    ).plan()
    let files = MemoryImages(plan).all
    let layer = plan.layers[0]
    guard case .convolution(let convolution, _) = layer.operation else { return }
    let lanes = plan.foldings[0].outLanes
    var seen = 0
    for lane in 0..<lanes {
      let file = try #require(files.first { $0.name == "memory/l0_parameters_\(lane)" })
      for (entry, line) in file.text.split(separator: "\n").enumerated() {
        let word = try #require(UInt64(line, radix: 16))
        let channel = entry * lanes + lane
        #expect(Int32(truncatingIfNeeded: word) == convolution.biases[channel])
        #expect(word >> 32 == UInt64(convolution.requantization.multipliers[channel]))
        seen += 1
      }
    }
    #expect(seen == layer.output.channels)
  }
}
