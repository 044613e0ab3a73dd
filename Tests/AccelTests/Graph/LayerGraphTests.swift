// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct LayerGraphTests {
  private static let input = Shape(height: 6, width: 6, channels: 2)

  private static func convolution(
    outputs: Int = 3, kernel: Int = 3, stride: Int = 1, padding: Int = 0, weights: Int? = nil,
    biases: Int = 0
  ) -> Layer.Operation {
    .convolution(
      Convolution(
        outputChannels: outputs, kernel: kernel, stride: stride, padding: padding,
        weights: [Float](repeating: 0.5, count: weights ?? max(0, outputs * kernel * kernel * 2)),
        biases: [Float](repeating: 0, count: biases)))
  }

  @Test("Shapes and multiply-accumulates follow from the layers")
  func shapes() throws {
    let graph = try LayerGraph(
      name: "n", input: Self.input,
      layers: [
        Layer(name: "a", Self.convolution(stride: 2, padding: 1)),
        Layer(name: "b", .maxPooling(Pooling(window: 2, stride: 1))), Layer(name: "c", .relu),
        Layer(name: "d", .averagePooling(Pooling(window: 2, stride: 2))),
        Layer(
          name: "e",
          .fullyConnected(FullyConnected(outputs: 4, weights: [Float](repeating: 1, count: 12)))),
      ])
    #expect(graph.shapes.map(\.description) == ["3x3x3", "2x2x3", "2x2x3", "1x1x3", "1x1x4"])
    #expect(graph.multiplyAccumulates == 3 * 3 * 3 * 9 * 2 + 12)
    #expect(graph.output.count == 4)
  }

  @Test("LeNet-5 as published takes 2,293,000 multiply-accumulates")
  func publishedSize() throws {
    let weights = [Float](repeating: 0, count: LayerGraph.lenet5WeightCount)
    let graph = try LayerGraph.lenet5(weights: weights)
    #expect(graph.multiplyAccumulates == 2_293_000)
    #expect(graph.shapes.map(\.count) == [11_520, 2880, 3200, 800, 500, 500, 10])
    let error = #expect(throws: AccelError.self) {
      try LayerGraph.lenet5(weights: weights.dropLast())
    }
    #expect(error?.code == .shapeMismatch)
  }

  @Test("Maps beyond what Accel computes with are refused with the layer that makes them")
  func refusesHugeMaps() throws {
    func refusal(_ side: Int, _ channels: Int, _ operation: Layer.Operation) -> String {
      let error = #expect(throws: AccelError.self) {
        try LayerGraph(
          name: "n", input: Shape(height: side, width: side, channels: channels),
          layers: [Layer(name: "wide", operation)])
      }
      #expect(error?.code == .shapeMismatch)
      return error?.description ?? ""
    }
    func convolution(_ outputs: Int, kernel: Int, padding: Int) -> Layer.Operation {
      .convolution(
        Convolution(
          outputChannels: outputs, kernel: kernel, padding: padding,
          weights: [Float](repeating: 0, count: outputs * kernel * kernel)))
    }
    #expect(refusal(4096, 1, convolution(1, kernel: 2, padding: 1)).contains("layer wide"))
    #expect(refusal(2048, 1, convolution(100, kernel: 1, padding: 0)).contains("layer wide"))
    #expect(refusal(4096, 4096, .relu).contains("input shape 4096x4096x4096"))
    let padded = Layer.Operation.convolution(
      Convolution(
        outputChannels: 1, kernel: 2, padding: 1, weights: [Float](repeating: 0, count: 64))
    )
    #expect(refusal(4096, 16, padded).contains("padded input"))
  }

  @Test(
    "What does not fit is refused with the layer's name",
    arguments: [
      Self.convolution(outputs: 0), Self.convolution(outputs: 5000, weights: 0),
      Self.convolution(kernel: 0), Self.convolution(kernel: 7), Self.convolution(stride: 0),
      Self.convolution(padding: 3), Self.convolution(padding: -1), Self.convolution(weights: 53),
      Self.convolution(biases: 2), .maxPooling(Pooling(window: 7, stride: 1)),
      .averagePooling(Pooling(window: 2, stride: 0)), .maxPooling(Pooling(window: 0, stride: 1)),
      .fullyConnected(FullyConnected(outputs: 3, weights: [1, 2])),
      .fullyConnected(FullyConnected(outputs: 0, weights: [])),
    ])
  func refusesMisfits(_ operation: Layer.Operation) {
    let error = #expect(throws: AccelError.self) {
      try LayerGraph(
        name: "n", input: Self.input, layers: [Layer(name: "culprit", operation)])
    }
    #expect(error?.code == .shapeMismatch)
    #expect(error?.description.contains("culprit") == true)
  }

  @Test("Empty networks, repeated names, bad inputs and non-finite weights are refused")
  func refusesNonsense() {
    func code(_ input: Shape, _ layers: [Layer]) -> AccelError.Code? {
      #expect(throws: AccelError.self) {
        try LayerGraph(name: "n", input: input, layers: layers)
      }?.code
    }
    #expect(code(Self.input, []) == .invalidGraph)
    #expect(
      code(Self.input, [Layer(name: "a", .relu), Layer(name: "a", .relu)]) == .invalidGraph)
    #expect(
      code(Shape(height: 0, width: 1, channels: 1), [Layer(name: "a", .relu)]) == .shapeMismatch)
    #expect(
      code(Shape(height: 1, width: 1, channels: 4097), [Layer(name: "a", .relu)])
        == .shapeMismatch)
    for value in [Float.nan, .infinity, -.infinity] {
      let layer = FullyConnected(outputs: 1, weights: [Float](repeating: value, count: 72))
      #expect(code(Self.input, [Layer(name: "a", .fullyConnected(layer))]) == .valueOutOfRange)
    }
  }
}
