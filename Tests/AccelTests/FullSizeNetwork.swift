// SPDX-License-Identifier: BSD-3-Clause
import Accel

/// The published LeNet-5's structure with random weights.
enum FullSizeNetwork {
  static func lenet5() throws -> OverlayNetwork {
    var source = RandomNetworks(seed: 1, .fixed8, .random)
    let graph = try LayerGraph.lenet5(weights: source.weights(LayerGraph.lenet5WeightCount))
    return try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5)
  }
}
