// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ModelImport

/// Quantising a model to the overlay profile: nothing to choose, so no images are needed.
struct OverlayImport {
  let format: FixedFormat
  let preprocessing: PreprocessingOptions

  /// - Throws: ``AccelError``: `unsupportedLayer` naming what the overlay profile lacks, or as the
  ///   model's reader.
  func network(from model: String) throws(AccelError) -> OverlayNetwork {
    let imported = try ModelFile.model(model)
    guard imported.normalization == nil else {
      throw AccelError(
        .unsupportedLayer, attempt: "quantise \(model) for the overlay",
        problem: "it normalises its image itself, and the overlay does not",
        remedy: "leave that out of the model and give --scale and --mean, or use --profile native")
    }
    let graph = imported.graph
    let given = try preprocessing.value(for: graph, model: model)
    guard given.deviation.isEmpty, given.channelOrder == .rgb else {
      throw AccelError(
        .invalidArgument, attempt: "quantise \(model) for the overlay",
        problem: "its words are trunc(scale x (byte - mean)) in the order of the bytes",
        remedy: "leave out --std and --channels")
    }
    let network = try OverlayNetwork(
      graph, format: format,
      encoding: InputEncoding(scale: given.scale, mean: mean(given.mean, graph.input)))
    // Says whether its encoding serves its images.
    _ = try network.words(for: [UInt8](repeating: 0, count: network.input.count))
    return network
  }

  /// One value for each element.
  private func mean(_ mean: [Double], _ shape: Shape) -> [Double] {
    guard !mean.isEmpty, mean.count != shape.count else { return mean }
    return (0..<shape.count).map { mean[$0 % shape.channels % mean.count] }
  }
}
