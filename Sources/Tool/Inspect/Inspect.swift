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
    try AccelTool.reporting { () throws(AccelError) in
      let lines = model.hasSuffix(NetworkFile.suffix) ? try networkLines() : try graphLines()
      try StandardStreams.output(Array(lines.map { $0 + "\n" }.joined().utf8))
    }
  }

  private func graphLines() throws(AccelError) -> [String] {
    let imported = try ModelFile.model(model)
    let graph = imported.graph
    let rows = graph.layers.indices.map { index in
      LayerRow(
        name: graph.layers[index].name, kind: graph.layers[index].operation.kind,
        output: graph.shapes[index], parameters: graph.layers[index].operation.parameters,
        products: graph.multiplyAccumulates(ofLayer: index),
        mapBytes: graph.shapes[index].count * 4,
        parameterBytes: graph.layers[index].operation.parameters * 4)
    }
    return ["\(graph.name), floating point, input \(graph.input)"] + notes(of: imported) + [""]
      + LayerRow.lines(rows)
  }

  /// What a model's file says beside the layers.
  private func notes(of model: ImportedModel) -> [String] {
    var notes: [String] = []
    if let normalization = model.normalization {
      let factors = normalization.factors.prefix(3).map { String(format: "%.6g", $0) }
      notes.append(
        "it multiplies its input by \(factors.joined(separator: ", ")) and shifts it first")
    }
    if !model.scales.isEmpty {
      notes.append(
        "it brings scales along: of \(model.scales.layers.count) layers' outputs, of "
          + "\(model.scales.weights.count) layers' weights"
          + (model.scales.input == nil ? "" : " and of its input"))
    }
    return notes
  }

  private func networkLines() throws(AccelError) -> [String] {
    let network = try NetworkFile.network(BinaryFile.read(model), named: model)
    let rows = network.stages.map { stage in
      LayerRow(
        name: stage.name, kind: stage.operation.kind, output: stage.output,
        parameters: stage.operation.parameters, products: stage.products,
        mapBytes: stage.output.count * stage.quantization.format.bits / 8,
        parameterBytes: stage.operation.parameterBytes(network.format))
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
  /// Of one image.
  var mapBytes: Int
  var parameterBytes: Int

  static func lines(_ rows: [LayerRow]) -> [String] {
    var table = TextTable(
      header: ["layer", "kind", "output", "parameters", "Mop", "map KiB", "parameters KiB"])
    for row in rows { table.add(row.cells) }
    let parameters = rows.reduce(0) { $0 + $1.parameters }
    let products = rows.reduce(0) { $0 + $1.products }
    let bytes = rows.reduce(0) { $0 + $1.parameterBytes }
    table.add([
      "in all", "", "", "\(parameters)", operations(products), "", kibibytes(bytes),
    ])
    return table.lines
  }

  private var cells: [String] {
    [
      name, kind, output.description, "\(parameters)", LayerRow.operations(products),
      LayerRow.kibibytes(mapBytes), LayerRow.kibibytes(parameterBytes),
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

  /// Weights of the format's width, biases and multipliers of 32 bits.
  fileprivate func parameterBytes(_ format: FixedFormat) -> Int {
    guard case .convolution(let layer) = self else { return 0 }
    return layer.weights.count * (format.bits / 8)
      + (layer.biases.count + layer.requantization.multipliers.count) * 4
  }
}
