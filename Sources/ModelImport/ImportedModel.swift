// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// A trained model, with what its file says beside the layers.
public struct ImportedModel: Sendable, Hashable {
  /// What a model computes from its input before its first layer: `factor * x + offset`.
  public struct Normalization: Sendable, Hashable {
    /// One for each channel, positive.
    public var factors: [Double]
    /// One for each channel, or one for each element in order (y, x, channel).
    public var offsets: [Double]
  }

  /// Scales that a quantised model brings along, as `Calibration` takes them.
  public struct Scales: Sendable, Hashable {
    /// Of the image, behind its preprocessing.
    public var input: Quantization?
    /// Of layers' outputs, by the layer's name.
    public var layers: [String: Quantization] = [:]
    /// Of layers' weights, one for each output channel, by the layer's name.
    public var weights: [String: [Double]] = [:]

    /// Whether there are none.
    public var isEmpty: Bool { input == nil && layers.isEmpty && weights.isEmpty }
  }

  /// Its layers, which take what ``preprocessing(behind:)`` gives.
  public var graph: LayerGraph
  /// What stands before the layers, or `nil`.
  public var normalization: Normalization?
  /// Empty for a model in floating point.
  public var scales = Scales()

  /// A model of layers alone.
  public init(_ graph: LayerGraph) { self.graph = graph }

  /// What the graph's images pass: what the model expects of its caller, then its own normalisation.
  public func preprocessing(behind outer: Preprocessing) -> Preprocessing {
    guard let normalization else { return outer }
    let channels = graph.input.channels
    func element(_ values: [Double], _ index: Int, none: Double) -> Double {
      switch values.count {
      case 0: none
      case 1: values[0]
      case channels: values[index % channels]
      default: index < values.count ? values[index] : none
      }
    }
    let counts = [outer.mean.count, normalization.offsets.count]
    let elements = counts.contains { $0 > channels } ? graph.input.count : channels
    var inner = outer
    inner.deviation = (0..<channels).map { channel in
      element(outer.deviation, channel, none: 1) / normalization.factors[channel]
    }
    inner.mean = (0..<elements).map { index in
      element(outer.mean, index, none: 0)
        - element(normalization.offsets, index, none: 0) * inner.deviation[index % channels]
    }
    return inner
  }

  /// Ranges and means as they were measured, with the model's own scales where it has them.
  ///
  /// - Parameter measured: of ``graph``.
  public func calibration(_ measured: Calibration) -> Calibration {
    var calibration = measured
    calibration.input.given = scales.input
    for (index, layer) in graph.layers.enumerated() where index < calibration.layers.count {
      calibration.layers[index].given = scales.layers[layer.name]
    }
    calibration.weightScales = scales.weights
    return calibration
  }
}
