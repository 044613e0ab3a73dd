// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

struct FloatExecutorTests {
  private func run(
    _ operation: Layer.Operation, _ image: [Float], height: Int, width: Int
  ) throws -> [Float] {
    let shape = Shape(height: height, width: width, channels: image.count / height / width)
    return try FloatExecutor(
      LayerGraph(name: "n", input: shape, layers: [Layer(name: "a", operation)])
    ).run(image)
  }

  @Test("A convolution with padding and stride, by hand")
  func convolution() throws {
    let layer = Convolution(
      outputChannels: 2, kernel: 2, stride: 2, padding: 1, weights: [1, 2, 3, 4, 0, 0, 0, 1],
      biases: [0.5, -1])
    #expect(
      try run(.convolution(layer), [1, 2, 3, 4, 5, 6, 7, 8, 9], height: 3, width: 3)
        == [4.5, 0, 18.5, 2, 36.5, 6, 77.5, 8])
  }

  @Test("A depthwise convolution, and one of two groups, by hand")
  func groups() throws {
    let depthwise = Convolution(
      outputChannels: 2, kernel: 2, groups: 2, weights: [1, 2, 3, 4, 10, 20, 30, 40],
      biases: [1, 2])
    #expect(
      try run(.convolution(depthwise), [1, 5, 2, 6, 3, 7, 4, 8], height: 2, width: 2)
        == [31, 702])
    let two = Convolution(
      outputChannels: 4, kernel: 1, groups: 2, weights: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(
      try run(.convolution(two), [1, 10, 100, 1000], height: 1, width: 1)
        == [21, 43, 6500, 8700])
  }

  @Test("A fully connected layer takes its input in order (y, x, channel)")
  func connected() throws {
    let layer = FullyConnected(outputs: 2, weights: [1, 2, 3, 4, -1, 0, 0, 1], biases: [0, 3])
    #expect(
      try run(.fullyConnected(layer), [1, 10, 100, 1000], height: 2, width: 1) == [4321, 1002])
  }

  @Test("A maximum passes over padding, and over what a last window lacks")
  func maxima() throws {
    let image: [Float] = [-1, -2, -3, -4, -5, -6, -7, -8, -9]
    #expect(
      try run(.maxPooling(Pooling(window: 2, stride: 2, padding: 1)), image, height: 3, width: 3)
        == [-1, -2, -4, -5])
    #expect(
      try run(
        .maxPooling(Pooling(window: 2, stride: 2, roundsUp: true)), image, height: 3, width: 3)
        == [-1, -3, -7, -9])
    #expect(
      try run(
        .maxPooling(Pooling(window: 2, stride: 1)), [1, 8, 2, 7, 3, 6, 4, 5], height: 2, width: 2)
        == [4, 8])
  }

  @Test("An average counts padding as zeros")
  func averages() throws {
    #expect(
      try run(
        .averagePooling(Pooling(window: 2, stride: 2, padding: 1)), [4, 8, 12, 16], height: 2,
        width: 2) == [1, 2, 3, 4])
    #expect(
      try run(.globalAveragePooling, [1, 10, 2, 20, 3, 30, 6, 40], height: 2, width: 2) == [3, 25])
  }

  @Test("Rectifiers and softmax, by hand")
  func activations() throws {
    let image: [Float] = [-1, 0, 3, 6.5]
    #expect(try run(.relu, image, height: 1, width: 2) == [0, 0, 3, 6.5])
    #expect(try run(.relu6, image, height: 1, width: 2) == [0, 0, 3, 6])
    #expect(
      try run(.softmax, [200, 200, 200, 200], height: 1, width: 1) == [0.25, 0.25, 0.25, 0.25])
  }

  @Test("Branches join by addition and concatenation, and every layer's output is given")
  func branches() throws {
    let double = Convolution(outputChannels: 2, kernel: 1, groups: 2, weights: [2, 2])
    let graph = try LayerGraph(
      name: "n", input: Shape(height: 1, width: 2, channels: 2),
      layers: [
        Layer(name: "double", .convolution(double)),
        Layer(name: "sum", inputs: [.layer("double"), .input], .add),
        Layer(name: "join", inputs: [.input, .layer("sum")], .concatenation),
      ])
    #expect(
      FloatExecutor(graph).activations(of: [1, 2, 3, 4])
        == [[2, 4, 6, 8], [3, 6, 9, 12], [1, 2, 3, 6, 3, 4, 9, 12]])
  }

  @Test("Convolutions of many shapes agree with the definition", arguments: 0..<60)
  func definition(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    func pick(_ values: [Int]) -> Int { values.randomElement(using: &random) ?? 1 }
    let groups = pick([1, 1, 2, 3])
    let isDepthwise = pick([0, 0, 1]) == 1
    let inputs = groups * (isDepthwise ? 1 : pick([1, 2, 5]))
    let outputs = groups * (isDepthwise ? 1 : pick([1, 3, 16, 17, 33]))
    let kernel = pick([1, 2, 3, 4])
    let shape = Shape(
      height: kernel + pick([0, 1, 3]), width: kernel + pick([0, 2, 3]), channels: inputs)
    func values(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(Int.random(in: -8...8, using: &random)) }
    }
    let layer = Convolution(
      outputChannels: outputs, kernel: kernel, stride: pick([1, 2, 3]),
      padding: pick(Array(0..<kernel)), groups: groups,
      weights: values(outputs * kernel * kernel * (inputs / groups)),
      biases: values(pick([0, outputs])))
    let graph = try LayerGraph(
      name: "n", input: shape, layers: [Layer(name: "a", .convolution(layer))])
    let image = values(shape.count)
    #expect(
      FloatExecutor(graph).run(image)
        == convolve(image, layer, input: shape, output: graph.output))
  }

  /// Whole numbers, so that the order of the sum does not matter.
  private func convolve(
    _ image: [Float], _ layer: Convolution, input: Shape, output: Shape
  ) -> [Float] {
    let (inputs, outputs) = (input.channels / layer.groups, output.channels / layer.groups)
    return (0..<output.count).map { index in
      let channel = index % output.channels
      let (y, x) = (index / output.channels / output.width, index / output.channels % output.width)
      var sum = layer.biases.isEmpty ? 0 : layer.biases[channel]
      for tap in 0..<layer.kernel * layer.kernel * inputs {
        let row = y * layer.stride + tap / inputs / layer.kernel - layer.padding
        let column = x * layer.stride + tap / inputs % layer.kernel - layer.padding
        guard (0..<input.height).contains(row), (0..<input.width).contains(column) else { continue }
        let from = channel / outputs * inputs + tap % inputs
        sum +=
          image[(row * input.width + column) * input.channels + from]
          * layer.weights[channel * layer.kernel * layer.kernel * inputs + tap]
      }
      return sum
    }
  }
}
