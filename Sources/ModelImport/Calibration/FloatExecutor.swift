// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// Runs a network in floating point, as it was trained: what calibration measures, and what
/// quantised results are compared with.
public struct FloatExecutor: Sendable {
  /// What it runs.
  public let graph: LayerGraph
  private let steps: [Step]

  private enum Step: Sendable {
    case convolution(FloatConvolution)
    case depthwise(FloatDepthwise)
    /// Anything without parameters.
    case plain(Layer.Operation)
  }

  /// Bring the parameters of a network into the order in which they are used; they take as much
  /// memory again, and more for layers of fewer than 16 outputs.
  public init(_ graph: LayerGraph) {
    self.graph = graph
    steps = graph.layers.indices.map { index in
      let input = graph.shape(of: graph.sources[index][0])
      return switch graph.layers[index].operation {
      case .convolution(let layer) where layer.groups == input.channels && layer.isDepthwise:
        .depthwise(FloatDepthwise(layer, input: input, output: graph.shapes[index]))
      case .convolution(let layer):
        .convolution(FloatConvolution(layer, input: input, output: graph.shapes[index]))
      case .fullyConnected(let layer): .convolution(FloatConvolution(layer, input: input))
      case let operation: .plain(operation)
      }
    }
  }

  /// The last layer's output for one image.
  ///
  /// - Parameter image: values in order (y, x, channel).
  /// - Returns: values in the same order.
  /// - Precondition: `image` has as many values as the graph's input.
  public func run(_ image: [Float]) -> [Float] {
    activations(of: image)[graph.layers.count - 1]
  }

  /// Every layer's output for one image, in the order of the graph's layers.
  ///
  /// - Parameter image: values in order (y, x, channel).
  /// - Returns: for each layer, values in the same order.
  /// - Precondition: `image` has as many values as the graph's input.
  public func activations(of image: [Float]) -> [[Float]] {
    precondition(image.count == graph.input.count, "one image of the graph's input shape")
    var outputs: [[Float]] = []
    outputs.reserveCapacity(steps.count)
    for index in steps.indices {
      let inputs = graph.sources[index].map { $0 < 0 ? image : outputs[$0] }
      switch steps[index] {
      case .convolution(let layer): outputs.append(layer.run(inputs[0]))
      case .depthwise(let layer): outputs.append(layer.run(inputs[0]))
      case .plain(let operation): outputs.append(run(operation, inputs, at: index))
      }
    }
    return outputs
  }

  private func run(_ operation: Layer.Operation, _ inputs: [[Float]], at index: Int) -> [Float] {
    let shape = graph.shape(of: graph.sources[index][0])
    switch operation {
    case .maxPooling(let pooling):
      return FloatPooling(pooling, input: shape, output: graph.shapes[index]).maxima(inputs[0])
    case .averagePooling(let pooling):
      return FloatPooling(pooling, input: shape, output: graph.shapes[index]).averages(inputs[0])
    case .globalAveragePooling: return channelAverages(inputs[0], channels: shape.channels)
    case .relu: return inputs[0].map { max(0, $0) }
    case .relu6: return inputs[0].map { min(max(0, $0), 6) }
    case .add: return zip(inputs[0], inputs[1]).map { $0 + $1 }
    case .concatenation: return concatenate(inputs, at: index)
    case .softmax: return softmax(inputs[0])
    case .convolution, .fullyConnected: preconditionFailure("it has parameters")
    }
  }

  private func channelAverages(_ input: [Float], channels: Int) -> [Float] {
    var sums = [Double](repeating: 0, count: channels)
    for start in stride(from: 0, to: input.count, by: channels) {
      for channel in 0..<channels { sums[channel] += Double(input[start + channel]) }
    }
    let area = Double(input.count / channels)
    return sums.map { Float($0 / area) }
  }

  private func concatenate(_ inputs: [[Float]], at index: Int) -> [Float] {
    let channels = graph.sources[index].map { graph.shape(of: $0).channels }
    var output: [Float] = []
    output.reserveCapacity(graph.shapes[index].count)
    for pixel in 0..<graph.shapes[index].height * graph.shapes[index].width {
      for (input, count) in zip(inputs, channels) {
        output += input[pixel * count..<(pixel + 1) * count]
      }
    }
    return output
  }

  private func softmax(_ input: [Float]) -> [Float] {
    let largest = input.max() ?? 0
    let powers = input.map { exp(Double($0 - largest)) }
    let sum = powers.reduce(0, +)
    return powers.map { Float($0 / sum) }
  }
}

extension Convolution {
  /// Whether each group has one output; with as many groups as inputs, it has one input too.
  fileprivate var isDepthwise: Bool { outputChannels == groups }
}
