// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ProgramSupport

/// A layer's figures.
struct LayerRow {
  var name: String
  var kind: String
  var output: Shape
  var parameters: Int
  var multiplyAccumulates: Int64
  /// Of one image.
  var mapBytes: Int
  var parameterBytes: Int
  /// What the codes of its output stand for, in the native profile.
  var quantization: Quantization?

  static func lines(_ rows: [LayerRow]) -> [String] {
    let codes = rows.contains { $0.quantization != nil } ? ["scale", "zero point"] : []
    var table = TextTable(
      header: ["layer", "kind", "output", "parameters", "Mop", "map KiB", "parameters KiB"] + codes)
    for row in rows { table.add(row.cells) }
    let parameters = rows.reduce(0) { $0 + $1.parameters }
    let multiplyAccumulates = rows.reduce(0) { $0 + $1.multiplyAccumulates }
    let bytes = rows.reduce(0) { $0 + $1.parameterBytes }
    table.add([
      "in all", "", "", "\(parameters)", operations(multiplyAccumulates), "", kibibytes(bytes),
    ])
    return table.lines
  }

  private var cells: [String] {
    [
      name, kind, output.description, "\(parameters)", LayerRow.operations(multiplyAccumulates),
      LayerRow.kibibytes(mapBytes), LayerRow.kibibytes(parameterBytes),
    ] + (quantization.map { [LayerRow.scale($0), "\($0.zeroPoint)"] } ?? [])
  }

  static func scale(_ quantization: Quantization) -> String {
    String(format: "%.6g", quantization.scale)
  }

  private static func operations(_ multiplyAccumulates: Int64) -> String {
    String(format: "%.3f", 2 * Double(multiplyAccumulates) / 1e6)
  }

  private static func kibibytes(_ bytes: Int) -> String {
    String(format: "%.1f", Double(bytes) / 1024)
  }
}
