// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct OverlayNetworkTests {
  private func network(_ layers: [Layer]) throws -> OverlayNetwork {
    try OverlayNetwork(
      LayerGraph(name: "n", input: Shape(height: 2, width: 2, channels: 1), layers: layers),
      format: .fixed8, encoding: .lenet5)
  }

  private func connected(_ weights: [Float], biases: [Float] = []) -> Layer.Operation {
    .fullyConnected(FullyConnected(outputs: 1, weights: weights, biases: biases))
  }

  @Test("A ReLU becomes part of the layer before it; biases are left out and named")
  func lowers() throws {
    let network = try network([
      Layer(name: "pool", .maxPooling(Pooling(window: 1, stride: 1))), Layer(name: "r", .relu),
      Layer(name: "ip", connected([0.5, -0.5, 0.25, 1], biases: [0.1])),
    ])
    #expect(network.stages.count == 2)
    guard case .pooling(let pool) = network.stages[0] else {
      Issue.record("no pooling stage")
      return
    }
    #expect(pool.rectifies)
    #expect(network.convolutions.map(\.name) == ["ip"])
    #expect(network.convolutions[0].weights == [64, -64, 32, -128])
    #expect(network.convolutions[0].kernelHeight == 2)
    #expect(network.layersWithoutTheirBiases == ["ip"])
  }

  @Test("A ReLU with nothing before it is refused")
  func refusesLeadingReLU() {
    let error = #expect(throws: AccelError.self) { try network([Layer(name: "r", .relu)]) }
    #expect(error?.code == .unsupportedLayer)
  }

  @Test("What the published overlays cannot compute is refused, but for a softmax at the end")
  func refusesNativeLayers() throws {
    let last = Layer(name: "ip", connected([1, 1, 1, 1]))
    let refused: [Layer] = [
      Layer(name: "a", .relu6), Layer(name: "a", inputs: [.input, .input], .add),
      Layer(name: "a", .maxPooling(Pooling(window: 3, stride: 1, padding: 1))),
      Layer(name: "a", .maxPooling(Pooling(window: 1, stride: 1, roundsUp: true))),
    ]
    for layer in refused {
      let error = #expect(throws: AccelError.self) { try network([layer, last]) }
      #expect(error?.code == .unsupportedLayer)
    }
    #expect(throws: AccelError.self) { try network([Layer(name: "a", .softmax)]) }
    #expect(try network([last, Layer(name: "prob", .softmax)]).stages.count == 1)
  }

  @Test("A branch is refused with the layer that takes it, not with the first")
  func refusesBranches() {
    let point = Layer.Operation.convolution(Convolution(outputChannels: 1, kernel: 1, weights: [1]))
    let sum = Layer(name: "sum", inputs: [.layer("a"), .layer("b")], .add)
    for (inputs, name) in [([], "sum"), ([Layer.Source.input], "b")] {
      let error = #expect(throws: AccelError.self) {
        try network([Layer(name: "a", point), Layer(name: "b", inputs: inputs, point), sum])
      }
      #expect(error?.description.contains("layer \(name) ") == true)
    }
  }

  @Test("A weight beyond 32 bits is refused with its layer")
  func refusesHugeWeights() {
    let error = #expect(throws: AccelError.self) {
      try network([Layer(name: "ip", connected([1e30, 0, 0, 0]))])
    }
    #expect(error?.code == .valueOutOfRange)
    #expect(error?.description.contains("ip") == true)
  }

  @Test("Weights can be replaced; wrong names and counts are refused and change nothing")
  func replacesWeights() throws {
    var network = try network([Layer(name: "ip", connected([0, 0, 0, 0]))])
    try network.setWeights([0.5, 0.5, 0.5, 0.5], of: "ip")
    #expect(network.convolutions[0].weights == [64, 64, 64, 64])
    #expect(throws: AccelError.self) { try network.setWeights([1], of: "ip") }
    let error = #expect(throws: AccelError.self) {
      try network.setWeights([1, 2, 3, 4], of: "conv9")
    }
    #expect(error?.description.contains("ip") == true, "the message offers the layers there are")
    #expect(network.convolutions[0].weights == [64, 64, 64, 64])
  }

  @Test("Images that are not whole, and a mean of another shape, are refused")
  func refusesOddImages() throws {
    let plain = try network([Layer(name: "ip", connected([0, 0, 0, 0]))])
    #expect(throws: AccelError.self) { try plain.words(for: [1, 2, 3]) }
    #expect(try plain.words(for: [0, 255, 128, 15]) == [0, 17, 9, 1])
    let graph = try LayerGraph(
      name: "n", input: Shape(height: 2, width: 2, channels: 1),
      layers: [Layer(name: "ip", connected([0, 0, 0, 0]))])
    let odd = try OverlayNetwork(graph, format: .fixed16, encoding: .cifar10(mean: [1]))
    #expect(throws: AccelError.self) { try odd.words(for: [1, 2, 3, 4]) }
    for scale in [1e300, -.infinity, .nan] {
      let wild = try OverlayNetwork(graph, format: .fixed8, encoding: InputEncoding(scale: scale))
      let error = #expect(throws: AccelError.self) { try wild.words(for: [1, 2, 3, 4]) }
      #expect(error?.code == .valueOutOfRange)
    }
  }
}
