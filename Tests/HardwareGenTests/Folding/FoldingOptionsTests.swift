// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareGen

struct FoldingOptionsTests {
  @Test(arguments: [FixedFormat.fixed8, .fixed16])
  func `foldings of random networks keep to the rules of the modules`(format: FixedFormat) throws {
    var checked = 0
    for seed in 0..<6 as Range<UInt64> {
      let network = try HardwareNetwork(TestNetworks.random(seed: seed, format))
      for layer in network.layers {
        let options = layer.options(.xc7z020)
        #expect(!options.isEmpty, "\(layer.name)")
        for option in options {
          check(layer, option.folding, format)
          checked += 1
        }
      }
    }
    #expect(checked > 100)
  }

  private func check(_ layer: HardwareLayer, _ folding: LayerFolding, _ format: FixedFormat) {
    #expect(layer.input.channels % folding.inLanes == 0)
    #expect(layer.output.channels % folding.outLanes == 0)
    guard let array = folding.array else { return }
    let perTap = format == .fixed8 ? 2 : 1
    #expect((1...10).contains(array.taps) && (1...64).contains(array.chains))
    #expect(folding.outLanes == 1 || folding.outLanes == perTap)
    #expect(array.chains * (perTap / folding.outLanes) <= array.steps)
    #expect(array.depth <= 16_384)
    #expect(folding.ringRows >= layer.geometry?.kernelHeight ?? 0)
  }

  @Test func `a folding that is no better than another is left out`() throws {
    let network = try HardwareNetwork(TestNetworks.padded())
    for layer in network.layers {
      let options = layer.options(.xc7z020)
      for one in options {
        #expect(!options.contains { $0 != one && one.isDominated(by: $0) })
      }
    }
  }
}
