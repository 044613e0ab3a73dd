// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ONNXFormat

/// One operation of a model, with what its messages need.
struct ONNXNode {
  /// The node's name, or that of its first output where it has none of its own.
  let name: String
  let type: String
  let inputs: [String]
  let outputs: [String]
  let file: String
  /// The operators' version.
  let opset: Int
  private let attributes: [Onnx_AttributeProto]

  init(
    _ node: Onnx_NodeProto, name: String, file: String, opset: Int
  ) {
    self.name = name
    type = node.opType
    inputs = node.input
    outputs = node.output
    attributes = node.attribute
    self.file = file
    self.opset = opset
  }

  var label: String { "node \(name) (\(type))" }

  // MARK: errors

  /// Something that Accel does not compute.
  func unsupported(_ problem: String, _ remedy: String) -> AccelError {
    error(.unsupportedLayer, problem, remedy)
  }

  /// A setting that Accel does not compute with.
  func unsupported(_ attribute: String, value: String) -> AccelError {
    unsupported("it is not supported with \(attribute) \(value)", "use a network without it")
  }

  func malformed(_ problem: String) -> AccelError {
    error(.malformedFile, problem, "check the model with onnx.checker and export it again")
  }

  func mismatch(_ problem: String) -> AccelError {
    error(.shapeMismatch, problem, "check the model with onnx.checker and export it again")
  }

  private func error(_ code: AccelError.Code, _ problem: String, _ remedy: String) -> AccelError {
    AccelError(code, attempt: "read \(file)", problem: "\(label): \(problem)", remedy: remedy)
  }

  // MARK: attributes

  private func attribute(
    _ name: String, _ type: Onnx_AttributeProto.AttributeType
  ) throws(AccelError) -> Onnx_AttributeProto? {
    guard let found = attributes.first(where: { $0.name == name }) else { return nil }
    // Models of the first versions of the format do not say the type.
    guard !found.hasType || found.type == type || found.type == .undefined else {
      throw malformed("\(name) is of another type than the operator has it")
    }
    return found
  }

  func has(_ name: String) -> Bool { attributes.contains { $0.name == name } }

  func integer(_ name: String, default standard: Int = 0) throws(AccelError) -> Int {
    try attribute(name, .int).map { Int($0.i) } ?? standard
  }

  func flag(_ name: String) throws(AccelError) -> Bool { try integer(name) != 0 }

  func integers(_ name: String) throws(AccelError) -> [Int]? {
    try attribute(name, .ints).map { $0.ints.map { Int($0) } }
  }

  func real(_ name: String) throws(AccelError) -> Float? {
    try attribute(name, .float)?.f
  }

  func reals(_ name: String) throws(AccelError) -> [Float]? {
    try attribute(name, .floats)?.floats
  }

  func string(_ name: String) throws(AccelError) -> String? {
    try attribute(name, .string).map { String(decoding: $0.s, as: UTF8.self) }
  }

  func tensor(_ name: String) throws(AccelError) -> ONNXTensor? {
    guard let found = try attribute(name, .tensor) else { return nil }
    return try ONNXTensor(found.t, "\(label): \(name)", file: file)
  }

  /// A type of elements.
  func elementType(_ name: String) throws(AccelError) -> Onnx_TensorProto.DataType {
    let value = try integer(name)
    guard let type = Onnx_TensorProto.DataType(rawValue: value) else {
      throw unsupported(name, value: "\(value)")
    }
    return type
  }

  /// An axis of something of that rank, counted from the end if it is negative.
  func axis(_ axis: Int, rank: Int) throws(AccelError) -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw mismatch("axis \(axis) is none of its input's \(rank)")
    }
    return axis < 0 ? axis + rank : axis
  }
}
