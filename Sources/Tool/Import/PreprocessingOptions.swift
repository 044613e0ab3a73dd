// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import ModelImport

/// For models that do not carry their preprocessing.
struct PreprocessingOptions: ParsableArguments {
  @Option(help: "Factor of each byte, for example 0.00390625.")
  var scale = 1.0

  @Option(help: ArgumentHelp("One number, or one for each channel.", valueName: "m,m,m"))
  var mean: String?

  @Option(help: ArgumentHelp("One number, or one for each channel.", valueName: "s,s,s"))
  var std: String?

  @Option(help: "Order of colours that the model takes: rgb or bgr.")
  var channels = "rgb"

  func validate() throws {
    for (name, text) in [("--mean", mean), ("--std", std)] {
      guard let text else { continue }
      guard PreprocessingOptions.numbers(text) != nil else {
        throw ValidationError("\(name) \(text) is no list of numbers with commas between.")
      }
    }
    guard scale.isFinite else { throw ValidationError("--scale \(scale) is not finite.") }
    guard ["rgb", "bgr"].contains(channels) else {
      throw ValidationError("--channels \(channels) is neither rgb nor bgr.")
    }
  }

  /// - Throws: ``AccelError`` of a mean image that cannot be used, or `valueOutOfRange` for numbers
  ///   that do not belong to the graph's images.
  func value(for graph: LayerGraph, model: String) throws(AccelError) -> Preprocessing {
    var means = mean.flatMap(PreprocessingOptions.numbers) ?? []
    let description = ModelFile.description(of: model)
    if mean == nil, description.hasSuffix(".prototxt"),
      let image = try MeanImage.beside(description, shape: graph.input)
    {
      means = image
    }
    let preprocessing = Preprocessing(
      scale: scale, mean: means, deviation: std.flatMap(PreprocessingOptions.numbers) ?? [],
      channelOrder: channels == "bgr" ? .bgr : .rgb)
    try preprocessing.check(for: graph.input)
    return preprocessing
  }

  private static func numbers(_ text: String) -> [Double]? {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0).flatMap { $0.isFinite ? $0 : nil }
    }
    return numbers.contains(nil) ? nil : numbers.compactMap { $0 }
  }
}
