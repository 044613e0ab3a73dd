// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ONNXFormat
import SwiftProtobuf
import Testing

/// Parameters in every form in which files hold them.
struct ONNXTensorTests {
  private typealias Node = Onnx_NodeProto
  private typealias Tensor = Onnx_TensorProto

  private func weights(_ tensor: Onnx_TensorProto, isInteger: Bool = false) throws -> [Float] {
    let nodes =
      isInteger
      ? [Node("Cast", ["w"], "c", [.int("to", 1)]), Node("Conv", ["x0", "c"], "y")]
      : [Node("Conv", ["x0", "w"], "y")]
    let graph = try ONNXFiles(nodes, [tensor]).graph()
    guard case .convolution(let layer) = graph.layers[0].operation else { return [] }
    return layer.weights
  }

  @Test("Real numbers, raw and typed")
  func reals() throws {
    let shape: [Int64] = [1, 2, 1, 1]
    let typed = Tensor("w", shape, [1.5, -2])
    var double = Tensor("w", shape, [])
    double.dataType = Int32(Onnx_TensorProto.DataType.double.rawValue)
    double.doubleData = [1.5, -2]
    let tensors = [
      typed, double, Tensor("w", shape, .float16, int32s: [0x3e00, 0xc000]),
      Tensor("w", shape, .float, raw: [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]),
      Tensor("w", shape, .float16, raw: [0, 0x3e, 0, 0xc0]),
      Tensor(
        "w", shape, .double, raw: [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0]),
    ]
    for tensor in tensors { #expect(try weights(tensor) == [1.5, -2]) }
  }

  @Test("Integers, raw and typed")
  func integers() throws {
    let shape: [Int64] = [1, 2, 1, 1]
    for type in [Onnx_TensorProto.DataType.int8, .int16, .int32] {
      #expect(try weights(Tensor("w", shape, type, int32s: [3, -2]), isInteger: true) == [3, -2])
    }
    for type in [Onnx_TensorProto.DataType.uint8, .uint16, .bool] {
      #expect(try weights(Tensor("w", shape, type, int32s: [1, 0]), isInteger: true) == [1, 0])
    }
    #expect(try weights(Tensor("w", shape, ints: [3, -2]), isInteger: true) == [3, -2])
    let raw: [(Onnx_TensorProto.DataType, [UInt8], [Float])] = [
      (.int8, [3, 0xfe], [3, -2]), (.uint8, [3, 0xfe], [3, 254]),
      (.int16, [3, 0, 0xfe, 0xff], [3, -2]), (.uint16, [3, 0, 0xfe, 0xff], [3, 65_534]),
      (.int32, [3, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff], [3, -2]),
      (
        .int64, [3] + [UInt8](repeating: 0, count: 7) + [UInt8](repeating: 0xff, count: 8), [3, -1]
      ),
    ]
    for (type, bytes, values) in raw {
      #expect(try weights(Tensor("w", shape, type, raw: bytes), isInteger: true) == values)
    }
  }

  @Test("A damaged or foreign array is refused by name")
  func refusals() {
    var external = Tensor("w", [1, 2, 1, 1], [])
    external.dataLocation = .external
    var listed = Tensor("w", [1, 2, 1, 1], [1, 2])
    listed.externalData = [.with { $0.key = "location" }]
    var segmented = Tensor("w", [1, 2, 1, 1], [1, 2])
    segmented.segment.end = 1
    var unknown = Tensor("w", [1, 2, 1, 1], [1, 2])
    unknown.dataType = 99
    let text = Tensor("w", [1, 2, 1, 1], .string, int32s: [])
    let cases: [(Onnx_TensorProto, AccelError.Code, String)] = [
      (Tensor("w", [1, 2, 1, 1], [1]), .malformedFile, "needs 2 values, but it has 1"),
      (Tensor("w", [1, 2, 1, 1], .float, raw: [1, 2]), .malformedFile, "needs 8 bytes"),
      (Tensor("w", [1, -2, 1, 1], [1]), .shapeMismatch, "[1, -2, 1, 1]"),
      (Tensor("w", [.max, .max, 1, 1], [1]), .shapeMismatch, "too large"),
      (Tensor("w", [1 << 20, 1 << 20, 0], []), .shapeMismatch, "too large"),
      (external, .unsupportedLayer, "external data"), (listed, .unsupportedLayer, "external data"),
      (segmented, .unsupportedLayer, "segments"), (unknown, .unsupportedLayer, "99"),
      (text, .unsupportedLayer, "string"),
      (Tensor("w", [1, 2, 1, 1], .bfloat16, int32s: [1, 2]), .unsupportedLayer, "bfloat16"),
      (Tensor("w", [1, 2, 1, 1], .int4, int32s: [1, 2]), .unsupportedLayer, "int4"),
      (Tensor("w", [1, 2, 1, 1], [1, .infinity]), .valueOutOfRange, "conv_y"),
      (Tensor("w", [1, 2, 1, 1], [.nan, 1]), .valueOutOfRange, "conv_y"),
    ]
    for (tensor, code, word) in cases {
      expectRefusal(code, naming: [word]) { () throws(AccelError) in
        try ONNXFiles([Node("Conv", ["x0", "w"], "y")], [tensor]).graph()
      }
    }
  }
}
