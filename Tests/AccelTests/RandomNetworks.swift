// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport

/// How test weights and inputs are chosen.
enum Extremity: CaseIterable, Sendable {
  /// Uniform over the format's range.
  case random
  /// All at the negative end: sums wrap, products are largest.
  case allNegative
  /// Both ends of the range, at random.
  case ends
}

/// Networks of the overlays' structures with sizes, weights and inputs from a seed.
struct RandomNetworks {
  var random: SeededRandom
  let format: FixedFormat
  let extremity: Extremity

  init(seed: UInt64, _ format: FixedFormat, _ extremity: Extremity) {
    random = SeededRandom(seed: seed)
    self.format = format
    self.extremity = extremity
  }

  mutating func weight() -> Float {
    let limit = Int(format.scale)
    let word =
      switch extremity {
      case .random: Int.random(in: -limit..<limit, using: &random)
      case .allNegative: -limit
      case .ends: Bool.random(using: &random) ? -limit : limit - 1
      }
    return Float(word) / Float(format.scale)
  }

  mutating func weights(_ count: Int) -> [Float] { (0..<count).map { _ in weight() } }

  /// Words that need wrapping too: any 32-bit pattern.
  mutating func words(_ count: Int) -> [Int32] {
    (0..<count).map { _ in
      switch extremity {
      case .random: Int32.random(in: .min ... .max, using: &random)
      case .allNegative: -format.scale
      case .ends: Bool.random(using: &random) ? Int32.min : Int32.max
      }
    }
  }

  private mutating func convolution(
    _ input: Shape, outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0
  ) -> Layer.Operation {
    .convolution(
      Convolution(
        outputChannels: outputs, kernel: kernel, stride: stride, padding: padding,
        weights: weights(outputs * kernel * kernel * input.channels)))
  }

  private mutating func connected(_ inputs: Int, outputs: Int) -> Layer.Operation {
    .fullyConnected(FullyConnected(outputs: outputs, weights: weights(inputs * outputs)))
  }

  /// conv, max, conv, max, ip + ReLU, ip: what the LeNet-5 overlay runs.
  mutating func lenet() throws -> OverlayNetwork {
    let kernel = Int.random(in: 2...5, using: &random)
    // Even sizes after each convolution keep the pools whole.
    let side = 2 * Int.random(in: 6...9, using: &random) + kernel - 1
    let first = Int.random(in: 1...6, using: &random)
    let second = Int.random(in: 1...9, using: &random)
    let pooled = (side - kernel + 1) / 2
    let kernel2 = pooled % 2 == 0 ? 3 : 2
    let last = (pooled - kernel2 + 1) / 2
    let hidden = Int.random(in: 1...20, using: &random)
    let graph = try LayerGraph(
      name: "random", input: Shape(height: side, width: side, channels: 1),
      layers: [
        Layer(
          name: "conv1",
          convolution(Shape(height: side, width: side, channels: 1), outputs: first, kernel: kernel)
        ),
        Layer(name: "pool1", .maxPooling(Pooling(window: 2, stride: 2))),
        Layer(
          name: "conv2",
          convolution(
            Shape(height: pooled, width: pooled, channels: first), outputs: second, kernel: kernel2)
        ),
        Layer(name: "pool2", .maxPooling(Pooling(window: 2, stride: 2))),
        Layer(name: "ip1", connected(last * last * second, outputs: hidden)),
        Layer(name: "relu1", .relu), Layer(name: "ip2", connected(hidden, outputs: 10)),
      ])
    return try OverlayNetwork(graph, format: format, encoding: .lenet5)
  }

  /// Three padded convolutions, max and average pools, two ip: what the CIFAR-10 overlay runs.
  mutating func cifar10() throws -> OverlayNetwork {
    let side = 8 * Int.random(in: 1...2, using: &random)
    let channels = (0..<4).map { _ in Int.random(in: 1...5, using: &random) }
    var shape = Shape(height: side, width: side, channels: 3)
    var layers: [Layer] = []
    for index in 0..<3 {
      let next = convolution(shape, outputs: channels[index], kernel: 5, padding: 2)
      layers.append(Layer(name: "conv\(index + 1)", next))
      let pooling = Pooling(window: 2, stride: 2)
      let pool = Layer(
        name: "pool\(index + 1)", index == 0 ? .maxPooling(pooling) : .averagePooling(pooling))
      let relu = Layer(name: "relu\(index + 1)", .relu)
      layers += index == 0 ? [pool, relu] : [relu, pool]
      shape = Shape(
        height: shape.height / 2, width: shape.width / 2, channels: channels[index])
    }
    layers.append(Layer(name: "ip1", connected(shape.count, outputs: channels[3])))
    layers.append(Layer(name: "ip2", connected(channels[3], outputs: 10)))
    let graph = try LayerGraph(
      name: "random", input: Shape(height: side, width: side, channels: 3), layers: layers)
    return try OverlayNetwork(graph, format: format, encoding: .cifar10(mean: []))
  }

  /// Any chain of layers at all: pools of every kind and place, odd sizes, strides, no pool.
  mutating func chain() throws -> OverlayNetwork {
    let input = Shape(
      height: Int.random(in: 5...13, using: &random), width: Int.random(in: 5...13, using: &random),
      channels: Int.random(in: 1...4, using: &random))
    var shape = input
    var layers: [Layer] = []
    for index in 0..<Int.random(in: 1...6, using: &random) {
      let layer = Layer(name: "layer\(index)", operation(on: shape))
      layers.append(layer)
      shape = try LayerGraph(name: "part", input: shape, layers: [layer]).output
      if Bool.random(using: &random) { layers.append(Layer(name: "relu\(index)", .relu)) }
    }
    let graph = try LayerGraph(name: "chain", input: input, layers: layers)
    return try OverlayNetwork(graph, format: format, encoding: .lenet5)
  }

  private mutating func operation(on shape: Shape) -> Layer.Operation {
    let side = min(shape.height, shape.width)
    // Three in four pools have the size that goes with a convolution.
    let isPlain = Int.random(in: 0..<4, using: &random) > 0
    let pooling = Pooling(
      window: isPlain ? 2 : Int.random(in: 1...3, using: &random),
      stride: isPlain ? 2 : Int.random(in: 1...3, using: &random))
    switch Int.random(in: 0..<8, using: &random) {
    case 0...1 where pooling.window <= side: return .maxPooling(pooling)
    case 2...3 where pooling.window <= side: return .averagePooling(pooling)
    case 4: return connected(shape.count, outputs: Int.random(in: 1...20, using: &random))
    default:
      let kernel = Int.random(in: 1...min(5, side), using: &random)
      return convolution(
        shape, outputs: Int.random(in: 1...20, using: &random), kernel: kernel,
        stride: Int.random(in: 1...2, using: &random),
        padding: Int.random(in: 0..<kernel, using: &random))
    }
  }
}
