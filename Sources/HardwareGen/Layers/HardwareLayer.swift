// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A stage of a network as the fabric computes it. Its index in the table of layers is that of the
/// stage.
struct HardwareLayer: Sendable, Hashable {
  enum Operation: Sendable, Hashable {
    case convolution(NativeNetwork.Convolution, WindowGeometry)
    case maxPooling(WindowGeometry)
    /// The bias of a window's sum, and from sums to codes.
    case averagePooling(WindowGeometry, bias: Int32, Requantization)
    /// The zero points of the two maps, and from their weighted sum to codes.
    case addition(zeroPoints: [Int32], Requantization)
    /// Channels of each map.
    case concatenation(channels: [Int])
    case clamp(ClosedRange<Int32>)
  }

  let index: Int
  let name: String
  /// Stages whose results it takes; -1 for the image.
  let sources: [Int]
  let input: Shape
  let output: Shape
  /// Bits of the codes that enter, and of those that leave.
  let inputBits: Int
  let outputBits: Int
  let operation: Operation

  /// Windows of a convolution or a pooling layer.
  var geometry: WindowGeometry? {
    switch operation {
    case .convolution(_, let geometry), .maxPooling(let geometry),
      .averagePooling(let geometry, _, _):
      geometry
    case .addition, .concatenation, .clamp: nil
    }
  }

  /// Multiply-accumulates for one image, those of a convolution.
  var products: Int64 {
    guard case .convolution(let layer, _) = operation else { return 0 }
    return Int64(output.count) * Int64(layer.weights.count / output.channels)
  }
}
