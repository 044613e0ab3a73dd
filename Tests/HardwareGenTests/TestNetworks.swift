// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport

/// Small networks that nothing was tuned for, from a seed.
struct TestNetworks {
  private var random: SeededRandom
  private var layers: [Layer] = []
  private var shape: Shape

  private init(seed: UInt64, input: Shape) {
    random = SeededRandom(seed: seed)
    shape = input
  }

  // MARK: by name

  /// Channels that no power of two divides.
  static func oddChannels(_ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    try make("odd channels", 1, Shape(height: 9, width: 11, channels: 3), format) {
      $0.convolution(outputs: 7, kernel: 3)
      $0.append(.relu)
      $0.convolution(outputs: 13, kernel: 2)
      $0.connected(outputs: 5)
    }
  }

  static func strided(_ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    try make("strided", 2, Shape(height: 13, width: 12, channels: 2), format) {
      $0.convolution(outputs: 6, kernel: 3, stride: 2)
      $0.convolution(outputs: 8, kernel: 1, stride: 2)
      $0.connected(outputs: 4)
    }
  }

  static func padded(_ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    try make("padded", 3, Shape(height: 8, width: 8, channels: 4), format) {
      $0.convolution(outputs: 10, kernel: 3, padding: 1)
      $0.append(.maxPooling(Pooling(window: 3, stride: 2, padding: 1, roundsUp: true)))
      $0.convolution(outputs: 6, kernel: 5, padding: 2, stride: 2)
      $0.connected(outputs: 3)
    }
  }

  static func averaged(_ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    try make("averaged", 4, Shape(height: 10, width: 10, channels: 5), format) {
      $0.convolution(outputs: 8, kernel: 3)
      $0.append(.averagePooling(Pooling(window: 2, stride: 2)))
      $0.convolution(outputs: 6, kernel: 3, padding: 1)
      $0.append(.globalAveragePooling)
      $0.connected(outputs: 7)
    }
  }

  /// Two residual blocks, the second one with a stride and a convolution in its short branch.
  static func residual(_ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    try make("residual", 5, Shape(height: 12, width: 12, channels: 3), format) {
      $0.convolution(outputs: 8, kernel: 3, padding: 1)
      $0.append(.relu)
      $0.residualBlock(outputs: 8, stride: 1)
      $0.residualBlock(outputs: 12, stride: 2)
      $0.append(.globalAveragePooling)
      $0.connected(outputs: 4)
    }
  }

  /// In the shape of ResNet-8 for CIFAR-10 (the image classification of MLPerf Tiny).
  static func resnet8() throws -> NativeNetwork {
    try make("ResNet-8", 7, Shape(height: 32, width: 32, channels: 3), .fixed8) {
      $0.convolution(outputs: 16, kernel: 3, padding: 1)
      $0.append(.relu)
      $0.residualBlock(outputs: 16, stride: 1)
      $0.residualBlock(outputs: 32, stride: 2)
      $0.residualBlock(outputs: 64, stride: 2)
      $0.append(.globalAveragePooling)
      $0.connected(outputs: 10)
    }
  }

  static func concatenated(_ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    try make("concatenated", 6, Shape(height: 8, width: 9, channels: 2), format) {
      $0.convolution(outputs: 4, kernel: 3, padding: 1)
      let first = $0.name
      $0.convolution(outputs: 6, kernel: 3, padding: 1)
      let second = $0.name
      $0.append(.concatenation, inputs: [.layer(first), .layer(second)])
      $0.shape.channels += 4
      $0.append(.relu6)
      $0.connected(outputs: 3)
    }
  }

  /// Groups of several channels and of a single one, with as many outputs as inputs and with more.
  static func grouped(_ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    try make("grouped", 8, Shape(height: 9, width: 10, channels: 4), format) {
      $0.convolution(outputs: 6, kernel: 3, padding: 1, groups: 2)
      $0.append(.relu)
      $0.convolution(outputs: 6, kernel: 3, padding: 1, groups: 6)
      $0.convolution(outputs: 9, kernel: 1)
      $0.convolution(outputs: 18, kernel: 3, stride: 2, groups: 9)
      $0.convolution(outputs: 15, kernel: 3, groups: 3)
      $0.connected(outputs: 4)
    }
  }

  static func all() throws -> [NativeNetwork] {
    try [oddChannels(), strided(), padded(), averaged(), residual(), concatenated(), grouped()]
  }

  /// Any of the layers above.
  static func random(seed: UInt64, _ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    var sizes = SeededRandom(seed: seed)
    let input = Shape(
      height: .random(in: 6...12, using: &sizes), width: .random(in: 6...12, using: &sizes),
      channels: .random(in: 1...6, using: &sizes))
    return try make("random \(seed)", seed, input, format) { networks in
      networks.convolution(outputs: .random(in: 1...12, using: &sizes), kernel: 3, padding: 1)
      for _ in 0..<Int.random(in: 1...3, using: &sizes) {
        switch Int.random(in: 0...4, using: &sizes) {
        case 0:
          networks.convolution(
            outputs: .random(in: 1...12, using: &sizes), kernel: .random(in: 1...3, using: &sizes),
            padding: 0, stride: .random(in: 1...2, using: &sizes))
        case 1: networks.residualBlock(outputs: networks.shape.channels, stride: 1)
        case 2: networks.append(.maxPooling(Pooling(window: 2, stride: 1)))
        case 3: networks.append(.averagePooling(Pooling(window: 3, stride: 2, padding: 1)))
        default: networks.append(.relu6)
        }
      }
      networks.connected(outputs: .random(in: 2...6, using: &sizes))
    }
  }

  /// Codes of random images.
  static func codes(_ network: NativeNetwork, images: Int, seed: UInt64) -> [Int32] {
    var random = SeededRandom(seed: seed)
    let codes = network.format.codes
    return (0..<images * network.input.count).map { _ in .random(in: codes, using: &random) }
  }

  // MARK: pieces

  private static func make(
    _ name: String, _ seed: UInt64, _ input: Shape, _ format: FixedFormat,
    _ build: (inout TestNetworks) -> Void
  ) throws -> NativeNetwork {
    var networks = TestNetworks(seed: seed, input: input)
    build(&networks)
    let graph = try LayerGraph(name: name, input: input, layers: networks.layers)
    func map() -> Calibration.Map {
      let width = Double.random(in: 0.5...2, using: &networks.random)
      return Calibration.Map(range: -width...width * 1.5, means: [])
    }
    return try NativeNetwork(
      graph, format: format, preprocessing: Preprocessing(scale: 1.0 / 256),
      calibration: Calibration(input: map(), layers: graph.shapes.map { _ in map() }))
  }

  private var name: String { layers.last?.name ?? "" }

  private mutating func append(_ operation: Layer.Operation, inputs: [Layer.Source] = []) {
    layers.append(Layer(name: "layer\(layers.count)", inputs: inputs, operation))
    switch operation {
    case .maxPooling(let pooling), .averagePooling(let pooling):
      shape.height = outputs(shape.height, pooling)
      shape.width = outputs(shape.width, pooling)
    case .globalAveragePooling: (shape.height, shape.width) = (1, 1)
    default: break
    }
  }

  private func outputs(_ side: Int, _ pooling: Pooling) -> Int {
    let steps = side + 2 * pooling.padding - pooling.window
    let last = steps / pooling.stride
    let isMore =
      pooling.roundsUp && steps % pooling.stride != 0
      && (last + 1) * pooling.stride < side + pooling.padding
    return last + (isMore ? 2 : 1)
  }

  private mutating func weights(_ count: Int) -> [Float] {
    (0..<count).map { _ in .random(in: -0.5...0.5, using: &random) }
  }

  private mutating func convolution(
    outputs: Int, kernel: Int, padding: Int = 0, stride: Int = 1, groups: Int = 1,
    from: String? = nil
  ) {
    let input = shape
    append(
      .convolution(
        Convolution(
          outputChannels: outputs, kernel: kernel, stride: stride, padding: padding,
          groups: groups, weights: weights(outputs * kernel * kernel * input.channels / groups),
          biases: weights(outputs))),
      inputs: from.map { [.layer($0)] } ?? [])
    shape = Shape(
      height: (input.height + 2 * padding - kernel) / stride + 1,
      width: (input.width + 2 * padding - kernel) / stride + 1, channels: outputs)
  }

  private mutating func residualBlock(outputs: Int, stride: Int) {
    let (before, input) = (name, shape)
    convolution(outputs: outputs, kernel: 3, padding: 1, stride: stride)
    append(.relu)
    convolution(outputs: outputs, kernel: 3, padding: 1)
    let long = name
    var short = before
    if stride > 1 || outputs != input.channels {
      shape = input
      convolution(outputs: outputs, kernel: 1, stride: stride, from: before)
      short = name
    }
    append(.add, inputs: [.layer(long), .layer(short)])
    append(.relu)
  }

  private mutating func connected(outputs: Int) {
    append(
      .fullyConnected(
        FullyConnected(
          outputs: outputs, weights: weights(outputs * shape.count), biases: weights(outputs))))
    shape = Shape(height: 1, width: 1, channels: outputs)
  }
}
