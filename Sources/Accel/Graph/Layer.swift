// SPDX-License-Identifier: BSD-3-Clause

/// A two-dimensional convolution (correlation, as Caffe stores it) with a square kernel.
public struct Convolution: Sendable, Hashable {
  /// Filters, 1 to 4096.
  public var outputChannels: Int
  /// Height and width of the kernel.
  public var kernel: Int
  /// Rows and columns from one output to the next, 1 to 4096.
  public var stride: Int
  /// Rows and columns added on each side.
  public var padding: Int
  /// `outputChannels * kernel * kernel * inputChannels` values in order (output, y, x, input).
  public var weights: [Float]
  /// One value per output channel, or none.
  public var biases: [Float]

  /// Any values; ``LayerGraph`` checks them.
  public init(
    outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, weights: [Float],
    biases: [Float] = []
  ) {
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
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

/// A square pooling window without padding; a window that does not fit whole is left out.
public struct Pooling: Sendable, Hashable {
  /// Height and width of the window.
  public var window: Int
  /// Rows and columns from one window to the next, 1 to 4096.
  public var stride: Int

  /// Any values; ``LayerGraph`` checks them.
  public init(window: Int, stride: Int) {
    self.window = window
    self.stride = stride
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
    case relu
  }

  /// Unique in its network; messages use it.
  public var name: String
  /// What it computes.
  public var operation: Operation

  /// A layer of a network.
  public init(name: String, _ operation: Operation) {
    self.name = name
    self.operation = operation
  }
}
