// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// How many channels the beats between layers have: as many as the one before gives, where the one
/// behind can take them in time; else what needs the least conversion.
struct LaneChoice {
  let network: HardwareNetwork
  private(set) var foldings: [LayerFolding]
  private(set) var imageLanes = 1
  let target: Int

  init(network: HardwareNetwork, foldings: [LayerFolding], target: Int) {
    self.network = network
    self.foldings = foldings
    self.target = target
    imageLanes = network.takers(of: -1).map { foldings[$0.layer].inLanes }.max() ?? 1
  }

  func lanes(of source: Int) -> Int { source < 0 ? imageLanes : foldings[source].outLanes }

  mutating func adopt() {
    for layer in network.layers {
      let choices = layer.laneChoices.map { lanes in
        var folding = foldings[layer.index]
        folding.inLanes = lanes
        if folding.array == nil { folding.outLanes = lanes }
        return folding
      }
      let costs = choices.map { cost(layer, $0) }
      guard let best = choices.indices.min(by: { (costs[$0], $0) < (costs[$1], $1) }) else {
        continue
      }
      foldings[layer.index] = choices[best]
    }
  }

  /// Too much time weighs most, then conversions, then lanes that only conversions need.
  private func cost(_ layer: HardwareLayer, _ folding: LayerFolding) -> Int {
    let cycles = max(layer.cycles(folding).bottleneck, converterCycles(layer, folding))
    let conversions = layer.sources.reduce(0) { sum, source in
      let from = lanes(of: source)
      let common = VerilogText.commonDivisor(from, folding.inLanes)
      return sum + (common < from ? 1 : 0) + (common < folding.inLanes ? 1 : 0)
    }
    return max(0, cycles - target) * 1000 + conversions * 100 + folding.inLanes
  }

  /// Beats of an image between a splitter and a packer before a layer.
  func converterCycles(_ layer: HardwareLayer, _ folding: LayerFolding) -> Int {
    layer.sources.map { source in
      network.network.shape(of: source).count
        / VerilogText.commonDivisor(lanes(of: source), folding.inLanes)
    }.max() ?? 0
  }
}
