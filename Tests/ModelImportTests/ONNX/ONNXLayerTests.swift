// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ONNXFormat
import Testing

/// What becomes of operators that compute.
struct ONNXLayerTests {
  private typealias Node = Onnx_NodeProto
  private typealias Tensor = Onnx_TensorProto

  private static let image = (0..<72).map { Float($0 * 37 % 23) - 8 }

  /// The image as a model has it: channel, y, x.
  private static func pixel(_ channel: Int, _ y: Int, _ x: Int) -> Float {
    image[(y * 6 + x) * 2 + channel]
  }

  @Test("Conv: weights, biases, padding, stride and groups")
  func convolution() throws {
    let weights = Tensor(counting: "w", [4, 1, 3, 3])
    let graph = try ONNXFiles(
      [
        Node(
          "Conv", ["x0", "w", "b"], "y",
          [.ints("pads", 1, 1, 1, 1), .ints("strides", 2, 2), .int("group", 2)])
      ], [weights, Tensor("b", [4], [1, 2, 3, 4])]
    ).graph()
    #expect(graph.layers.map(\.name) == ["conv_y"])
    let output = FloatExecutor(graph).run(Self.image)
    #expect(graph.output == Shape(height: 3, width: 3, channels: 4))
    for channel in 0..<4 {
      for (y, x) in [(0, 0), (1, 2), (2, 1)] {
        var sum = Float(channel + 1)
        for ky in 0..<3 {
          for kx in 0..<3 {
            let (row, column) = (2 * y + ky - 1, 2 * x + kx - 1)
            guard (0..<6).contains(row), (0..<6).contains(column) else { continue }
            sum +=
              weights.floatData[channel * 9 + ky * 3 + kx] * Self.pixel(channel / 2, row, column)
          }
        }
        #expect(abs(output[(y * 3 + x) * 4 + channel] - sum) < 1e-3)
      }
    }
  }

  @Test("auto_pad gives the padding that it stands for, if it is the same on all sides")
  func autoPad() throws {
    for (rule, padding) in [("VALID", 0), ("SAME_UPPER", 1), ("SAME_LOWER", 1), ("NOTSET", 0)] {
      let graph = try ONNXFiles(
        [Node("Conv", ["x0", "w"], "y", [.string("auto_pad", rule)])],
        [Tensor(counting: "w", [1, 2, 3, 3])]
      ).graph()
      guard case .convolution(let layer) = graph.layers[0].operation else { continue }
      #expect(layer.padding == padding && layer.biases.isEmpty)
    }
  }

  @Test("Gemm and MatMul: orders, factors, and the features' order")
  func matrices() throws {
    let matrix = Tensor(counting: "w", [72, 3])
    var expected = [Float](repeating: 0, count: 3)
    for channel in 0..<2 {
      for y in 0..<6 {
        for x in 0..<6 {
          for output in 0..<3 {
            let place = (channel * 36 + y * 6 + x) * 3 + output
            expected[output] += matrix.floatData[place] * Self.pixel(channel, y, x)
          }
        }
      }
    }
    let flatten = Node("Flatten", ["x0"], "f")
    let biases = Tensor("b", [1, 3], [1, 2, 3])
    let multiplied = try ONNXFiles([flatten, Node("MatMul", ["f", "w"], "y")], [matrix])
      .run(Self.image)
    let gemm = try ONNXFiles(
      [
        flatten,
        Node("Gemm", ["f", "w", "b"], "y", [.float("alpha", 2), .float("beta", 0.5)]),
      ], [matrix, biases]
    ).run(Self.image)
    let transposed = try ONNXFiles(
      [
        flatten, Node("Transpose", ["w"], "t"),
        Node("Gemm", ["f", "t", "one"], "y", [.int("transB", 1)]),
      ], [matrix, Tensor("one", [], [1])]
    ).run(Self.image)
    for output in 0..<3 {
      #expect(abs(multiplied[output] - expected[output]) < 0.05)
      #expect(abs(gemm[output] - 2 * expected[output] - Float(output + 1) / 2) < 0.1)
      #expect(abs(transposed[output] - expected[output] - 1) < 0.05)
    }
  }

  @Test("MatMul on the channels of channels-last maps is a convolution of 1x1")
  func pointwise() throws {
    let graph = try ONNXFiles(
      [
        Node("Relu", ["x0"], "r"),
        Node("Transpose", ["r"], "t", [.ints("perm", 0, 2, 3, 1)]),
        Node("MatMul", ["t", "w"], "m"), Node("Add", ["m", "b"], "a"),
        Node("Transpose", ["a"], "u", [.ints("perm", 0, 3, 1, 2)]),
        Node("GlobalAveragePool", ["u"], "g"),
      ], [Tensor("w", [2, 3], [1, 2, 3, 4, 5, 6]), Tensor("b", [3], [7, 8, 9])]
    ).graph()
    #expect(
      graph.layers[1].operation
        == .convolution(
          Convolution(
            outputChannels: 3, kernel: 1, weights: [1, 4, 2, 5, 3, 6], biases: [7, 8, 9])))
  }

  @Test("Poolings")
  func poolings() throws {
    let sizes: [Onnx_AttributeProto] = [.ints("kernel_shape", 3, 3), .ints("strides", 2, 2)]
    let padded = sizes + [.ints("pads", 1, 1, 1, 1)]
    let cases: [(Node, Layer.Operation)] = [
      (Node("MaxPool", ["x0"], "y", sizes), .maxPooling(Pooling(window: 3, stride: 2))),
      (
        Node("MaxPool", ["x0"], "y", padded + [.int("ceil_mode", 1)]),
        .maxPooling(Pooling(window: 3, stride: 2, padding: 1, roundsUp: true))
      ),
      (Node("AveragePool", ["x0"], "y", sizes), .averagePooling(Pooling(window: 3, stride: 2))),
      (
        Node("AveragePool", ["x0"], "y", padded + [.int("count_include_pad", 1)]),
        .averagePooling(Pooling(window: 3, stride: 2, padding: 1))
      ),
      (Node("GlobalAveragePool", ["x0"], "y"), .globalAveragePooling),
      (Node("GlobalMaxPool", ["x0"], "y"), .maxPooling(Pooling(window: 6, stride: 6))),
      (Node("ReduceMean", ["x0"], "y", [.ints("axes", 2, -1)]), .globalAveragePooling),
      (
        Node("ReduceMean", ["x0"], "y", [.ints("axes", 2, 3), .int("keepdims", 0)]),
        .globalAveragePooling
      ),
    ]
    for (node, operation) in cases {
      #expect(try ONNXFiles([node]).graph().layers.map(\.operation) == [operation])
    }
    let newer = try ONNXFiles(
      [Node("ReduceMean", ["x0", "axes"], "y")], [Tensor("axes", [2], ints: [2, 3])], opset: 18
    ).graph()
    #expect(newer.layers.map(\.operation) == [.globalAveragePooling])
  }

  @Test("Relu and Clip, with limits in attributes and in inputs")
  func activations() throws {
    let limits = [
      Tensor("low", [], [0]), Tensor("high", [], [6]), Tensor("most", [], [3.4028235e38]),
    ]
    let cases: [(Node, Int64, Layer.Operation)] = [
      (Node("Relu", ["x0"], "y"), 13, .relu),
      (Node("Clip", ["x0"], "y", [.float("min", 0), .float("max", 6)]), 7, .relu6),
      (Node("Clip", ["x0"], "y", [.float("min", 0)]), 10, .relu),
      (Node("Clip", ["x0", "low", "high"], "y"), 11, .relu6),
      (Node("Clip", ["x0", "low"], "y"), 13, .relu),
      (Node("Clip", ["x0", "low", "most"], "y"), 13, .relu),
    ]
    for (node, opset, operation) in cases {
      let graph = try ONNXFiles([node], limits, opset: opset).graph()
      #expect(graph.layers.map(\.operation) == [operation])
    }
    let free = try ONNXFiles([Node("Relu", ["x0"], "r"), Node("Clip", ["r"], "y")]).graph()
    #expect(free.layers.map(\.operation) == [.relu])
  }

  @Test("Softmax and LogSoftmax end a network")
  func softmax() throws {
    for type in ["Softmax", "LogSoftmax"] {
      for (opset, axis) in [(11, 1), (13, -1), (21, 1)] {
        let graph = try ONNXFiles(
          [Node("Flatten", ["x0"], "f"), Node(type, ["f"], "y", [.int("axis", Int64(axis))])],
          opset: Int64(opset)
        ).graph()
        #expect(graph.layers.map(\.operation) == [.softmax])
      }
    }
  }

  @Test("Branches: Add and Concat")
  func branches() throws {
    let graph = try ONNXFiles([
      Node("Relu", ["x0"], "a"),
      Node("MaxPool", ["a"], "b", [.ints("kernel_shape", 3, 3), .ints("pads", 1, 1, 1, 1)]),
      Node("Add", ["b", "x0"], "c"), Node("Concat", ["c", "a", "x0"], "d", [.int("axis", -3)]),
    ]).graph()
    #expect(graph.sources == [[-1], [0], [1, -1], [2, 0, -1]])
    #expect(graph.output == Shape(height: 6, width: 6, channels: 6))
  }

  @Test("Maps that were flattened join as channels do")
  func flatConcat() throws {
    let graph = try ONNXFiles(
      [
        Node("Relu", ["x0"], "a"), Node("Flatten", ["a"], "b"), Node("Flatten", ["x0"], "c"),
        Node("Concat", ["b", "c"], "d", [.int("axis", 1)]), Node("MatMul", ["d", "w"], "y"),
      ], [Tensor(counting: "w", [144, 1])]
    ).graph()
    let weights = Tensor(counting: "w", [144, 1]).floatData
    var expected: Float = 0
    for channel in 0..<4 {
      for place in 0..<36 {
        let value = Self.pixel(channel % 2, place / 6, place % 6)
        expected += weights[channel * 36 + place] * (channel < 2 ? max(0, value) : value)
      }
    }
    #expect(abs(FloatExecutor(graph).run(Self.image)[0] - expected) < 0.1)
  }

  @Test("Pad becomes the padding of what follows")
  func pad() throws {
    let weights = Tensor(counting: "w", [1, 2, 3, 3])
    let pads = Tensor("p", [8], ints: [0, 0, 1, 1, 0, 0, 1, 1])
    let files = [
      ONNXFiles(
        [
          Node("Pad", ["x0"], "p", [.ints("pads", 0, 0, 1, 1, 0, 0, 1, 1)]),
          Node("Conv", ["p", "w"], "y"),
        ], [weights], opset: 10),
      ONNXFiles(
        [Node("Pad", ["x0", "p"], "q"), Node("Conv", ["q", "w"], "y")], [weights, pads]),
      ONNXFiles(
        [Node("Pad", ["x0", "p", "", "a"], "q"), Node("Conv", ["q", "w"], "y")],
        [
          weights, Tensor("p", [4], ints: [1, 1, 1, 1]), Tensor("a", [2], ints: [2, 3]),
        ], opset: 18),
    ]
    for file in files {
      let graph = try file.graph()
      guard case .convolution(let layer) = graph.layers[0].operation else { continue }
      #expect(layer.padding == 1 && graph.layers.count == 1)
    }
    let pooled = try ONNXFiles(
      [
        Node("Relu", ["x0"], "r"), Node("Pad", ["r", "p"], "q"),
        Node("MaxPool", ["q"], "y", [.ints("kernel_shape", 2, 2)]),
      ], [pads]
    ).graph()
    #expect(pooled.output == Shape(height: 7, width: 7, channels: 2))
  }

  @Test("The pads that PyTorch's older exporter computes")
  func computedPads() throws {
    let graph = try ONNXFiles(
      [
        Node("ConstantOfShape", ["n"], "a", [.tensor("value", Tensor("", [1], ints: [0]))]),
        Node("Concat", ["p", "a"], "b", [.int("axis", 0)]), Node("Reshape", ["b", "s"], "c"),
        Node("Slice", ["c", "last", "least", "first", "last"], "d"),
        Node("Transpose", ["d"], "e", [.ints("perm", 1, 0)]), Node("Reshape", ["e", "last"], "f"),
        Node("Cast", ["f"], "g", [.int("to", 7)]), Node("Pad", ["x0", "g"], "h"),
        Node("Conv", ["h", "w"], "y"),
      ],
      [
        Tensor("n", [1], ints: [4]), Tensor("p", [4], ints: [1, 1, 1, 1]),
        Tensor("s", [2], ints: [-1, 2]), Tensor("last", [1], ints: [-1]),
        Tensor("least", [1], ints: [-.max]), Tensor("first", [1], ints: [0]),
        Tensor(counting: "w", [1, 2, 3, 3]),
      ]
    ).graph()
    guard case .convolution(let layer) = graph.layers[0].operation else { return }
    #expect(layer.padding == 1 && graph.layers.count == 1)
  }
}
