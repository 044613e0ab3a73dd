// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import ONNXFormat
import SwiftProtobuf
import TestSupport
import Testing

/// The rules that hold for a whole file.
struct ONNXNetworkTests {
  private typealias Node = Onnx_NodeProto
  private typealias Tensor = Onnx_TensorProto

  private static let plain = ONNXFiles([Node("Relu", ["x0"], "y")])

  private static func changed(
    _ change: (inout Onnx_ModelProto) -> Void
  ) -> ONNXFiles {
    var files = plain
    change(&files.model)
    return files
  }

  @Test("Opsets 7 to 21 are read, others refused by their number")
  func opsets() throws {
    for opset: Int64 in 7...21 {
      _ = try ONNXFiles([Node("Relu", ["x0"], "y")], opset: opset).graph()
    }
    for opset: Int64 in [.min, -1, 0, 6, 22, .max] {
      expectRefusal(.unsupportedLayer, naming: ["version \(opset)", "7 to 21"]) {
        () throws(AccelError) in
        try ONNXFiles([Node("Relu", ["x0"], "y")], opset: opset).graph()
      }
    }
    _ = try Self.changed { $0.opsetImport[0].domain = "ai.onnx" }.graph()
    _ = try Self.changed { model in
      model.opsetImport.append(.with { ($0.domain, $0.version) = ("pkg.onnxscript", 1) })
    }.graph()
  }

  @Test("Initialisers may be inputs too, and names may be missing or repeated")
  func oldForms() throws {
    let files = Self.changed { model in
      model.graph.initializer = [Tensor("w", [1, 2, 1, 1], [1, 2])]
      model.graph.input.append(.tensor("w", [1, 2, 1, 1]))
      model.graph.node = [Node("Conv", ["x0", "w"], "c"), Node("Relu", ["c"], "y")]
      model.graph.node[0].name = ""
      model.graph.node[1].name = ""
    }
    #expect(try files.graph().layers.map(\.name) == ["c", "y"])
    let repeated = Self.changed { model in
      model.graph.node = [Node("Relu", ["x0"], "c"), Node("Relu", ["c"], "y")]
      model.graph.node[0].name = "same"
      model.graph.node[1].name = "same"
    }
    #expect(try repeated.graph().layers.map(\.name) == ["c", "y"])
  }

  private static let refusals: [(ONNXFiles, AccelError.Code, [String])] = [
    (changed { $0.clearGraph() }, .malformedFile, ["no graph"]),
    (changed { $0.graph.node = [] }, .malformedFile, ["no nodes"]),
    (changed { $0.opsetImport = [] }, .malformedFile, ["opset"]),
    (changed { $0.opsetImport[0].domain = "com.microsoft" }, .malformedFile, ["opset"]),
    (
      changed { $0.opsetImport.append($0.opsetImport[0]) }, .unsupportedLayer, ["version 13, 13"]
    ),
    (changed { $0.graph.input = [] }, .unsupportedLayer, ["0 inputs"]),
    (
      changed { $0.graph.input.append(.tensor("x1", [1])) }, .unsupportedLayer,
      ["2 inputs (x0, x1)"]
    ),
    (changed { $0.graph.output = [] }, .unsupportedLayer, ["0 outputs"]),
    (
      changed { $0.graph.output.append(.tensor("z", [])) }, .unsupportedLayer,
      ["2 outputs (y, z)"]
    ),
    (changed { $0.graph.output[0].name = "z" }, .invalidGraph, ["its output z"]),
    (changed { $0.graph.output[0].name = "x0" }, .invalidGraph, ["its output x0"]),
    (changed { $0.graph.sparseInitializer = [.init()] }, .unsupportedLayer, ["sparse"]),
    (
      changed { $0.graph.initializer = [Tensor("a", [1], [1]), Tensor("a", [1], [1])] },
      .malformedFile, ["two initialisers are called a"]
    ),
    (changed { $0.graph.node[0].output = [] }, .malformedFile, ["node 0 (Relu) has no outputs"]),
    (changed { $0.graph.node[0].input = ["q"] }, .malformedFile, ["its input q", "initialiser"]),
    (changed { $0.graph.node[0].input = [] }, .malformedFile, ["no input 0"]),
    (
      changed { $0.graph.node[0].input = ["y"] }, .invalidGraph, ["relu_y", "cycle"]
    ),
    (
      changed { model in
        model.graph.node = [
          Node("Add", ["x0", "b"], "a"), Node("Relu", ["a"], "b"), Node("Relu", ["b"], "y"),
        ]
      }, .invalidGraph, ["add_a (Add)", "its input b", "cycle"]
    ),
    (
      changed { $0.graph.node.append(Node("Relu", ["x0"], "y")) }, .malformedFile,
      ["its output y", "another value"]
    ),
    (
      changed { $0.graph.node.append(Node("Relu", ["y"], "x0")) }, .malformedFile,
      ["its output x0"]
    ),
    (
      changed { $0.graph.node.insert(Node("Relu", ["x0"], "unused"), at: 0) }, .invalidGraph,
      ["relu_unused"]
    ),
    (
      changed { $0.graph.node.append(Node("Relu", ["y"], "unused")) }, .invalidGraph,
      ["relu_unused"]
    ),
    (
      changed { $0.graph.node[0].domain = "com.microsoft" }, .unsupportedLayer,
      ["node relu_y (Relu)", "com.microsoft"]
    ),
    (
      changed { $0.graph.input = [.tensor("x0", [1, 2, 0, 6])] }, .shapeMismatch,
      ["input x0", "[1, 2, N, 6]", "fixed image size"]
    ),
    (
      changed { $0.graph.input = [.tensor("x0", [1, 2, 6, 4097])] }, .shapeMismatch, ["4097"]
    ),
    (changed { $0.graph.input = [.tensor("x0", [1, 2, 6, -5])] }, .shapeMismatch, ["-5"]),
    (changed { $0.graph.input = [.tensor("x0", [.max, 2, 6, 6])] }, .shapeMismatch, ["x0"]),
    (changed { $0.graph.input = [.tensor("x0", [1])] }, .shapeMismatch, ["[1]"]),
    (
      changed { $0.graph.input = [.tensor("x0", [1, 2, 6, 6, 6])] }, .shapeMismatch, ["x0"]
    ),
    (
      changed { $0.graph.input = [.tensor("x0", [1, 2, 6, 6], .int64)] }, .shapeMismatch,
      ["x0", "type 7"]
    ),
    (
      changed { $0.graph.input = [.tensor("x0", [1, 4096, 4096, 4096])] }, .shapeMismatch,
      ["4096x4096x4096"]
    ),
  ]

  @Test("What no network of Accel is, is refused", arguments: refusals.indices)
  func refuses(_ index: Int) {
    let (files, code, words) = Self.refusals[index]
    expectRefusal(code, naming: words) { () throws(AccelError) in try files.graph() }
  }

  @Test("A file that is no model is refused")
  func damage() {
    let bytes = Self.plain.bytes
    for broken in [Array("PK no model".utf8), Array(bytes.dropLast(3)), []] {
      expectRefusal(.malformedFile, naming: ["net.onnx"]) { () throws(AccelError) in
        try ONNXModel.graph(broken, named: "net.onnx")
      }
    }
  }

  @Test("Parameters that are used again and again do not fill memory")
  func sharedParameters() {
    var nodes = [Node("Conv", ["x0", "w"], "c1", [.ints("pads", 1, 1, 1, 1)])]
    for index in 2...50 {
      nodes.append(
        Node("Conv", ["c\(index - 1)", "w"], "c\(index)", [.ints("pads", 1, 1, 1, 1)]))
    }
    let weights = Tensor(
      "w", [100, 100, 3, 3], .float, raw: [UInt8](repeating: 0, count: 4 * 90_000))
    expectRefusal(.unsupportedLayer, naming: ["conv_c", "many times"]) { () throws(AccelError) in
      try ONNXFiles(nodes, [weights], input: [1, 100, 6, 6]).graph()
    }
    let doubling = (1...60).map {
      Node("Concat", ["s\($0 - 1)", "s\($0 - 1)"], "s\($0)", [.int("axis", 0)])
    }
    expectRefusal(.unsupportedLayer, naming: ["concat_s", "more than a shape has"]) {
      () throws(AccelError) in
      try ONNXFiles(doubling, [Tensor("s0", [1], ints: [1])]).graph()
    }
  }

  @Test("A file is read by its path, as one kind of model among others")
  func paths() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("net.onnx", Self.plain.bytes)
    #expect(try ModelFile.graph(path) == ONNXModel.graph(path))
    #expect(try ModelFile.model(path) == ONNXModel.model(path))
    #expect(ModelFile.kinds.contains("FILE.onnx"))
    expectRefusal(.unreadableFile, naming: ["none.onnx"]) { () throws(AccelError) in
      try ModelFile.model(folder.path + "/none.onnx")
    }
    expectRefusal(.invalidArgument, naming: ["FILE.onnx"]) { () throws(AccelError) in
      try ModelFile.model(path + "," + path)
    }
  }
}
