// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ONNXFormat
import Testing

/// The ways in which exporters flatten, and compute the shapes for it.
struct ONNXShapeTests {
  struct Idiom: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let opset: Int64
    let nodes: [Onnx_NodeProto]
    let constants: [Onnx_TensorProto]

    /// - Parameter nodes: from `x0` to `f`.
    init(
      _ name: String, opset: Int64 = 13, _ nodes: [Onnx_NodeProto],
      _ constants: [Onnx_TensorProto] = []
    ) {
      (testDescription, self.opset, self.nodes, self.constants) = (name, opset, nodes, constants)
    }
  }

  private typealias Node = Onnx_NodeProto
  private typealias Tensor = Onnx_TensorProto

  private static let all: [Idiom] = [
    Idiom("flatten", [Node("Flatten", ["x0"], "f")]),
    Idiom("flatten from the end", opset: 11, [Node("Flatten", ["x0"], "f", [.int("axis", -3)])]),
    Idiom("reshape", [Node("Reshape", ["x0", "s"], "f")], [Tensor("s", [2], ints: [-1, 72])]),
    Idiom("reshape 0", [Node("Reshape", ["x0", "s"], "f")], [Tensor("s", [2], ints: [0, -1])]),
    Idiom(
      "reshape twice",
      [Node("Reshape", ["x0", "s"], "g"), Node("Reshape", ["g", "t"], "f")],
      [Tensor("s", [3], ints: [1, 2, 36]), Tensor("t", [2], ints: [1, 72])]),
    Idiom(
      "x.view(x.size(0), -1)", opset: 11,
      [
        Node("Shape", ["x0"], "a"),
        Node("Constant", [], "z", [.tensor("value", Tensor("", [], ints: [0]))]),
        Node("Gather", ["a", "z"], "b", [.int("axis", 0)]),
        Node("Unsqueeze", ["b"], "c", [.ints("axes", 0)]),
        Node("Concat", ["c", "m"], "s", [.int("axis", 0)]), Node("Reshape", ["x0", "s"], "f"),
      ], [Tensor("m", [1], ints: [-1])]),
    Idiom(
      "the batch by Slice", opset: 9,
      [
        Node("Shape", ["x0"], "a"),
        Node("Slice", ["a"], "b", [.ints("starts", 0), .ints("ends", 1), .ints("axes", 0)]),
        Node("Concat", ["b", "m"], "s", [.int("axis", 0)]), Node("Reshape", ["x0", "s"], "f"),
      ], [Tensor("m", [1], ints: [72])]),
    Idiom(
      "the features by Slice and ReduceProd", opset: 18,
      [
        Node("Shape", ["x0"], "a"), Node("Cast", ["a"], "b", [.int("to", 7)]),
        Node("Slice", ["b", "one", "four"], "c"),
        Node("ReduceProd", ["c", "zero"], "d", [.int("keepdims", 1)]),
        Node("Shape", ["x0"], "e", [.int("start", 0), .int("end", 1)]),
        Node("Concat", ["e", "d"], "s", [.int("axis", 0)]), Node("Reshape", ["x0", "s"], "f"),
      ],
      [
        Tensor("zero", [1], ints: [0]), Tensor("one", [1], ints: [1]),
        Tensor("four", [1], ints: [.max]),
      ]),
    Idiom(
      "ConstantOfShape and Range", opset: 11,
      [
        Node("ConstantOfShape", ["n"], "a", [.tensor("value", Tensor("", [1], ints: [-1]))]),
        Node("Range", ["lo", "hi", "step"], "b"),
        Node("Concat", ["b", "a"], "s", [.int("axis", 0)]),
        Node("Reshape", ["x0", "s"], "f"),
      ],
      [
        Tensor("n", [1], ints: [1]), Tensor("lo", [], ints: [1]), Tensor("hi", [], ints: [2]),
        Tensor("step", [], ints: [3]),
      ]),
    Idiom(
      "squeeze and unsqueeze",
      [
        Node("Unsqueeze", ["x0", "two"], "a"), Node("Squeeze", ["a", "two"], "b"),
        Node("Identity", ["b"], "c"), Node("Dropout", ["c"], "d"), Node("Flatten", ["d"], "f"),
      ], [Tensor("two", [1], ints: [2])]),
  ]

  @Test("Flattened maps meet weights in the model's order", arguments: all)
  func flatten(_ idiom: Idiom) throws {
    let weights = Tensor(counting: "w", [72, 2])
    let files = { (nodes: [Node], constants: [Tensor], opset: Int64, batch: Int64) in
      ONNXFiles(
        nodes + [Node("Relu", ["f"], "r"), Node("MatMul", ["r", "w"], "y")],
        constants + [weights], input: [batch, 2, 6, 6], opset: opset)
    }
    let plain = try files([Node("Flatten", ["x0"], "f")], [], 13, 1).graph()
    for batch: Int64 in [0, 1] {
      let graph = try files(idiom.nodes, idiom.constants, idiom.opset, batch).graph()
      #expect(graph.layers == plain.layers)
    }
    guard case .fullyConnected(let layer) = plain.layers[1].operation else { return }
    // Element (y 1, x 2, channel 1) is at 1 * 36 + 1 * 6 + 2 in the model.
    #expect(layer.weights[72 + (1 * 6 + 2) * 2 + 1] == weights.floatData[44 * 2 + 1])
  }

  @Test("Transposes: channels last before flattening, and at the input")
  func transposes() throws {
    let weights = Tensor(counting: "w", [72, 1])
    let back = Node("Transpose", ["x0"], "t", [.ints("perm", 0, 2, 3, 1)])
    let tail = [
      Node("Reshape", ["t", "s"], "f"), Node("MatMul", ["f", "w"], "y"),
    ]
    let shape = Tensor("s", [2], ints: [-1, 72])
    let graph = try ONNXFiles([back] + tail, [weights, shape]).graph()
    guard case .fullyConnected(let layer) = graph.layers[0].operation else { return }
    #expect(layer.weights == weights.floatData)
    let last = try ONNXFiles(
      [
        Node("Transpose", ["x0"], "u", [.ints("perm", 0, 3, 1, 2)]), Node("Relu", ["u"], "r"),
        Node("Transpose", ["r"], "t", [.ints("perm", 0, 2, 3, 1)]),
      ] + tail, [weights, shape], input: [0, 6, 4, 3]
    ).graph()
    #expect(last.input == Shape(height: 6, width: 4, channels: 3))
  }

  @Test("A batch that is fixed, and images that come as rows")
  func inputs() throws {
    let fixed = try ONNXFiles(
      [
        Node("Shape", ["x0"], "a"), Node("Gather", ["a", "zero"], "b"),
        Node("Concat", ["b", "m"], "s", [.int("axis", 0)]), Node("Reshape", ["x0", "s"], "f"),
        Node("Relu", ["f"], "y"),
      ], [Tensor("zero", [1], ints: [0]), Tensor("m", [1], ints: [-1])], input: [8, 2, 6, 6]
    ).graph()
    #expect(fixed.output == fixed.input)
    let rows = try ONNXFiles(
      [Node("Reshape", ["x0", "s"], "i"), Node("Relu", ["i"], "y")],
      [Tensor("s", [4], ints: [-1, 1, 4, 9])], input: [0, 36]
    ).graph()
    #expect(rows.input == Shape(height: 4, width: 9, channels: 1))
    let flat = try ONNXFiles([Node("Relu", ["x0"], "y")], input: [0, 36]).graph()
    #expect(flat.input == Shape(height: 1, width: 1, channels: 36))
    let grey = try ONNXFiles(
      [Node("Unsqueeze", ["x0", "s"], "i"), Node("GlobalAveragePool", ["i"], "y")],
      [Tensor("s", [1], ints: [1])], input: [0, 4, 9]
    ).graph()
    #expect(grey.input == Shape(height: 4, width: 9, channels: 1))
  }

  @Test("Shapes that fit nothing are refused")
  func misfits() {
    let cases: [([Int64], String)] = [
      ([1, 71], "does not fit"), ([-1, -1], "does not fit"), ([-1, 5], "does not fit"),
      ([-2, 36], "does not fit"), ([1, 4, 18], "takes axes apart"),
      ([1, 1, 2, 6, 0], "does not fit"), ([.max, .max], "does not fit"),
      ([1, 1, 1, 1, 1, 1, 1, 1, 72], "too many axes"),
    ]
    for (shape, words) in cases {
      let code: AccelError.Code = words == "does not fit" ? .shapeMismatch : .unsupportedLayer
      expectRefusal(code, naming: ["node reshape_f (Reshape)", words]) {
        () throws(AccelError) in
        try ONNXFiles(
          [Node("Reshape", ["x0", "s"], "f"), Node("Relu", ["f"], "y")],
          [Tensor("s", [Int64(shape.count)], ints: shape)]
        ).graph()
      }
    }
  }
}
