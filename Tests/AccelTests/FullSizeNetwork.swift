// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport

/// The published LeNet-5's structure with random weights.
enum FullSizeNetwork {
  static func lenet5() throws -> OverlayNetwork {
    var source = RandomNetworks(seed: 1, .fixed8, .random)
    let graph = try LayerGraph(
      name: "LeNet-5", input: Shape(height: 28, width: 28, channels: 1),
      layers: [
        Layer(
          name: "conv1",
          .convolution(Convolution(outputChannels: 20, kernel: 5, weights: source.weights(500)))),
        Layer(name: "pool1", .maxPooling(Pooling(window: 2, stride: 2))),
        Layer(
          name: "conv2",
          .convolution(Convolution(outputChannels: 50, kernel: 5, weights: source.weights(25_000)))),
        Layer(name: "pool2", .maxPooling(Pooling(window: 2, stride: 2))),
        Layer(
          name: "ip1",
          .fullyConnected(FullyConnected(outputs: 500, weights: source.weights(400_000)))),
        Layer(name: "relu1", .relu),
        Layer(
          name: "ip2", .fullyConnected(FullyConnected(outputs: 10, weights: source.weights(5_000)))),
      ])
    return try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5)
  }
}
