// SPDX-License-Identifier: BSD-3-Clause

/// A two-dimensional convolution (correlation, as Caffe stores it) with a square kernel.
public struct Convolution: Sendable, Hashable {
  /// Filters, 1 to 4096.
  public var outputChannels: Int
  /// Height and width of the kernel.
  public var kernel: Int
  /// Rows and columns from one output to the next, 1 to 4096.
  public var stride: Int
  /// Rows and columns of zeros added on each side.
  public var padding: Int
  /// Groups of channels that do not see each other; as many as there are input channels for a
  /// depthwise convolution. They divide the input's and the output's channels.
  public var groups: Int
  /// `outputChannels * kernel * kernel * (inputChannels / groups)` values in order
  /// (output, y, x, input).
  public var weights: [Float]
  /// One value per output channel, or none.
  public var biases: [Float]

  /// Any values; ``LayerGraph`` checks them.
  public init(
    outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1,
    weights: [Float], biases: [Float] = []
  ) {
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.weights = weights
    self.biases = biases
  }
}

/// A layer whose every output depends on every input.
public struct FullyConnected: Sendable, Hashable {
  /// Neurons, 1 to 4096.
  public var outputs: Int
  /// `outputs * input.count` values in order (output, y, x, input channel).
  public var weights: [Float]
  /// One value per output, or none.
  public var biases: [Float]

  /// Any values; ``LayerGraph`` checks them.
  public init(outputs: Int, weights: [Float], biases: [Float] = []) {
    self.outputs = outputs
    self.weights = weights
    self.biases = biases
  }
}

/// A square pooling window.
public struct Pooling: Sendable, Hashable {
  /// Height and width of the window.
  public var window: Int
  /// Rows and columns from one window to the next, 1 to 4096.
  public var stride: Int
  /// Rows and columns added on each side. A maximum passes over them; an average counts them as
  /// zeros.
  public var padding: Int
  /// Whether a last window that does not fit whole is taken (the maximum of what there is of it)
  /// or left out. One that begins beyond the input is always left out. Averages do not take it.
  public var roundsUp: Bool

  /// Any values; ``LayerGraph`` checks them.
  public init(window: Int, stride: Int, padding: Int = 0, roundsUp: Bool = false) {
    self.window = window
    self.stride = stride
    self.padding = padding
    self.roundsUp = roundsUp
  }
}

/// One step of a network.
public struct Layer: Sendable, Hashable {
  /// What a layer computes.
  public enum Operation: Sendable, Hashable {
    case convolution(Convolution)
    case fullyConnected(FullyConnected)
    case maxPooling(Pooling)
    case averagePooling(Pooling)
    /// The average of each channel.
    case globalAveragePooling
    /// `max(0, x)`.
    case relu
    /// `min(max(0, x), 6)`.
    case relu6
    /// The sum of two maps of the same shape (a residual connection).
    case add
    /// Two or more maps of the same height and width, channel behind channel.
    case concatenation
    /// `exp(x) / sum(exp(x))` over all elements; only the last layer may be one, and quantised
    /// networks leave it to the host.
    case softmax
  }

  /// Where a layer's input comes from.
  public enum Source: Sendable, Hashable {
    /// The image.
    case input
    /// The layer of that name, which stands before this one.
    case layer(String)
  }

  /// Unique in its network; messages use it.
  public var name: String
  /// One for each input, or none for the layer before this one (the image, for the first layer).
  public var inputs: [Source]
  /// What it computes.
  public var operation: Operation

  /// A layer of a network.
  public init(name: String, inputs: [Source] = [], _ operation: Operation) {
    self.name = name
    self.inputs = inputs
    self.operation = operation
  }
}
