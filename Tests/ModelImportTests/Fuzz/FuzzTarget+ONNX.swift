// SPDX-License-Identifier: BSD-3-Clause
import ModelImport
import ONNXFormat
import SwiftProtobuf

/// Models of every operator, whose names have digits, so that a changed number makes cycles, twins
/// and missing parameters too.
extension FuzzTarget {
  private typealias Node = Onnx_NodeProto
  private typealias Tensor = Onnx_TensorProto

  /// Made anew each time: a leak check cannot follow the tagged pointer of a `Data` that lives on.
  static var onnxModels: [Onnx_ModelProto] {
    [layers, shapes, quantized, branching].map(\.model)
  }

  private static let pool: [Onnx_AttributeProto] = [
    .ints("kernel_shape", 2, 2), .ints("strides", 2, 2),
  ]

  private static var layers: ONNXFiles {
    ONNXFiles(
      [
        Node("Sub", ["x0", "c1"], "x1"), Node("Div", ["x1", "c2"], "x2"),
        Node("Pad", ["x2", "c3"], "x3"),
        Node(
          "Conv", ["x3", "c4", "c5"], "x4",
          [.ints("kernel_shape", 3, 3), .ints("pads", 0, 0, 0, 0), .int("group", 1)]),
        Node(
          "BatchNormalization", ["x4", "c5", "c5", "c5", "c2"], "x5", [.float("epsilon", 0.001)]),
        Node("Relu", ["x5"], "x6"), Node("MaxPool", ["x6"], "x7", pool),
        Node("AveragePool", ["x7"], "x8", [.ints("kernel_shape", 1, 1)]),
        Node("Flatten", ["x8"], "x9", [.int("axis", 1)]),
        Node("Gemm", ["x9", "c6", "c7"], "x10", [.int("transB", 1), .float("alpha", 2)]),
        Node("Softmax", ["x10"], "x11", [.int("axis", -1)]),
      ],
      [
        Tensor("c1", [2, 1, 1], [1, 2]), Tensor("c2", [2], [4, 4]),
        Tensor("c3", [8], ints: [0, 0, 1, 1, 0, 0, 1, 1]), Tensor(counting: "c4", [2, 2, 3, 3]),
        Tensor("c5", [2], [1, 2]), Tensor(counting: "c6", [3, 18]), Tensor("c7", [3], [1, 2, 3]),
      ])
  }

  private static var shapes: ONNXFiles {
    ONNXFiles(
      [
        Node("Transpose", ["x0"], "x1", [.ints("perm", 0, 3, 1, 2)]), Node("Relu", ["x1"], "x2"),
        Node("Transpose", ["x2"], "x3", [.ints("perm", 0, 2, 3, 1)]), Node("Shape", ["x3"], "x4"),
        Node("Gather", ["x4", "c1"], "x5", [.int("axis", 0)]),
        Node("Slice", ["x4", "c2", "c3"], "x6"),
        Node("ReduceProd", ["x6"], "x7", [.int("keepdims", 1)]),
        Node("Unsqueeze", ["x5", "c2"], "x8"), Node("Range", ["c1", "x5", "x5"], "x9"),
        Node("ConstantOfShape", ["x9"], "x10"), Node("Cast", ["x7"], "x11", [.int("to", 7)]),
        Node("Concat", ["x8", "x11"], "x12", [.int("axis", 0)]),
        Node("Reshape", ["x3", "x12"], "x13"), Node("Squeeze", ["c5"], "x14"),
        Node("MatMul", ["x13", "x14"], "x15"), Node("Add", ["x15", "c6"], "x16"),
      ],
      [
        Tensor("c1", [], ints: [0]), Tensor("c2", [1], ints: [0]), Tensor("c3", [1], ints: [4]),
        Tensor(counting: "c5", [24, 1, 3]), Tensor("c6", [3], [1, 2, 3]),
      ], input: [1, 3, 4, 2])
  }

  private static var quantized: ONNXFiles {
    ONNXFiles(
      [
        Node("QuantizeLinear", ["x0", "c1", "c2"], "x1"),
        Node("DequantizeLinear", ["x1", "c1", "c2"], "x2"),
        Node("DequantizeLinear", ["c3", "c4", "c5"], "x3", [.int("axis", 0)]),
        Node("Conv", ["x2", "x3"], "x4", [.string("auto_pad", "SAME_UPPER"), .int("group", 2)]),
        Node("QuantizeLinear", ["x4", "c1", "c2"], "x5"),
        Node("DequantizeLinear", ["x5", "c1", "c2"], "x6"),
      ],
      [
        Tensor("c1", [], [0.125]), Tensor("c2", [], .uint8, int32s: [0]),
        Tensor("c3", [2, 1, 3, 3], .int8, raw: (0..<18).map { 100 + 3 * $0 }),
        Tensor("c4", [2], [0.5, 0.25]), Tensor("c5", [2], .int8, int32s: [0, 0]),
      ])
  }

  private static var branching: ONNXFiles {
    ONNXFiles(
      [
        Node("Clip", ["x0", "c1", "c2"], "x1"), Node("Mul", ["x1", "c3"], "x2"),
        Node("Add", ["x2", "x0"], "x3"), Node("Concat", ["x3", "x1"], "x4", [.int("axis", 1)]),
        Node("Dropout", ["x4"], "x5"), Node("Identity", ["x5"], "x6"),
        Node("ReduceMean", ["x6"], "x7", [.ints("axes", 2, 3), .int("keepdims", 0)]),
        Node("Constant", [], "x8", [.tensor("value", Tensor("", [1], [3]))]),
        Node("Mul", ["x7", "x8"], "x9"), Node("GlobalAveragePool", ["x6"], "x10"),
        Node("Flatten", ["x10"], "x11"), Node("Add", ["x9", "x11"], "x12"),
      ],
      [
        Tensor("c1", [], [0]), Tensor("c2", [], [6]),
        Tensor("c3", [2, 1, 1], .float16, raw: [0, 0x3e, 0, 0xc0]),
      ], opset: 11)
  }
}
