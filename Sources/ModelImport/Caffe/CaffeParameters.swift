// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The arrays of a file of parameters, which Caffe numbers within each layer.
protocol CaffeBlobs {
  /// What messages call the file.
  var file: String { get }

  /// - Returns: the sides of an array, or `nil` if the file has none of that number.
  func dimensions(of layer: String, blob index: Int) throws(AccelError) -> [Int64]?

  /// - Parameters:
  ///   - what: what the array holds, for messages.
  ///   - count: the product of its sides.
  /// - Returns: as many values, in the file's order.
  func values(
    of layer: String, blob index: Int, _ what: String, count: Int
  ) throws(AccelError) -> [Float]
}

/// The parameters of a trained network, by layer.
struct CaffeParameters<Blobs: CaffeBlobs>: ParameterSource {
  let blobs: Blobs

  func convolution(
    _ layer: String, shape: [Int], hasBiases: Bool
  ) throws(AccelError) -> LayerParameters {
    LayerParameters(
      weights: try values(of: layer, blob: 0, "weights", shape: shape),
      biases: hasBiases ? try values(of: layer, blob: 1, "biases", shape: [shape[0]]) : [])
  }

  func innerProduct(
    _ layer: String, shape: [Int], hasBiases: Bool
  ) throws(AccelError) -> LayerParameters {
    try convolution(layer, shape: shape, hasBiases: hasBiases)
  }

  func normalization(
    _ layer: String, channels: Int, epsilon: Double
  ) throws(AccelError) -> ChannelAffine {
    let mean = try values(of: layer, blob: 0, "means", shape: [channels])
    let variance = try values(of: layer, blob: 1, "variances", shape: [channels])
    // Both are sums over the training; the third blob says of how many.
    let weight = Double(try values(of: layer, blob: 2, "factor", shape: [1])[0])
    let unit = weight == 0 ? 0 : 1 / weight
    let factors = variance.map { 1 / (Double($0) * unit + epsilon).squareRoot() }
    return ChannelAffine(
      factors: factors, offsets: zip(mean, factors).map { -Double($0) * unit * $1 })
  }

  func scale(
    _ layer: String, channels: Int, hasBiases: Bool
  ) throws(AccelError) -> ChannelAffine {
    let values = try convolution(layer, shape: [channels], hasBiases: hasBiases)
    return ChannelAffine(
      factors: values.weights.map { Double($0) },
      offsets: hasBiases ? values.biases.map { Double($0) } : values.weights.map { _ in 0 })
  }

  /// Layers that the network does not have are of no interest.
  func finish() {}

  /// One blob of a layer, in the file's order.
  ///
  /// - Parameter shape: what the network needs, for example `[50, 20, 5, 5]`; a blob of the old
  ///   form may have leading ones.
  private func values(
    of layer: String, blob index: Int, _ what: String, shape: [Int]
  ) throws(AccelError) -> [Float] {
    guard let found = try blobs.dimensions(of: layer, blob: index) else {
      throw mismatch("it has no \(what) for layer \(layer)")
    }
    guard
      found.drop(while: { $0 == 1 }).elementsEqual(shape.drop(while: { $0 == 1 }).map(Int64.init))
    else {
      throw mismatch(
        "the \(what) of layer \(layer) are \(text(found)) where the network needs "
          + text(shape.map(Int64.init)))
    }
    return try blobs.values(of: layer, blob: index, what, count: shape.reduce(1, *))
  }

  private func mismatch(_ problem: String) -> AccelError {
    AccelError(
      .shapeMismatch, attempt: "take the parameters from \(blobs.file)", problem: problem,
      remedy: "give the .caffemodel that belongs to this .prototxt")
  }

  private func text(_ shape: [Int64]) -> String {
    shape.map { String($0) }.joined(separator: "x")
  }
}
