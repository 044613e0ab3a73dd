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
      Of a trained model, as it would be imported; of a \(NetworkFile.suffix) file, as it will be \
      computed. The codes of a map of the native profile stand for scale * (code - zero point).

      Example: accel inspect net.accel
      """)

  private static let kinds = "\(ModelFile.kinds), or FILE\(NetworkFile.suffix)"

  @Argument(help: ArgumentHelp("\(kinds).", valueName: "model"))
  var model: String

  func run() throws {
    try AccelTool.reporting { () throws(AccelError) in
      let lines = model.hasSuffix(NetworkFile.suffix) ? try networkLines() : try graphLines()
      try StandardStreams.output(Array(lines.map { $0 + "\n" }.joined().utf8))
    }
  }

  private func graphLines() throws(AccelError) -> [String] {
    try ModelFile.checkKind(of: model, to: "inspect", kinds: Inspect.kinds)
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
      numbers(of: network), "",
    ] + LayerRow.lines(LayerRow.rows(of: network))
  }

  /// What the words and codes stand for, where no column says it.
  private func numbers(of network: Network) -> String {
    switch network {
    case .overlay(let network):
      let (bits, step) = (network.format.bits - 1, String(format: "%.6g", network.encoding.scale))
      return "weights have \(bits) fraction bits (Q0.\(bits)); sums are divided by 2^\(bits); "
        + "an input word is trunc(\(step) * \(network.encoding.mean.isEmpty ? "byte" : "(byte - mean)"))"
    case .native(let network):
      let codes = network.inputQuantization
      return "input codes have scale \(LayerRow.scale(codes)), zero point \(codes.zeroPoint)"
    }
  }
}
