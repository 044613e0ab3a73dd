// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The arrays of `lasagne.layers.get_all_param_values`, taken one after the other.
///
/// Source: Lasagne's documentation of `Conv2DLayer` and `DenseLayer`.
struct LasagneParameters: ParameterSource {
  private let archive: NPZFile
  private let file: String
  private let flipsFilters: Bool
  private var index = 0
  /// The array of `index`, if it was looked at and not taken.
  private var upcoming: NPYFile.Contents?

  init(_ bytes: [UInt8], named file: String, flipsFilters: Bool) throws(AccelError) {
    archive = try NPZFile(bytes, named: file)
    self.file = file
    self.flipsFilters = flipsFilters
    let numbered = Set(archive.names.indices.map { "arr_\($0)" })
    if let other = archive.names.first(where: { !numbered.contains($0) }) {
      throw AccelError(
        .malformedFile, attempt: "read \(file)",
        problem: "its arrays are not arr_0, arr_1 and so on: one is \(other)",
        remedy: "save it with numpy.savez(file, *lasagne.layers.get_all_param_values(network))")
    }
  }

  mutating func convolution(
    _ layer: String, shape: [Int], hasBiases: Bool
  ) throws(AccelError) -> LayerParameters {
    let stored = try take("weights", layer, shape: shape)
    return LayerParameters(
      weights: flipsFilters ? WeightOrder.flipped(stored, area: shape[2] * shape[3]) : stored,
      biases: hasBiases ? try take("biases", layer, shape: [shape[0]]) : [])
  }

  mutating func innerProduct(
    _ layer: String, shape: [Int], hasBiases: Bool
  ) throws(AccelError) -> LayerParameters {
    let (outputs, inputs) = (shape[0], shape[1])
    let stored = try take("weights", layer, shape: [inputs, outputs])
    return LayerParameters(
      weights: WeightOrder.transposed(stored, rows: inputs, columns: outputs),
      biases: hasBiases ? try take("biases", layer, shape: [outputs]) : [])
  }

  /// `BatchNormLayer`, which has factors and offsets too.
  mutating func normalization(
    _ layer: String, channels: Int, epsilon: Double
  ) throws(AccelError) -> ChannelAffine {
    let beta = try take("beta", layer, shape: [channels])
    let gamma = try take("gamma", layer, shape: [channels])
    let mean = try take("mean", layer, shape: [channels])
    // Epsilon is part of it.
    let inverse = try take("inv_std", layer, shape: [channels])
    let factors = zip(gamma, inverse).map { Double($0) * Double($1) }
    return ChannelAffine(
      factors: factors,
      offsets: factors.indices.map { Double(beta[$0]) - Double(mean[$0]) * factors[$0] })
  }

  func scale(
    _ layer: String, channels: Int, hasBiases: Bool
  ) throws(AccelError) -> ChannelAffine {
    throw AccelError(
      .unsupportedLayer, attempt: "take the parameters from \(file)",
      problem: "layer \(layer): Lasagne has no Scale layer",
      remedy: "leave it out: BatchNorm stands for BatchNormLayer with its beta and gamma")
  }

  /// The biases of a layer whose description does not say whether it has any.
  mutating func biasesIfAny(_ layer: String, outputs: Int) throws(AccelError) -> [Float] {
    guard try peek()?.shape == [outputs] else { return [] }
    return try take("biases", layer, shape: [outputs])
  }

  func finish() throws(AccelError) {
    guard index == archive.names.count else {
      throw mismatch(
        "it has \(archive.names.count) arrays where the network's layers take \(index)")
    }
  }

  private mutating func take(
    _ what: String, _ layer: String, shape: [Int]
  ) throws(AccelError) -> [Float] {
    guard let array = try peek() else {
      throw mismatch("its \(index) arrays end before the \(what) of layer \(layer)")
    }
    guard array.shape == shape else {
      throw mismatch(
        "arr_\(index) is \(text(array.shape)) where the \(what) of layer \(layer) are "
          + text(shape))
    }
    upcoming = nil
    index += 1
    switch array.values {
    case .float32(let values): return values
    case .float64(let values): return values.map { Float($0) }
    case .int8, .uint8, .int32:
      throw mismatch("arr_\(index - 1) holds integers")
    }
  }

  private mutating func peek() throws(AccelError) -> NPYFile.Contents? {
    if upcoming == nil { upcoming = try archive.array("arr_\(index)") }
    return upcoming
  }

  private func mismatch(_ problem: String) -> AccelError {
    AccelError(
      .shapeMismatch, attempt: "take the parameters from \(file)", problem: problem,
      remedy: "give those of this network, in the order of lasagne.layers.get_all_param_values")
  }

  private func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "a number" : shape.map { String($0) }.joined(separator: "x")
  }
}
