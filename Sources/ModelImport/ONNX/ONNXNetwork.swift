// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ONNXFormat
internal import SwiftProtobuf

/// A file's nodes and parameters, and the rules that hold for all of them.
struct ONNXNetwork {
  let file: String
  let size: Int
  let name: String
  let opset: Int
  let nodes: [ONNXNode]
  let initializers: [String: Onnx_TensorProto]
  let input: Onnx_ValueInfoProto
  let outputName: String
  /// How often each value is taken.
  let uses: [String: Int]

  /// Versions of the operators that are read.
  static let opsets = 7...21

  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    self.file = file
    size = bytes.count
    let model = try ONNXNetwork.read(bytes, file)
    let graph = model.graph
    name = graph.name.isEmpty ? file : graph.name
    opset = try ONNXNetwork.opset(of: model, file)
    initializers = try ONNXNetwork.initializers(of: graph, file)
    let inputs = graph.input.filter { [initializers] in initializers[$0.name] == nil }
    guard inputs.count == 1, graph.output.count == 1 else {
      let names = (inputs.count == 1 ? graph.output : inputs).map(\.name)
      throw AccelError(
        .unsupportedLayer, attempt: "read \(file)",
        problem: "it has \(names.count) \(inputs.count == 1 ? "outputs" : "inputs")"
          + (names.isEmpty ? "" : " (\(names.prefix(8).joined(separator: ", ")))"),
        remedy: "export a network with one input and one output")
    }
    input = inputs[0]
    outputName = graph.output[0].name
    nodes = try ONNXNetwork.nodes(of: graph, file, opset)
    uses = (nodes.flatMap(\.inputs) + [outputName]).reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static func read(
    _ bytes: [UInt8], _ file: String
  ) throws(AccelError) -> Onnx_ModelProto {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    guard let model = try? Onnx_ModelProto(serializedBytes: bytes, options: options) else {
      throw malformed(file, "its contents are damaged or no ONNX model")
    }
    guard model.hasGraph else { throw malformed(file, "it holds no graph") }
    return model
  }

  private static func opset(
    of model: Onnx_ModelProto, _ file: String
  ) throws(AccelError) -> Int {
    let versions = model.opsetImport.filter { isStandard($0.domain) }.map(\.version)
    guard let version = versions.first else {
      throw malformed(file, "it does not say the version of its operators (opset)")
    }
    guard versions.count == 1, opsets.contains(Int(version)) else {
      throw AccelError(
        .unsupportedLayer, attempt: "read \(file)",
        problem: "its operators are of version \(versions.map { "\($0)" }.joined(separator: ", "))",
        remedy: "export it with an opset from \(opsets.lowerBound) to \(opsets.upperBound)")
    }
    return Int(version)
  }

  static func isStandard(_ domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }

  private static func initializers(
    of graph: Onnx_GraphProto, _ file: String
  ) throws(AccelError) -> [String: Onnx_TensorProto] {
    guard graph.sparseInitializer.isEmpty else {
      throw AccelError(
        .unsupportedLayer, attempt: "read \(file)", problem: "it has sparse initialisers",
        remedy: "export it with dense parameters")
    }
    var tensors: [String: Onnx_TensorProto] = [:]
    for tensor in graph.initializer {
      guard tensors.updateValue(tensor, forKey: tensor.name) == nil else {
        throw malformed(file, "two initialisers are called \(tensor.name)")
      }
    }
    return tensors
  }

  private static func nodes(
    of graph: Onnx_GraphProto, _ file: String, _ opset: Int
  ) throws(AccelError) -> [ONNXNode] {
    guard !graph.node.isEmpty else { throw malformed(file, "its graph has no nodes") }
    let counts = graph.node.reduce(into: [String: Int]()) { $0[$1.name, default: 0] += 1 }
    var nodes: [ONNXNode] = []
    for (index, node) in graph.node.enumerated() {
      guard let output = node.output.first else {
        throw malformed(file, "node \(index) (\(node.opType)) has no outputs")
      }
      let isNamed = !node.name.isEmpty && counts[node.name] == 1
      let read = ONNXNode(
        node, name: isNamed ? node.name : output, file: file, opset: opset)
      guard isStandard(node.domain) || isQuantizer(node) else {
        throw read.unsupported(
          "the operator is one of \(node.domain)", "export it with ONNX's own operators")
      }
      nodes.append(read)
    }
    return nodes
  }

  /// ONNX Runtime's quantisers of 16 bits came before ONNX's.
  private static func isQuantizer(_ node: Onnx_NodeProto) -> Bool {
    node.domain == "com.microsoft"
      && ["QuantizeLinear", "DequantizeLinear"].contains(node.opType)
  }

  private static func malformed(_ file: String, _ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "check the model with onnx.checker and export it again")
  }
}
