// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport

/// Graphs with branches and every kind of layer, their calibration, and codes, from a seed.
struct RandomNativeNetworks {
  private var source: RandomNetworks
  private let format: FixedFormat
  private var layers: [Layer] = []
  private var shape = Shape(height: 1, width: 1, channels: 1)

  init(seed: UInt64, _ format: FixedFormat, _ extremity: Extremity) {
    source = RandomNetworks(seed: seed, format, extremity)
    self.format = format
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &source.random)
  }

  mutating func network() throws -> NativeNetwork {
    let graph = try graph()
    return try NativeNetwork(
      graph, format: format, preprocessing: Preprocessing(scale: 1.0 / 256),
      calibration: calibration(of: graph))
  }

  mutating func codes(_ count: Int) -> [Int32] {
    (0..<count).map { _ in
      switch source.extremity {
      case .random: Int32.random(in: format.codes, using: &source.random)
      case .allNegative: format.codes.lowerBound
      case .ends:
        Bool.random(using: &source.random) ? format.codes.lowerBound : format.codes.upperBound
      }
    }
  }

  /// Ranges that make some results saturate and others use few codes.
  private mutating func calibration(of graph: LayerGraph) -> Calibration {
    func map(_ count: Int) -> Calibration.Map {
      let width = Double.random(in: 0.05...4, using: &source.random)
      return Calibration.Map(
        range: -width...width * 1.5,
        means: number(0...1) == 0 ? [] : [Double](repeating: width / 3, count: count))
    }
    return Calibration(input: map(graph.input.count), layers: graph.shapes.map { map($0.count) })
  }

  // MARK: graphs

  mutating func graph() throws -> LayerGraph {
    let input = Shape(height: number(6...11), width: number(6...11), channels: number(1...9))
    shape = input
    layers = []
    appendConvolution(padding: 1)
    for _ in 0..<number(2...5) { appendAny() }
    append(.fullyConnected(connected(outputs: number(2...11))))
    if number(0...1) == 0 { layers.append(Layer(name: "softmax", .softmax)) }
    return try LayerGraph(name: "random", input: input, layers: layers)
  }

  private var lastName: String { layers.last?.name ?? "" }

  private mutating func append(_ operation: Layer.Operation, inputs: [Layer.Source] = []) {
    layers.append(Layer(name: "layer\(layers.count)", inputs: inputs, operation))
  }

  private mutating func connected(outputs: Int) -> FullyConnected {
    FullyConnected(
      outputs: outputs, weights: source.weights(outputs * shape.count),
      biases: source.weights(outputs))
  }

  private mutating func appendConvolution(
    padding: Int, outputs: Int? = nil, kernel: Int = 3, groups: Int = 1, stride: Int = 1
  ) {
    let outputs = outputs ?? number(1...20)
    append(
      .convolution(
        Convolution(
          outputChannels: outputs, kernel: kernel, stride: stride, padding: padding,
          groups: groups,
          weights: source.weights(outputs * kernel * kernel * shape.channels / groups),
          biases: source.weights(outputs))))
    shape = Shape(
      height: (shape.height + 2 * padding - kernel) / stride + 1,
      width: (shape.width + 2 * padding - kernel) / stride + 1, channels: outputs)
  }

  private mutating func appendAny() {
    switch number(0...9) {
    case 0: appendConvolution(padding: 1)
    case 1: appendConvolution(padding: 1, outputs: shape.channels, groups: shape.channels)
    case 2: appendGroups()
    case 3: append(.relu)
    case 4: append(.relu6)
    case 5: appendPooling(.maxPooling(Pooling(window: 2, stride: 2)), window: 2, stride: 2)
    case 6:
      append(.maxPooling(Pooling(window: 3, stride: 1, padding: 1, roundsUp: true)))
    case 7: append(.averagePooling(Pooling(window: 3, stride: 1, padding: 1)))
    case 8: appendResidual()
    default: appendConcatenation()
    }
  }

  private mutating func appendPooling(_ operation: Layer.Operation, window: Int, stride: Int) {
    guard min(shape.height, shape.width) >= window else { return }
    append(operation)
    shape.height = (shape.height - window) / stride + 1
    shape.width = (shape.width - window) / stride + 1
  }

  private mutating func appendGroups() {
    let groups = shape.channels % 2 == 0 ? 2 : 1
    appendConvolution(padding: 2, outputs: groups * number(1...5), kernel: 5, groups: groups)
  }

  private mutating func appendResidual() {
    let before = lastName
    appendConvolution(padding: 1, outputs: shape.channels)
    append(.add, inputs: [.layer(lastName), .layer(before)])
    if number(0...1) == 0 { append(.relu) }
  }

  private mutating func appendConcatenation() {
    let before = lastName
    let channels = shape.channels
    appendConvolution(padding: 1, outputs: number(1...7))
    append(.concatenation, inputs: [.layer(lastName), .layer(before)])
    shape.channels += channels
  }
}
