// SPDX-License-Identifier: BSD-3-Clause

/// A network in the integers of the `native` profile. Every value is checked once, when it is made:
/// no image can make a sum overflow.
public struct NativeNetwork: Sendable, Hashable {
  /// Sums of products: convolutions, and fully connected layers as convolutions that cover their
  /// whole input.
  public struct Convolution: Sendable, Hashable {
    /// Height and width of the kernel, at most those of the padded input.
    public var kernelHeight: Int
    public var kernelWidth: Int
    /// Rows and columns from one output to the next.
    public var stride: Int
    /// Rows and columns added on each side; they hold the input's zero point.
    public var padding: Int
    /// Groups of channels that do not see each other.
    public var groups: Int
    /// In order (output, y, x, input of the group), each within the format's codes.
    public var weights: [Int16]
    /// One for each output channel, the input's zero point included.
    public var biases: [Int32]
    /// From sums to codes.
    public var requantization: Requantization
  }

  /// What a stage computes.
  public enum Operation: Sendable, Hashable {
    case convolution(Convolution)
    case maxPooling(Pooling)
    /// The sum of a window less its zero points, requantised by one multiplier.
    case averagePooling(Pooling, Requantization)
    /// Likewise, with one window for each channel.
    case globalAveragePooling(Requantization)
    /// The sum of two maps, of which each has a multiplier.
    case addition(Requantization)
    case concatenation
    case clamp(ClosedRange<Int32>)
  }

  /// One step of the network.
  public struct Stage: Sendable, Hashable {
    /// Of the layer in the graph; messages use it.
    public var name: String
    /// Stages whose results it takes, as indices; -1 for the image.
    public var sources: [Int]
    /// Of one image.
    public var output: Shape
    /// What its codes stand for.
    public var quantization: Quantization
    /// What it computes.
    public var operation: Operation

    /// For one image; 0 but for convolutions and fully connected layers. 64 bits hold the product on
    /// boards whose Int has 32.
    public var multiplyAccumulates: Int64 {
      guard case .convolution(let convolution) = operation else { return 0 }
      return Int64(output.count) * Int64(convolution.weights.count / output.channels)
    }
  }

  /// For people; messages use it.
  public let name: String
  /// Width of codes and weights.
  public let format: FixedFormat
  /// From bytes to the network's real inputs.
  public let preprocessing: Preprocessing
  /// Of one image.
  public let input: Shape
  /// What the image's codes stand for.
  public let inputQuantization: Quantization
  /// In the order in which they run; the last one gives the results.
  public let stages: [Stage]

  /// Check a network.
  ///
  /// - Throws: ``AccelError`` naming the stage: `invalidGraph`, `shapeMismatch` or `valueOutOfRange`.
  public init(
    name: String, format: FixedFormat, preprocessing: Preprocessing, input: Shape,
    inputQuantization: Quantization, stages: [Stage]
  ) throws(AccelError) {
    self.name = name
    self.format = format
    self.preprocessing = preprocessing
    self.input = input
    self.inputQuantization = inputQuantization
    self.stages = stages
    try check()
  }

  /// Of one image.
  public var output: Shape { stages[stages.count - 1].output }

  /// What the results stand for.
  public var outputQuantization: Quantization { stages[stages.count - 1].quantization }

  /// The shape of a stage's input: that of the image, or of another stage's result.
  public func shape(of source: Int) -> Shape { source < 0 ? input : stages[source].output }

  /// What the codes of a stage's input stand for.
  public func quantization(of source: Int) -> Quantization {
    source < 0 ? inputQuantization : stages[source].quantization
  }

  /// Multiply-accumulates for one image, in convolutions and fully connected layers.
  public var multiplyAccumulates: Int64 { stages.reduce(0) { $0 + $1.multiplyAccumulates } }

  /// Encode pixel bytes of whole images.
  ///
  /// - Returns: codes in order (y, x, channel).
  /// - Throws: ``AccelError`` `shapeMismatch` if `bytes` is not a whole number of images.
  public func words(for bytes: [UInt8]) throws(AccelError) -> [Int32] {
    guard bytes.count % input.count == 0 else {
      throw AccelError(
        .shapeMismatch, attempt: "encode images for \(name)",
        problem: "\(bytes.count) bytes are not a whole number of \(input) images",
        remedy: "give \(input.count) bytes for each image")
    }
    return preprocessing.codes(bytes, of: input, inputQuantization)
  }
}
