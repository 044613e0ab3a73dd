// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The parameters of one layer, in Caffe's order.
struct LayerParameters {
  var weights: [Float]
  /// One for each output, or none.
  var biases: [Float]
}

/// Where a network's parameters come from. Layers ask for theirs in the order in which they run.
protocol ParameterSource {
  /// Filters in order (output, channel, y, x), as a correlation has them.
  ///
  /// - Parameter shape: of the filters.
  mutating func convolution(
    _ layer: String, shape: [Int], hasBiases: Bool
  ) throws(AccelError) -> LayerParameters

  /// A matrix in order (output, channel, y, x).
  ///
  /// - Parameter shape: outputs and inputs.
  mutating func innerProduct(
    _ layer: String, shape: [Int], hasBiases: Bool
  ) throws(AccelError) -> LayerParameters

  /// What a BatchNorm layer does with the statistics of its training.
  ///
  /// - Parameter epsilon: what is added to the variance.
  mutating func normalization(
    _ layer: String, channels: Int, epsilon: Double
  ) throws(AccelError) -> ChannelAffine

  /// The factors of a Scale layer, and its biases if it has any.
  mutating func scale(
    _ layer: String, channels: Int, hasBiases: Bool
  ) throws(AccelError) -> ChannelAffine

  /// When every layer has its own.
  func finish() throws(AccelError)
}
