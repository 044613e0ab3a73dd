// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What a trained normalisation does at inference: a factor and an offset for each channel.
struct ChannelAffine {
  var factors: [Double]
  /// As many.
  var offsets: [Double]

  /// A layer of its own: a convolution of each channel by one weight.
  var convolution: Convolution {
    Convolution(
      outputChannels: factors.count, kernel: 1, groups: factors.count,
      weights: factors.map { Float($0) }, biases: offsets.map { Float($0) })
  }

  /// The operation with the factors and offsets in its parameters, or `nil` if it has none.
  ///
  /// - Precondition: it gives as many channels.
  func folded(into operation: Layer.Operation) -> Layer.Operation? {
    switch operation {
    case .convolution(var convolution):
      convolution.weights = scaled(convolution.weights)
      convolution.biases = shifted(convolution.biases)
      return .convolution(convolution)
    case .fullyConnected(var connected):
      connected.weights = scaled(connected.weights)
      connected.biases = shifted(connected.biases)
      return .fullyConnected(connected)
    default: return nil
    }
  }

  private func scaled(_ weights: [Float]) -> [Float] {
    let each = weights.count / factors.count
    return weights.indices.map { Float(Double(weights[$0]) * factors[$0 / each]) }
  }

  private func shifted(_ biases: [Float]) -> [Float] {
    factors.indices.map { channel in
      let bias = biases.isEmpty ? 0 : Double(biases[channel])
      return Float(bias * factors[channel] + offsets[channel])
    }
  }
}
