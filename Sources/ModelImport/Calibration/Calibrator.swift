// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// Measures the feature maps of a network on a handful of images.
public struct Calibrator: Sendable {
  /// How the range of a map is chosen from its values.
  public enum Mode: String, Sendable, CaseIterable {
    /// All values.
    case minmax
    /// All but one in 10,000 at either end.
    case percentile
    /// The part of all values that codes of 8 bits give with the least mean squared error.
    case mse
  }

  private let executor: FloatExecutor
  private let preprocessing: Preprocessing
  private let mode: Mode

  /// - Parameters:
  ///   - executor: of the network as it was trained.
  ///   - preprocessing: what its images pass first.
  ///   - mode: how ranges are chosen.
  public init(_ executor: FloatExecutor, preprocessing: Preprocessing, mode: Mode = .minmax) {
    self.executor = executor
    self.preprocessing = preprocessing
    self.mode = mode
  }

  /// Run images and choose ranges.
  ///
  /// - Parameter pixels: whole images, each in order (y, x, channel); a hundred are plenty.
  /// - Throws: `AccelError`: `shapeMismatch` if `pixels` is not a whole number of images, or none;
  ///   `valueOutOfRange` naming the layer whose output is not finite, or if the preprocessing is of
  ///   other images.
  public func run(_ pixels: [UInt8]) throws(AccelError) -> Calibration {
    let graph = executor.graph
    let attempt = "calibrate \(graph.name)"
    let size = graph.input.count
    guard !pixels.isEmpty, pixels.count % size == 0 else {
      throw AccelError(
        .shapeMismatch, attempt: attempt,
        problem: "\(pixels.count) bytes are not a whole number of \(graph.input) images",
        remedy: "give images of the network's size")
    }
    try preprocessing.check(for: graph.input)
    let starts = stride(from: 0, to: pixels.count, by: size)
    func activations(_ start: Int) -> [[Float]] {
      executor.activations(of: image(pixels[start..<start + size]))
    }
    var extents = graph.shapes.map { MapExtent(count: $0.count) }
    var input = MapExtent(count: size)
    for start in starts {
      input.add(image(pixels[start..<start + size]))
      for (layer, values) in activations(start).enumerated() { extents[layer].add(values) }
    }
    for (layer, extent) in zip(graph.layers, extents) where !extent.isFinite {
      throw AccelError(
        .valueOutOfRange, attempt: attempt,
        problem: "layer \(layer.name) gives values that are not finite",
        remedy: "check the model's preprocessing and its parameters")
    }
    var ranges = extents.map(\.range)
    if mode != .minmax {
      var histograms = ranges.map { MapHistogram($0) }
      for start in starts {
        for (layer, values) in activations(start).enumerated() { histograms[layer].add(values) }
      }
      ranges = histograms.map { mode == .mse ? $0.rangeOfLeastError : $0.rangeWithoutTails }
    }
    return Calibration(
      input: Calibration.Map(range: preprocessing.range(for: graph.input), means: input.means),
      layers: zip(ranges, extents).map { Calibration.Map(range: $0, means: $1.means) })
  }

  private func image(_ bytes: ArraySlice<UInt8>) -> [Float] {
    preprocessing.reals(Array(bytes), of: executor.graph.input).map { Float($0) }
  }
}

/// Least, largest and mean values of a map.
private struct MapExtent {
  private var sums: [Double]
  private var images = 0
  private var least = Float.infinity
  private var most = -Float.infinity
  private(set) var isFinite = true

  init(count: Int) { sums = [Double](repeating: 0, count: count) }

  var range: ClosedRange<Double> { Double(least)...Double(most) }
  var means: [Double] { sums.map { $0 / Double(images) } }

  mutating func add(_ values: [Float]) {
    for (index, value) in values.enumerated() {
      sums[index] += Double(value)
      least = min(least, value)
      most = max(most, value)
      if !value.isFinite { isFinite = false }
    }
    images += 1
  }
}
