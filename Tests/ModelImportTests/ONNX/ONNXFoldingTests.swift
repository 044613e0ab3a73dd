// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ONNXFormat
import Testing

/// Arithmetic with constants.
struct ONNXFoldingTests {
  private typealias Node = Onnx_NodeProto
  private typealias Tensor = Onnx_TensorProto

  private static let image = (0..<72).map { Float($0 * 37 % 23) - 8 }
  private static let weights = Tensor(counting: "w", [3, 2, 3, 3])
  private static let norm = [
    Tensor("scale", [3], [1, 2, -3]), Tensor("bias", [3], [0.5, 0, 1]),
    Tensor("mean", [3], [10, 20, 30]), Tensor("variance", [3], [4, 1, 9]),
  ]
  private static let factors: [Float] = [0.5, 2, -1]
  private static let offsets: [Float] = [-4.5, -40, 31]

  /// What the convolution gives, then `factor * x + offset` by channel.
  private func expected(_ factors: [Float], _ offsets: [Float]) throws -> [Float] {
    try ONNXFiles([Node("Conv", ["x0", "w"], "y")], [Self.weights]).run(Self.image)
      .enumerated().map { $1 * factors[$0 % 3] + offsets[$0 % 3] }
  }

  private func isClose(_ one: [Float], _ two: [Float]) -> Bool {
    one.count == two.count && zip(one, two).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($1)) }
  }

  @Test("A normalisation behind a convolution becomes a part of it")
  func batchNormalization() throws {
    let graph = try ONNXFiles(
      [
        Node("Conv", ["x0", "w"], "c"),
        Node(
          "BatchNormalization", ["c", "scale", "bias", "mean", "variance"], "y",
          [.float("epsilon", 0)]),
      ], [Self.weights] + Self.norm
    ).graph()
    #expect(graph.layers.count == 1)
    #expect(
      isClose(FloatExecutor(graph).run(Self.image), try expected(Self.factors, Self.offsets)))
  }

  @Test("Constants behind a convolution become a part of it, whatever their shape")
  func constants() throws {
    let cases: [(String, [Int64], [Float], [Float], [Float])] = [
      ("Add", [1, 3, 1, 1], [1, 2, 3], [1, 1, 1], [1, 2, 3]),
      ("Sub", [3, 1, 1], [1, 2, 3], [1, 1, 1], [-1, -2, -3]),
      ("Mul", [], [2], [2, 2, 2], [0, 0, 0]), ("Div", [1], [4], [0.25, 0.25, 0.25], [0, 0, 0]),
    ]
    for (type, shape, values, factors, offsets) in cases {
      let graph = try ONNXFiles(
        [Node("Conv", ["x0", "w"], "c"), Node(type, ["c", "k"], "y")],
        [Self.weights, Tensor("k", shape, values)]
      ).graph()
      #expect(graph.layers.count == 1)
      #expect(isClose(FloatExecutor(graph).run(Self.image), try expected(factors, offsets)))
    }
    let turned = try ONNXFiles(
      [Node("Conv", ["x0", "w"], "c"), Node("Sub", ["k", "c"], "y")],
      [Self.weights, Tensor("k", [], [5])]
    ).run(Self.image)
    #expect(isClose(turned, try expected([-1, -1, -1], [5, 5, 5])))
  }

  @Test("What others take as it is stays as it is")
  func shared() throws {
    let graph = try ONNXFiles(
      [
        Node("Conv", ["x0", "w"], "c"), Node("Mul", ["c", "k"], "m"), Node("Add", ["m", "c"], "y"),
      ], [Self.weights, Tensor("k", [3, 1, 1], [1, 2, 3])]
    ).graph()
    #expect(graph.layers.count == 3)
    #expect(isClose(FloatExecutor(graph).run(Self.image), try expected([2, 3, 4], [0, 0, 0])))
  }

  @Test("A normalisation behind anything else is a depthwise convolution")
  func depthwise() throws {
    let graph = try ONNXFiles(
      [
        Node("Conv", ["x0", "w"], "c"), Node("Relu", ["c"], "r"),
        Node(
          "BatchNormalization", ["r", "scale", "bias", "mean", "variance"], "y",
          [.float("epsilon", 0)]),
      ], [Self.weights] + Self.norm
    ).graph()
    #expect(
      graph.layers[2].operation
        == .convolution(
          Convolution(
            outputChannels: 3, kernel: 1, groups: 3, weights: Self.factors, biases: Self.offsets)))
  }

  private static let normalizing = ONNXFiles(
    [
      Node("Sub", ["x0", "mean"], "a"), Node("Div", ["a", "std"], "b"),
      Node("Conv", ["b", "w"], "y", [.ints("pads", 1, 1, 1, 1)]),
    ], [weights, Tensor("mean", [2, 1, 1], [1, 2]), Tensor("std", [1, 2, 1, 1], [4, 8])])

  @Test("Arithmetic on the image becomes preprocessing, behind the caller's")
  func normalization() throws {
    let model = try Self.normalizing.imported()
    #expect(model.graph.layers.map(\.name) == ["conv_y"])
    let whole = try Self.normalizing.graph()
    #expect(whole.layers.count == 2)
    let bytes = (0..<72).map { UInt8($0 * 3) }
    let outer = Preprocessing(scale: 0.5, mean: [3], deviation: [2, 5])
    let inner = model.preprocessing(behind: outer)
    try inner.check(for: model.graph.input)
    let separate = FloatExecutor(model.graph).run(
      inner.reals(bytes, of: model.graph.input).map { Float($0) })
    let joined = FloatExecutor(whole).run(
      outer.reals(bytes, of: whole.input).map { Float($0) })
    #expect(isClose(separate, joined))
  }

  @Test("A mean image is subtracted from the image, element by element")
  func meanImage() throws {
    let model = try ONNXFiles(
      [
        Node("Sub", ["x0", "mean"], "a"), Node("Mul", ["a", "half"], "b"), Node("Relu", ["b"], "y"),
      ], [Tensor(counting: "mean", [2, 6, 6]), Tensor("half", [], [0.5])]
    ).imported()
    let inner = model.preprocessing(behind: Preprocessing())
    let bytes = (0..<72).map { UInt8($0 * 2) }
    let reals = inner.reals(bytes, of: model.graph.input)
    let mean = Tensor(counting: "mean", [2, 6, 6]).floatData
    for element in 0..<72 {
      let (channel, place) = (element % 2, element / 2)
      let expected = (Double(bytes[element]) - Double(mean[channel * 36 + place])) / 2
      #expect(abs(reals[element] - expected) < 1e-6)
    }
  }

  @Test("A model without arithmetic on the image leaves preprocessing as it is")
  func plain() throws {
    let model = try ONNXFiles([Node("Relu", ["x0"], "y")]).imported()
    let outer = Preprocessing(scale: 0.1, mean: [1, 2])
    #expect(model.normalization == nil && model.preprocessing(behind: outer) == outer)
  }

  @Test("Constants are computed with constants, integers without overflow")
  func folding() throws {
    let graph = try ONNXFiles(
      [
        Node("Mul", ["one", "two"], "a"), Node("Add", ["a", "two"], "b"),
        Node("Sub", ["b", "one"], "c"), Node("Div", ["c", "three"], "d"),
        Node("Conv", ["x0", "w", "d"], "y"),
      ],
      [
        Self.weights, Tensor("one", [3], [1, 2, 3]), Tensor("two", [1], [2]),
        Tensor("three", [], [4]),
      ]
    ).graph()
    guard case .convolution(let layer) = graph.layers[0].operation else { return }
    #expect(layer.biases == [0.75, 1, 1.25])
    let least = Tensor("k", [1], ints: [.min])
    for type in ["Add", "Mul", "Sub", "Div"] {
      expectRefusal(.shapeMismatch, naming: ["reshape_y", "does not fit"]) {
        () throws(AccelError) in
        try ONNXFiles(
          [
            Node(type, ["k", "m"], "a"), Node("Concat", ["a", "a"], "s", [.int("axis", 0)]),
            Node("Reshape", ["x0", "s"], "y"),
          ], [least, Tensor("m", [1], ints: [type == "Sub" ? 1 : -1])]
        ).graph()
      }
    }
  }
}
