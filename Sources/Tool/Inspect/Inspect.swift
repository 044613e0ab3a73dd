// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import Foundation
internal import ModelImport
internal import ProgramSupport

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List a model's layers: shapes, parameters, operations and memory.")

  @Argument(help: ArgumentHelp("\(ModelFile.kinds), or a .accel file.", valueName: "model"))
  var model: String

  func run() throws {
    try Bench.reporting { () throws(AccelError) in
      let lines = model.hasSuffix(".accel") ? try networkLines() : try graphLines()
      try StandardStreams.output(Array(lines.map { $0 + "\n" }.joined().utf8))
    }
  }

  private func graphLines() throws(AccelError) -> [String] {
    let graph = try ModelFile.graph(model)
    let rows = graph.layers.indices.map { index in
      LayerRow(
        name: graph.layers[index].name, kind: graph.layers[index].operation.kind,
        output: graph.shapes[index], parameters: graph.layers[index].operation.parameters,
        products: graph.multiplyAccumulates(ofLayer: index), mapBytes: 4, weightBytes: 4)
    }
    return ["\(graph.name), floating point, input \(graph.input)", ""] + LayerRow.lines(rows)
  }

  private func networkLines() throws(AccelError) -> [String] {
    let network = try NetworkFile.network(BinaryFile.read(model), named: model)
    let width = network.format.bits / 8
    let rows = network.stages.map { stage in
      LayerRow(
        name: stage.name, kind: stage.operation.kind, output: stage.output,
        parameters: stage.operation.parameters, products: stage.products,
        mapBytes: stage.quantization.format.bits / 8, weightBytes: width)
    }
    let hash = String(format: "%016llx", NetworkFile.hash(of: network))
    return [
      "\(network.name), native \(network.format), input \(network.input), hash \(hash)", "",
    ] + LayerRow.lines(rows)
  }
}

/// A layer's figures.
private struct LayerRow {
  var name: String
  var kind: String
  var output: Shape
  var parameters: Int
  var products: Int64
  var mapBytes: Int
  var weightBytes: Int

  static func lines(_ rows: [LayerRow]) -> [String] {
    var table = TextTable(
      header: ["layer", "kind", "output", "parameters", "Mop", "map KiB", "weights KiB"])
    for row in rows { table.add(row.cells) }
    let parameters = rows.reduce(0) { $0 + $1.parameters }
    let products = rows.reduce(0) { $0 + $1.products }
    let weights = rows.reduce(0) { $0 + $1.parameters * $1.weightBytes }
    table.add([
      "in all", "", "", "\(parameters)", operations(products), "", kibibytes(weights),
    ])
    return table.lines
  }

  private var cells: [String] {
    [
      name, kind, output.description, "\(parameters)", LayerRow.operations(products),
      LayerRow.kibibytes(output.count * mapBytes), LayerRow.kibibytes(parameters * weightBytes),
    ]
  }

  private static func operations(_ products: Int64) -> String {
    String(format: "%.3f", 2 * Double(products) / 1e6)
  }

  private static func kibibytes(_ bytes: Int) -> String {
    String(format: "%.1f", Double(bytes) / 1024)
  }
}

extension Layer.Operation {
  fileprivate var kind: String {
    switch self {
    case .convolution(let layer):
      "conv \(layer.kernel)x\(layer.kernel)" + (layer.stride > 1 ? "/\(layer.stride)" : "")
        + (layer.groups > 1 ? " g\(layer.groups)" : "")
    case .fullyConnected: "full"
    case .maxPooling(let pooling): "max \(pooling.window)/\(pooling.stride)"
    case .averagePooling(let pooling): "average \(pooling.window)/\(pooling.stride)"
    case .globalAveragePooling: "global average"
    case .relu: "relu"
    case .relu6: "relu6"
    case .add: "add"
    case .concatenation: "concatenation"
    case .softmax: "softmax"
    }
  }

  fileprivate var parameters: Int {
    switch self {
    case .convolution(let layer): layer.weights.count + layer.biases.count
    case .fullyConnected(let layer): layer.weights.count + layer.biases.count
    default: 0
    }
  }
}

extension NativeNetwork.Stage {
  /// Multiply-accumulates for one image.
  fileprivate var products: Int64 {
    guard case .convolution(let layer) = operation else { return 0 }
    return Int64(output.count) * Int64(layer.weights.count / output.channels)
  }
}

extension NativeNetwork.Operation {
  fileprivate var kind: String {
    switch self {
    case .convolution(let layer):
      "conv \(layer.kernelHeight)x\(layer.kernelWidth)"
        + (layer.stride > 1 ? "/\(layer.stride)" : "")
        + (layer.groups > 1 ? " g\(layer.groups)" : "")
    case .maxPooling(let pooling): "max \(pooling.window)/\(pooling.stride)"
    case .averagePooling(let pooling, _): "average \(pooling.window)/\(pooling.stride)"
    case .globalAveragePooling: "global average"
    case .addition: "add"
    case .concatenation: "concatenation"
    case .clamp: "clamp"
    }
  }

  fileprivate var parameters: Int {
    guard case .convolution(let layer) = self else { return 0 }
    return layer.weights.count + layer.biases.count
  }
}
