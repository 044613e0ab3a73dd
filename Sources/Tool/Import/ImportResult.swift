// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ModelImport
internal import ProgramSupport

/// What an import says of itself.
struct ImportResult: Codable {
  /// Of images that were classified.
  struct Score: Codable {
    var images: Int
    var right: Int
    /// By the trained network, in floating point.
    var trainedRight: Int
  }

  /// What scales are the model's own.
  struct Given: Codable {
    var input: Bool
    /// Names of layers.
    var maps: [String]
    var weights: [String]

    /// `nil` for a model without scales.
    init?(_ scales: ImportedModel.Scales) {
      guard !scales.isEmpty else { return nil }
      input = scales.input != nil
      maps = scales.layers.keys.sorted()
      weights = scales.weights.keys.sorted()
    }
  }

  var quantization: QuantizationReport
  /// Absent unless the model brings scales along.
  var given: Given?
  var test: Score?

  /// For the screen.
  var lines: [String] {
    var table = TextTable(header: ["layer", "scale", "zero", "SNR dB", "saturated %"])
    for layer in quantization.layers {
      table.add([
        layer.name, String(format: "%.4g", layer.scale), "\(layer.zeroPoint)",
        layer.signalToNoise.map { String(format: "%.1f", $0) } ?? "exact",
        String(format: "%.3f", 100 * layer.saturated),
      ])
    }
    var lines = table.lines
    lines.append("")
    lines.append(
      "same class as the trained network: \(percent(quantization.agreement)) of "
        + "\(quantization.images) images")
    if let accuracy = quantization.accuracy, let trained = quantization.trainedAccuracy {
      lines.append(
        "right: \(percent(accuracy)), the trained network \(percent(trained)): "
          + "a drop of \(points(trained - accuracy))")
    }
    if let given {
      lines.append(
        "scales of the model's own: \(given.input ? "input, " : "")maps of "
          + "\(list(given.maps)); weights of \(list(given.weights)); the others by the images")
    }
    if let test {
      let drop = Double(test.trainedRight - test.right) / Double(test.images)
      lines.append(
        "test images right: \(test.right) of \(test.images), the trained network "
          + "\(test.trainedRight): a drop of \(points(drop))")
    }
    return lines
  }

  func json() throws(AccelError) -> [UInt8] {
    try JSONText.bytes(self, attempt: "write the report")
  }

  private func points(_ share: Double) -> String { String(format: "%.2f points", 100 * share) }

  private func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: ", ")
  }

  private func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
}
