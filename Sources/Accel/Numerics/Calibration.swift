// SPDX-License-Identifier: BSD-3-Clause

/// What is known of a network's feature maps beforehand, from a handful of images or from the model:
/// what ``NativeNetwork`` chooses scales by.
public struct Calibration: Sendable, Hashable {
  /// Of one feature map.
  public struct Map: Sendable, Hashable {
    /// Real numbers that codes shall stand for; those beyond saturate.
    public var range: ClosedRange<Double>
    /// The mean of each element in order (y, x, channel), or none: then biases are not corrected.
    public var means: [Double]
    /// The model's own scale and zero point, for codes of 8 bits; they come before ``range``.
    public var given: Quantization?

    public init(
      range: ClosedRange<Double>, means: [Double] = [], given: Quantization? = nil
    ) {
      self.range = range
      self.means = means
      self.given = given
    }
  }

  /// Of the image, behind its preprocessing.
  public var input: Map
  /// Of each layer's output.
  public var layers: [Map]
  /// The model's own scales of weights, one for each output channel, by layer.
  public var weightScales: [String: [Double]]

  public init(input: Map, layers: [Map], weightScales: [String: [Double]] = [:]) {
    self.input = input
    self.layers = layers
    self.weightScales = weightScales
  }
}
