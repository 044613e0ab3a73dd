// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ONNXFormat
import Testing

/// Everything that Accel does not compute is refused by its node, operator and attribute.
struct ONNXRefusalTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let files: ONNXFiles
    let code: AccelError.Code
    let words: [String]

    var testDescription: String { words.joined(separator: " ") }
  }

  private typealias Node = Onnx_NodeProto
  private typealias Tensor = Onnx_TensorProto

  private static let constants = [
    Tensor("w", [2, 2, 3, 3], [Float](repeating: 1, count: 36)),
    Tensor("wide", [2, 2, 1, 3], [Float](repeating: 1, count: 12)),
    Tensor("flat", [2, 2, 3], [Float](repeating: 1, count: 12)),
    Tensor("many", [2, 3, 1, 1], [Float](repeating: 1, count: 6)),
    Tensor("two", [2], [1, 2]), Tensor("three", [3], [1, 2, 3]), Tensor("zero", [2], [0, 0]),
    Tensor("one", [], [1]), Tensor("batch", [4, 1, 1, 1], [1, 2, 3, 4]),
    Tensor("rows", [6, 1], [1, 2, 3, 4, 5, 6]),
    Tensor("whole", [2, 6, 6], [Float](repeating: 1, count: 72)),
    Tensor("matrix", [72, 3], [Float](repeating: 1, count: 216)),
    Tensor("integers", [2], ints: [1, 2]), Tensor("true", [], .bool, int32s: [1]),
    Tensor("pads", [8], ints: [0, 0, 0, 0, 0, 0, 1, 1]),
    Tensor("pads1", [8], ints: [0, 0, 1, 1, 0, 0, 1, 1]),
  ]

  /// Refused for what it is.
  private static func unsupported(
    _ type: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = [], opset: Int64 = 13,
    naming words: String...
  ) -> Refusal {
    refusal(.unsupportedLayer, type, inputs, attributes, opset: opset, naming: words)
  }

  private static func refusal(
    _ code: AccelError.Code, _ type: String, _ inputs: [String],
    _ attributes: [Onnx_AttributeProto], opset: Int64 = 13, naming words: [String]
  ) -> Refusal {
    Refusal(
      files: ONNXFiles([Node(type, inputs, "y", attributes)], constants, opset: opset), code: code,
      words: ["node \(type.lowercased())_y (\(type))"] + words)
  }

  private static let convolutions = [
    unsupported("Conv", ["x0", "w"], [.ints("dilations", 2, 2)], naming: "dilations [2, 2]"),
    unsupported(
      "Conv", ["x0", "w"], [.ints("strides", 1, 2)], naming: "strides [1, 2] is not square"),
    unsupported("Conv", ["x0", "wide"], naming: "kernel_shape [1, 3] is not square"),
    unsupported("Conv", ["x0", "flat"], naming: "[2, 2, 3]", "two-dimensional"),
    unsupported("Conv", ["x0", "w"], [.ints("strides", 1)], naming: "strides [1]"),
    unsupported("Conv", ["x0", "w"], [.ints("pads", 0, 0, 1, 1)], naming: "pads [0, 0, 1, 1]"),
    unsupported("Conv", ["x0", "w"], [.ints("pads", 1, 1)], naming: "pads [1, 1]"),
    unsupported(
      "Conv", ["x0", "w"], [.ints("pads", -1, -1, -1, -1)], naming: "pads [-1, -1, -1, -1]"),
    unsupported("Conv", ["x0", "w"], [.ints("pads", 999, 999, 999, 999)], naming: "pads [999"),
    unsupported(
      "Conv", ["x0", "w"], [.string("auto_pad", "SAME_UPPER"), .ints("strides", 2, 2)],
      naming: "auto_pad SAME_UPPER with padding [0, 0, 1, 1]"),
    unsupported(
      "Conv", ["x0", "w"], [.string("auto_pad", "SAME_LOWER"), .ints("strides", 2, 2)],
      naming: "auto_pad SAME_LOWER with padding [1, 1, 0, 0]"),
    unsupported("Conv", ["x0", "w"], [.string("auto_pad", "SOME")], naming: "auto_pad SOME"),
    unsupported("Conv", ["x0", "x0"], naming: "weights depends on the image"),
    refusal(.malformedFile, "Conv", ["x0"], [], naming: ["weights is missing"]),
    refusal(.malformedFile, "Conv", ["x0", "integers"], [], naming: ["no array of real numbers"]),
    refusal(
      .malformedFile, "Conv", ["x0", "w"], [.ints("kernel_shape", 5, 5)],
      naming: ["[5, 5]", "[3, 3]"]),
    refusal(
      .malformedFile, "Conv", ["x0", "w"], [.int("pads", 1)], naming: ["pads is of another type"]),
    refusal(.shapeMismatch, "Conv", ["x0", "many"], [], naming: ["[2, 3, 1, 1]", "[1, 2, 6, 6]"]),
    refusal(.shapeMismatch, "Conv", ["x0", "w"], [.int("group", 2)], naming: ["group 2"]),
    refusal(.shapeMismatch, "Conv", ["x0", "w"], [.int("group", .max)], naming: ["group"]),
    refusal(.shapeMismatch, "Conv", ["x0", "w"], [.int("group", 0)], naming: ["group 0"]),
    refusal(.shapeMismatch, "Conv", ["x0", "w", "three"], [], naming: ["3 biases for 2 outputs"]),
    refusal(
      .shapeMismatch, "Conv", ["x0", "w"], [.ints("strides", 0, 0)], naming: ["strides [0, 0]"]),
    refusal(
      .shapeMismatch, "Conv", ["x0", "w"], [.ints("strides", .max, .max)], naming: ["strides"]),
  ]

  private static let poolings = [
    unsupported(
      "MaxPool", ["x0"], [.ints("kernel_shape", 2, 2), .ints("dilations", 2, 2)],
      naming: "dilations"),
    unsupported("MaxPool", ["x0"], [.ints("kernel_shape", 2, 3)], naming: "kernel_shape [2, 3]"),
    unsupported("MaxPool", ["x0"], [.ints("kernel_shape", 2)], naming: "kernel_shape [2]"),
    unsupported(
      "AveragePool", ["x0"], [.ints("kernel_shape", 2, 2), .ints("pads", 1, 1, 1, 1)],
      naming: "count_include_pad 0"),
    refusal(.malformedFile, "MaxPool", ["x0"], [], naming: ["no kernel_shape"]),
    refusal(
      .shapeMismatch, "MaxPool", ["x0"], [.ints("kernel_shape", 0, 0)],
      naming: ["kernel_shape [0, 0]"]),
    unsupported("ReduceMean", ["x0"], [.ints("axes", 1)], naming: "axes [1]"),
    unsupported("ReduceMean", ["x0"], naming: "axes []"),
    refusal(.shapeMismatch, "ReduceMean", ["x0"], [.ints("axes", 4)], naming: ["axis 4"]),
    Refusal(
      files: ONNXFiles(
        [
          Node("Pad", ["x0", "pads1"], "p"),
          Node("MaxPool", ["p"], "y", [.ints("kernel_shape", 2, 2)]),
        ], constants), code: .unsupportedLayer, words: ["maxpool_y", "zeros of a Pad"]),
    Refusal(
      files: ONNXFiles([Node("Pad", ["x0", "pads1"], "p"), Node("Relu", ["p"], "y")], constants),
      code: .unsupportedLayer, words: ["relu_y", "output of a Pad"]),
    Refusal(
      files: ONNXFiles([Node("Relu", ["x0"], "r"), Node("Pad", ["r", "pads1"], "y")], constants),
      code: .invalidGraph, words: ["its output y is padded"]),
    unsupported("Pad", ["x0", "pads"], naming: "pads [0, 0, 0, 0, 0, 0, 1, 1]"),
    unsupported("Pad", ["x0", "pads1"], [.string("mode", "reflect")], naming: "mode reflect"),
    unsupported("Pad", ["x0", "pads1", "one"], naming: "constant_value 1"),
    refusal(.malformedFile, "Pad", ["x0", "integers"], [], naming: ["pads"]),
  ]

  private static let others = [
    unsupported("Clip", ["x0", "one"], naming: "min 1"),
    unsupported("Clip", ["x0"], [.float("min", -1), .float("max", 1)], opset: 7, naming: "max 1"),
    refusal(.malformedFile, "Clip", ["x0", "two"], [], naming: ["min"]),
    unsupported("Softmax", ["x0"], [.int("axis", 2)], naming: "axis 2"),
    unsupported("Mul", ["x0", "x0"], naming: "Mul of two feature maps"),
    unsupported("Div", ["one", "x0"], naming: "divides by a feature map"),
    unsupported("Add", ["x0", "batch"], naming: "[4, 1, 1, 1]"),
    unsupported("Add", ["x0", "three"], naming: "[3]"),
    unsupported("Mul", ["x0", "rows"], naming: "[6, 1]"),
    unsupported("Mul", ["x0", "whole"], naming: "each element"),
    unsupported("Add", ["x0", "whole"], naming: "each element"),
    refusal(.malformedFile, "Add", ["x0", "true"], [], naming: ["integers"]),
    unsupported("BatchNormalization", ["x0", "two", "two", "two", "x0"], naming: "variance"),
    refusal(
      .shapeMismatch, "BatchNormalization", ["x0", "two", "two", "two", "three"], [],
      naming: ["3 values of variance for 2 channels"]),
    unsupported(
      "BatchNormalization", ["x0", "two", "two", "two", "two"], [.int("training_mode", 1)],
      naming: "training_mode 1"),
    unsupported("Concat", ["x0", "x0"], [.int("axis", 2)], naming: "axis 2", "join channels"),
    refusal(.malformedFile, "Concat", ["x0", "x0"], [], naming: ["no axis"]),
    unsupported("Dropout", ["x0", "one", "true"], naming: "training_mode"),
    refusal(.shapeMismatch, "MatMul", ["x0", "matrix"], [], naming: ["[72, 3]", "[1, 2, 6, 6]"]),
    unsupported("MatMul", ["matrix", "x0"], naming: "does not depend on the image"),
    unsupported("Gemm", ["x0", "matrix"], [.int("transA", 1)], naming: "transA"),
    unsupported("Cast", ["x0"], [.int("to", 7)], naming: "to int64"),
    unsupported("Gather", ["x0", "integers"], naming: "list of integers"),
    unsupported("Slice", ["x0", "integers", "integers"], naming: "part of a feature map"),
    refusal(.malformedFile, "Slice", ["integers"], [], naming: ["no starts"]),
    refusal(
      .malformedFile, "Slice", ["integers", "integers", "integers"], [],
      naming: ["do not belong together"]),
    unsupported("ConvTranspose", ["x0", "w"], naming: "ConvTranspose is not supported"),
    unsupported("If", ["true"], naming: "operator If"),
    unsupported("Loop", ["true"], naming: "operator Loop"),
    unsupported("Sigmoid", ["x0"], naming: "operator Sigmoid"),
    refusal(
      .shapeMismatch, "Transpose", ["x0"], [.ints("perm", 0, 1, 2, 2)],
      naming: ["perm [0, 1, 2, 2]"]),
    refusal(.shapeMismatch, "Flatten", ["x0"], [.int("axis", 9)], naming: ["axis 9"]),
    refusal(.shapeMismatch, "Squeeze", ["x0", "integers"], [], naming: ["[1, 2]"]),
    refusal(.malformedFile, "Reshape", ["x0"], [], naming: ["no shape"]),
  ]

  @Test("It is refused by name", arguments: convolutions + poolings + others)
  func refuses(_ refusal: Refusal) {
    expectRefusal(refusal.code, naming: refusal.words) { () throws(AccelError) in
      try refusal.files.graph()
    }
  }

  @Test(
    "Sides beside a side of 0 are bounded by nothing, and refused",
    arguments: ["Flatten", "Transpose", "Add", "Slice", "Relu", "Identity"])
  func hollow(_ type: String) {
    for dimensions in [[0, 1 << 62, 1 << 62], [1 << 28, 0], [1 << 28, 1, 0]] as [[Int64]] {
      let hollow = Tensor("hollow", dimensions, [])
      expectRefusal(.shapeMismatch, naming: ["hollow", "side of 0"]) { () throws(AccelError) in
        try ONNXFiles(
          [Node(type, ["hollow", "hollow"], "y", [])], [hollow], opset: 13
        ).graph()
      }
    }
    expectRefusal(.shapeMismatch, naming: ["[0, 1073741824]", "side of 0"]) {
      () throws(AccelError) in
      try ONNXFiles(
        [Node("ConstantOfShape", ["sides"], "c", []), Node(type, ["c", "c"], "y", [])],
        [Tensor("sides", [2], ints: [0, 1 << 30])], opset: 13
      ).graph()
    }
  }

  @Test("Channels that double with each node are refused before they overflow")
  func doubled() {
    let nodes = (0..<70).map { index in
      Node("Concat", ["x\(index)", "x\(index)"], "x\(index + 1)", [.int("axis", 1)])
    }
    expectRefusal(.shapeMismatch, naming: ["more than 4096"]) { () throws(AccelError) in
      try ONNXFiles(nodes, [], opset: 13).graph()
    }
  }

  @Test("Padding with anything but zero is refused, in bytes too")
  func paddedBytes() {
    expectRefusal(.unsupportedLayer, naming: ["constant_value 200"]) { () throws(AccelError) in
      try ONNXFiles(
        [Node("Pad", ["x0", "around", "value"], "y", [])],
        [
          Tensor("around", [8], ints: [0, 0, 1, 1, 0, 0, 1, 1]),
          Tensor("value", [], .uint8, int32s: [200]),
        ], opset: 13
      ).graph()
    }
  }
}
