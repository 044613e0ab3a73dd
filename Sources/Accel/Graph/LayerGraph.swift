// SPDX-License-Identifier: BSD-3-Clause

/// Layers with floating-point parameters, as trained: a chain, or with branches. Its shapes fit
/// together: a graph that does not check cannot be made.
public struct LayerGraph: Sendable, Hashable {
  /// For people; messages use it.
  public let name: String
  /// The shape of one image.
  public let input: Shape
  /// In the order in which they run.
  public let layers: [Layer]
  /// The output shape of each layer.
  public let shapes: [Shape]
  /// For each layer, which layers its inputs come from, as indices; -1 for the image.
  public let sources: [[Int]]

  /// The shape of the last layer's output.
  public var output: Shape { shapes[shapes.count - 1] }

  /// Check layers, in the order in which they run; the last one gives the output.
  ///
  /// - Throws: ``AccelError`` naming the offending layer: `invalidGraph` for an empty network, a
  ///   repeated name, an input that is no earlier layer, or an output that nothing takes;
  ///   `shapeMismatch` for sizes or parameter counts that do not fit,
  ///   `valueOutOfRange` for a parameter that is not a finite number.
  public init(name: String, input: Shape, layers: [Layer]) throws(AccelError) {
    let (sources, shapes) = try LayerGraph.validate(name: name, input: input, layers: layers)
    self.name = name
    self.input = input
    self.layers = layers
    self.shapes = shapes
    self.sources = sources
  }

  /// The shape of an input: that of the image, or of an earlier layer's output.
  ///
  /// - Parameter source: from ``sources``.
  public func shape(of source: Int) -> Shape { source < 0 ? input : shapes[source] }

  /// Whether each layer takes the output of the one before it, and that alone.
  public var isChain: Bool { layers.indices.allSatisfy(continuesChain) }

  /// Whether a layer takes the output of the one before it, and that alone.
  func continuesChain(_ index: Int) -> Bool { sources[index] == [index - 1] }

  /// Multiply-accumulates of a layer for one image: those of convolutions and fully connected layers.
  ///
  /// - Precondition: `index` is one of ``layers``.
  public func multiplyAccumulates(ofLayer index: Int) -> Int64 {
    let shape = shape(of: sources[index][0])
    let output = Int64(shapes[index].count)
    return switch layers[index].operation {
    case .convolution(let convolution):
      output * Int64(convolution.kernel) * Int64(convolution.kernel)
        * Int64(shape.channels / convolution.groups)
    case .fullyConnected: output * Int64(shape.count)
    default: 0
    }
  }

  /// Multiply-accumulates for one image, in convolutions and fully connected layers.
  public var multiplyAccumulates: Int64 {
    layers.indices.reduce(0) { $0 + multiplyAccumulates(ofLayer: $1) }
  }
}
