// SPDX-License-Identifier: BSD-3-Clause

/// A chain of layers with floating-point parameters, as trained. Its shapes fit together: a graph
/// that does not check cannot be made.
public struct LayerGraph: Sendable, Hashable {
  /// For people; messages use it.
  public let name: String
  /// The shape of one image.
  public let input: Shape
  /// In the order in which they run.
  public let layers: [Layer]
  /// The output shape of each layer.
  public let shapes: [Shape]

  /// The shape of the last layer's output.
  public var output: Shape { shapes[shapes.count - 1] }

  /// Check a chain of layers.
  ///
  /// - Throws: ``AccelError`` naming the offending layer: `invalidGraph` for an empty chain or a
  ///   repeated name, `shapeMismatch` for sizes or parameter counts that do not fit,
  ///   `valueOutOfRange` for a parameter that is not a finite number.
  public init(name: String, input: Shape, layers: [Layer]) throws(AccelError) {
    let shapes = try LayerGraph.validate(name: name, input: input, layers: layers)
    self.name = name
    self.input = input
    self.layers = layers
    self.shapes = shapes
  }

  /// Multiply-accumulates for one image, in convolutions and fully connected layers.
  public var multiplyAccumulates: Int64 {
    var total: Int64 = 0
    var shape = input
    for (layer, output) in zip(layers, shapes) {
      switch layer.operation {
      case .convolution(let convolution):
        let area = Int64(convolution.kernel) * Int64(convolution.kernel)
        total += Int64(output.count) * area * Int64(shape.channels)
      case .fullyConnected: total += Int64(output.count) * Int64(shape.count)
      case .maxPooling, .averagePooling, .relu: break
      }
      shape = output
    }
    return total
  }
}
