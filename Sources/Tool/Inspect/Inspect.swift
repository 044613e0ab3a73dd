// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import Foundation
internal import ModelImport
internal import ProgramSupport

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List a model's layers: shapes, parameters, operations and memory.",
    discussion: """
      Of a trained model, as it would be imported; of a .accel file, as it will be computed.

      Example: accel inspect net.accel
      """)

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
    return ["\(graph.name), floating point, input \(graph.input)"] + notes(of: imported) + [""]
      + LayerRow.lines(LayerRow.rows(of: graph))
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
    let hash = String(format: "%016llx", NetworkFile.hash(of: network))
    return [
      "\(network.name), \(network.profile) \(network.format), input \(network.input), hash \(hash)",
      "",
    ] + LayerRow.lines(LayerRow.rows(of: network))
  }
}
