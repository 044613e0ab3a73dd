// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import ONNXFormat
import SwiftProtobuf

/// An ONNX model, in memory: one input `x0`, nodes that a test gives, one output.
struct ONNXFiles: Sendable {
  var model = Onnx_ModelProto()

  /// - Parameters:
  ///   - output: or that of the last node.
  init(
    _ nodes: [Onnx_NodeProto], _ initializers: [Onnx_TensorProto] = [],
    input: [Int64] = [1, 2, 6, 6], output: String? = nil, opset: Int64 = 13
  ) {
    model.irVersion = 8
    model.opsetImport = [.with { $0.version = opset }]
    model.graph.name = "small"
    model.graph.node = nodes
    model.graph.initializer = initializers
    model.graph.input = [.tensor("x0", input)]
    model.graph.output = [.tensor(output ?? nodes.last?.output.first ?? "", [])]
  }

  var bytes: [UInt8] {
    do {
      return try model.serializedBytes()
    } catch {
      fatalError("a message without required fields does not serialise: \(error)")
    }
  }

  func imported() throws(AccelError) -> ImportedModel {
    try ONNXModel.model(bytes, named: "net.onnx")
  }

  func graph() throws(AccelError) -> LayerGraph {
    try ONNXModel.graph(bytes, named: "net.onnx")
  }

  /// What the model's layers make of an image in order (y, x, channel).
  func run(_ image: [Float]) throws -> [Float] { FloatExecutor(try graph()).run(image) }
}

extension Onnx_ValueInfoProto {
  /// A dimension of 0 is open.
  static func tensor(
    _ name: String, _ sides: [Int64], _ type: Onnx_TensorProto.DataType = .float
  ) -> Onnx_ValueInfoProto {
    .with { info in
      info.name = name
      info.type.tensorType.elemType = Int32(type.rawValue)
      info.type.tensorType.shape.dim = sides.map { side in
        .with { if side == 0 { $0.dimParam = "N" } else { $0.dimValue = side } }
      }
    }
  }
}

extension Onnx_NodeProto {
  /// A node whose name is its operator's and its output's.
  init(
    _ type: String, _ inputs: [String], _ output: String, _ attributes: [Onnx_AttributeProto] = []
  ) {
    self.init()
    name = "\(type.lowercased())_\(output)"
    opType = type
    input = inputs
    self.output = [output]
    attribute = attributes
  }
}

extension Onnx_AttributeProto {
  static func ints(_ name: String, _ values: Int64...) -> Onnx_AttributeProto {
    .with { ($0.name, $0.type, $0.ints) = (name, .ints, values) }
  }

  static func int(_ name: String, _ value: Int64) -> Onnx_AttributeProto {
    .with { ($0.name, $0.type, $0.i) = (name, .int, value) }
  }

  static func float(_ name: String, _ value: Float) -> Onnx_AttributeProto {
    .with { ($0.name, $0.type, $0.f) = (name, .float, value) }
  }

  static func string(_ name: String, _ value: String) -> Onnx_AttributeProto {
    .with { ($0.name, $0.type, $0.s) = (name, .string, Data(value.utf8)) }
  }

  static func tensor(_ name: String, _ value: Onnx_TensorProto) -> Onnx_AttributeProto {
    .with { ($0.name, $0.type, $0.t) = (name, .tensor, value) }
  }
}

extension Onnx_TensorProto {
  init(_ name: String, _ dims: [Int64], _ values: [Float]) {
    self.init()
    (self.name, self.dims, floatData) = (name, dims, values)
    dataType = Int32(DataType.float.rawValue)
  }

  /// Values that tell places apart: 0.25, 0.5, 0.75 and so on, in turns of either sign.
  init(counting name: String, _ dims: [Int64]) {
    let count = Int(dims.reduce(1, *))
    self.init(name, dims, (0..<count).map { Float($0 + 1) * ($0 % 3 == 1 ? -0.25 : 0.25) })
  }

  init(_ name: String, _ dims: [Int64], ints values: [Int64]) {
    self.init()
    (self.name, self.dims, int64Data) = (name, dims, values)
    dataType = Int32(DataType.int64.rawValue)
  }

  /// Of a type whose values have no field of their own.
  init(_ name: String, _ dims: [Int64], _ type: DataType, int32s values: [Int32]) {
    self.init()
    (self.name, self.dims, int32Data) = (name, dims, values)
    dataType = Int32(type.rawValue)
  }

  init(_ name: String, _ dims: [Int64], _ type: DataType, raw: [UInt8]) {
    self.init()
    (self.name, self.dims, rawData) = (name, dims, Data(raw))
    dataType = Int32(type.rawValue)
  }
}
