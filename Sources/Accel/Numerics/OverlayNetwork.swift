// SPDX-License-Identifier: BSD-3-Clause

/// A network in the numbers of the `overlay` profile: integer weights, no biases, and each
/// rectification merged into the layer before it.
public struct OverlayNetwork: Sendable, Hashable {
  /// A convolution, or a fully connected layer as a convolution that covers its whole input.
  public struct Convolution: Sendable, Hashable {
    /// As in the graph.
    public let name: String
    /// Of one image.
    public let input: Shape
    /// Of one image.
    public let output: Shape
    /// Rows of the kernel, at most those of the padded input.
    public let kernelHeight: Int
    /// Columns of the kernel, likewise.
    public let kernelWidth: Int
    /// Rows and columns from one output to the next.
    public let stride: Int
    /// Rows and columns added on each side. They hold the value of `padding`, not 0: the published
    /// cores pad so.
    public let padding: Int
    /// Whether negative results become 0.
    public var rectifies: Bool
    /// Words in order (output, y, x, input), already wrapped to the format.
    public var weights: [Int32]

    /// For one image. 64 bits hold the product on boards whose Int has 32.
    var multiplyAccumulates: Int64 {
      Int64(output.height) * Int64(output.width) * Int64(weights.count)
    }
  }

  /// A pooling layer.
  public struct Pooling: Sendable, Hashable {
    /// What becomes of the words in a window.
    public enum Kind: Sendable, Hashable { case maximum, average }
    /// As in the graph.
    public let name: String
    /// Maximum or average.
    public let kind: Kind
    /// Of one image.
    public let input: Shape
    /// Of one image.
    public let output: Shape
    /// Height and width of the window.
    public let window: Int
    /// Rows and columns from one window to the next.
    public let stride: Int
    /// Whether negative results become 0.
    public var rectifies: Bool
  }

  /// One step of the network.
  public enum Stage: Sendable, Hashable {
    case convolution(Convolution)
    case pooling(Pooling)
  }

  /// As in the graph.
  public let name: String
  /// Width and scale of the words that enter a convolution.
  public let format: FixedFormat
  /// How bytes become input words.
  public let encoding: InputEncoding
  /// Of one image.
  public let input: Shape
  /// Of one image.
  public let output: Shape
  /// In the order in which they run.
  public internal(set) var stages: [Stage]
  /// Names of layers whose biases the profile cannot hold and leaves out.
  public internal(set) var layersWithoutTheirBiases: [String]
  /// Multiply-accumulates for one image.
  public let multiplyAccumulates: Int64

  /// Quantise a network.
  ///
  /// - Throws: ``AccelError``: `valueOutOfRange` naming the layer with a weight beyond 32 bits (others
  ///   wrap, as the profile says), `unsupportedLayer` for a ReLU with no layer before it.
  public init(
    _ graph: LayerGraph, format: FixedFormat, encoding: InputEncoding
  ) throws(AccelError) {
    var stages: [Stage] = []
    var withoutBiases: [String] = []
    var shape = graph.input
    for (index, layer) in graph.layers.enumerated() {
      let output = graph.shapes[index]
      let attempt = "quantise layer \(layer.name) to \(format)"
      func unsupported(_ problem: String) -> AccelError {
        AccelError(
          .unsupportedLayer, attempt: attempt, problem: "\(problem) in the overlay profile",
          remedy: "use the native profile")
      }
      guard graph.continuesChain(index) else {
        throw unsupported("there are no branches")
      }
      switch layer.operation {
      case .convolution(let layerParameters):
        guard layerParameters.groups == 1 else { throw unsupported("there are no groups") }
        stages.append(
          .convolution(
            Convolution(
              name: layer.name, input: shape, output: output,
              kernelHeight: layerParameters.kernel, kernelWidth: layerParameters.kernel,
              stride: layerParameters.stride, padding: layerParameters.padding, rectifies: false,
              weights: try format.quantize(layerParameters.weights, attempt: attempt))))
        if layerParameters.biases.contains(where: { $0 != 0 }) { withoutBiases.append(layer.name) }
      case .fullyConnected(let layerParameters):
        stages.append(
          .convolution(
            Convolution(
              name: layer.name, input: shape, output: output, kernelHeight: shape.height,
              kernelWidth: shape.width, stride: 1, padding: 0, rectifies: false,
              weights: try format.quantize(layerParameters.weights, attempt: attempt))))
        if layerParameters.biases.contains(where: { $0 != 0 }) { withoutBiases.append(layer.name) }
      case .maxPooling(let pooling):
        guard pooling.padding == 0, !pooling.roundsUp else {
          throw unsupported("pooling has no padding and rounds down")
        }
        stages.append(
          .pooling(
            Pooling(
              name: layer.name, kind: .maximum, input: shape, output: output,
              window: pooling.window, stride: pooling.stride, rectifies: false)))
      case .averagePooling(let pooling):
        guard pooling.padding == 0, !pooling.roundsUp else {
          throw unsupported("pooling has no padding and rounds down")
        }
        stages.append(
          .pooling(
            Pooling(
              name: layer.name, kind: .average, input: shape, output: output,
              window: pooling.window, stride: pooling.stride, rectifies: false)))
      case .relu:
        guard let last = stages.popLast() else {
          throw AccelError(
            .unsupportedLayer, attempt: attempt, problem: "a ReLU stands before any other layer",
            remedy: "remove it; the overlay profile rectifies only the result of a layer")
        }
        stages.append(last.rectified)
      case .globalAveragePooling: throw unsupported("there is no global pooling")
      case .relu6: throw unsupported("there is no ReLU6")
      case .add, .concatenation: throw unsupported("there are no branches")
      case .softmax: break  // The host's business.
      }
      shape = output
    }
    guard !stages.isEmpty else {
      throw AccelError(
        .unsupportedLayer, attempt: "quantise \(graph.name) to \(format)",
        problem: "a softmax alone leaves a board nothing to compute", remedy: "add layers before it"
      )
    }
    self.name = graph.name
    self.format = format
    self.encoding = encoding
    self.input = graph.input
    self.output = graph.output
    self.stages = stages
    self.layersWithoutTheirBiases = withoutBiases
    self.multiplyAccumulates = graph.multiplyAccumulates
  }

  /// The convolutions and fully connected layers, in the order in which a board loads them.
  public var convolutions: [Convolution] {
    stages.compactMap { stage in
      if case .convolution(let convolution) = stage { convolution } else { nil }
    }
  }

  /// Encode pixel bytes of whole images for this network.
  ///
  /// - Throws: ``AccelError``: `shapeMismatch` if `bytes` is not a whole number of images, or the
  ///   encoding's mean belongs to another shape; `valueOutOfRange` if the encoding's numbers do not
  ///   fit 32 bits.
  public func words(for bytes: [UInt8]) throws(AccelError) -> [Int32] {
    guard bytes.count % input.count == 0 else {
      throw AccelError(
        .shapeMismatch, attempt: "encode images for \(name)",
        problem: "\(bytes.count) bytes are not a whole number of \(input) images",
        remedy: "give \(input.count) bytes for each image")
    }
    try checkEncoding()
    return encoding.words(bytes, elements: input.count)
  }

  /// Check that every byte of an image becomes a word.
  ///
  /// - Throws: ``AccelError``: `shapeMismatch`, `valueOutOfRange`.
  public func checkEncoding() throws(AccelError) {
    guard encoding.mean.isEmpty || encoding.mean.count == input.count else {
      throw AccelError(
        .shapeMismatch, attempt: "encode images for \(name)",
        problem: "the mean image has \(encoding.mean.count) values where \(input) needs "
          + "\(input.count)", remedy: "use the mean image that belongs to this network")
    }
    guard encoding.fits32Bits else {
      throw AccelError(
        .valueOutOfRange, attempt: "encode images for \(name)",
        problem: "scale times a byte less its mean does not fit 32 bits",
        remedy: "use a finite scale and mean of ordinary size")
    }
  }

  /// Replace the weights of one layer.
  ///
  /// - Parameters:
  ///   - weights: in order (output, y, x, input). Those outside -1..<1 wrap, as the profile says.
  ///   - name: the layer's.
  /// - Throws: ``AccelError``: `invalidArgument` if there is no such layer, `shapeMismatch` for a
  ///   wrong count, `valueOutOfRange` for a weight that is no number or beyond 32 bits.
  public mutating func setWeights(_ weights: [Float], of name: String) throws(AccelError) {
    let attempt = "replace the weights of layer \(name)"
    for index in stages.indices {
      guard case .convolution(var convolution) = stages[index], convolution.name == name else {
        continue
      }
      guard weights.count == convolution.weights.count else {
        throw AccelError(
          .shapeMismatch, attempt: attempt,
          problem: "\(weights.count) weights were given where it has \(convolution.weights.count)",
          remedy: "give them all, in order (output, y, x, input)")
      }
      convolution.weights = try format.quantize(weights, attempt: attempt)
      stages[index] = .convolution(convolution)
      return
    }
    var names = ""
    for convolution in convolutions { names += (names.isEmpty ? "" : ", ") + convolution.name }
    throw AccelError(
      .invalidArgument, attempt: attempt, problem: "there is no such layer with weights",
      remedy: "choose one of \(names)")
  }
}

extension OverlayNetwork.Stage {
  /// The same stage with its result rectified.
  var rectified: OverlayNetwork.Stage {
    switch self {
    case .convolution(var convolution):
      convolution.rectifies = true
      return .convolution(convolution)
    case .pooling(var pooling):
      pooling.rectifies = true
      return .pooling(pooling)
    }
  }

  /// As in the graph.
  public var name: String {
    switch self {
    case .convolution(let convolution): convolution.name
    case .pooling(let pooling): pooling.name
    }
  }

  /// Of one image.
  public var output: Shape {
    switch self {
    case .convolution(let convolution): convolution.output
    case .pooling(let pooling): pooling.output
    }
  }
}

extension FixedFormat {
  fileprivate func quantize(_ weights: [Float], attempt: String) throws(AccelError) -> [Int32] {
    var words: [Int32] = []
    words.reserveCapacity(weights.count)
    for weight in weights {
      guard let word = quantize(weight) else {
        throw AccelError(
          .valueOutOfRange, attempt: attempt,
          problem: "weight number \(words.count) times \(scale) does not fit 32 bits",
          remedy: "scale the model's weights into -1..<1")
      }
      words.append(word)
    }
    return words
  }
}
