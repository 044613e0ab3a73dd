// SPDX-License-Identifier: BSD-3-Clause
import Accel

/// A network's parameters as Lasagne has them, one array after the other.
struct LasagneFiles {
  var arrays: [(shape: [Int], values: [Float])] = []

  /// From Accel's order.
  ///
  /// - Parameter flips: whether filters are turned by half a turn, as `flip_filters=True` has them.
  init(_ graph: LayerGraph, flips: Bool = true) {
    for (index, layer) in graph.layers.enumerated() {
      let input = graph.shape(of: graph.sources[index][0])
      switch layer.operation {
      case .convolution(let convolution):
        add(convolution, channels: input.channels / convolution.groups, flips: flips)
      case .fullyConnected(let connected): add(connected, input: input)
      default: break
      }
    }
  }

  private mutating func add(_ layer: Convolution, channels: Int, flips: Bool) {
    let side = layer.kernel
    var values: [Float] = []
    for output in 0..<layer.outputChannels {
      for channel in 0..<channels {
        for y in 0..<side {
          for x in 0..<side {
            let (row, column) = flips ? (side - 1 - y, side - 1 - x) : (y, x)
            let place = (output * side + row) * side + column
            values.append(layer.weights[place * channels + channel])
          }
        }
      }
    }
    arrays.append(([layer.outputChannels, channels, side, side], values))
    if !layer.biases.isEmpty { arrays.append(([layer.outputChannels], layer.biases)) }
  }

  private mutating func add(_ layer: FullyConnected, input: Shape) {
    var values: [Float] = []
    for channel in 0..<input.channels {
      for position in 0..<input.height * input.width {
        for output in 0..<layer.outputs {
          values.append(layer.weights[output * input.count + position * input.channels + channel])
        }
      }
    }
    arrays.append(([input.count, layer.outputs], values))
    if !layer.biases.isEmpty { arrays.append(([layer.outputs], layer.biases)) }
  }

  var npz: [UInt8] { ZipFiles.npz(arrays.map { ByteFiles.npy($0.values, $0.shape) }) }
}
