// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXGraphBuilder {
  /// `factor * x + offset`: a part of what the image passes first, of the layer before it, or a layer
  /// of its own.
  ///
  /// - Parameters:
  ///   - factors: one for each channel.
  ///   - offsets: one for each channel, or for each element in order (y, x, channel).
  mutating func apply(
    _ node: ONNXNode, _ map: ONNXMap, factors: [Double], offsets: [Double]
  ) throws(AccelError) -> ONNXMap {
    guard factors.allSatisfy(isSound), offsets.allSatisfy(isSound) else {
      throw AccelError(
        .valueOutOfRange, attempt: "read \(network.file)",
        problem: "\(node.label): its constants are not finite or out of range",
        remedy: "check the model's parameters")
    }
    if map.source < 0, !map.isShared, separatesNormalization, factors.allSatisfy({ $0 > 1e-9 }) {
      return normalize(map, factors, offsets)
    }
    guard offsets.count == map.shape.channels else {
      throw node.unsupported(
        "an offset for each element is not supported here",
        "subtract a mean image from the image alone")
    }
    if !map.isShared, map.quantization == nil, fold(factors, offsets, into: map.source) {
      return map
    }
    let depthwise = Convolution(
      outputChannels: map.shape.channels, kernel: 1, groups: map.shape.channels,
      weights: factors.map { Float($0) }, biases: offsets.map { Float($0) })
    return try appendElementwise(node, map, .convolution(depthwise))
  }

  private func isSound(_ value: Double) -> Bool { abs(value) < 1e9 }

  private mutating func normalize(
    _ map: ONNXMap, _ factors: [Double], _ offsets: [Double]
  ) -> ONNXMap {
    let channels = map.shape.channels
    let none = ImportedModel.Normalization(
      factors: [Double](repeating: 1, count: channels),
      offsets: [Double](repeating: 0, count: channels))
    let before = normalization ?? none
    let count = max(before.offsets.count, offsets.count)
    normalization = ImportedModel.Normalization(
      factors: zip(before.factors, factors).map { $0 * $1 },
      offsets: (0..<count).map { index in
        before.offsets[index % before.offsets.count] * factors[index % channels]
          + offsets[index % offsets.count]
      })
    // What the model rounds is not what enters its first layer.
    scales.input = nil
    var map = map
    map.quantization = nil
    return map
  }

  /// - Returns: whether the layer's parameters could take it.
  private mutating func fold(
    _ factors: [Double], _ offsets: [Double], into source: Int
  ) -> Bool {
    guard source >= 0 else { return false }
    switch layers[source].operation {
    case .convolution(var layer):
      // Emptied first, so that the arrays are changed in place.
      layers[source].operation = .relu
      scale(&layer.weights, &layer.biases, factors, offsets)
      layers[source].operation = .convolution(layer)
    case .fullyConnected(var layer):
      layers[source].operation = .relu
      scale(&layer.weights, &layer.biases, factors, offsets)
      layers[source].operation = .fullyConnected(layer)
    default: return false
    }
    if factors.contains(where: { $0 != 1 }) { scales.weights[layers[source].name] = nil }
    return true
  }

  private func scale(
    _ weights: inout [Float], _ biases: inout [Float], _ factors: [Double], _ offsets: [Double]
  ) {
    let perOutput = weights.count / factors.count
    if factors.contains(where: { $0 != 1 }) {
      for index in weights.indices {
        weights[index] = Float(Double(weights[index]) * factors[index / perOutput])
      }
    }
    biases = factors.indices.map { output in
      let bias = biases.isEmpty ? 0 : Double(biases[output])
      return Float(bias * factors[output] + offsets[output])
    }
  }
}
