// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// How much of a layer works at once.
struct LayerFolding: Sendable, Hashable {
  /// Channels of a beat that enters, of each map that the layer takes.
  var inLanes: Int
  /// Channels of a beat that leaves.
  var outLanes: Int
  /// Rows that a windowed layer holds, padding included; 0 for others.
  var ringRows = 0
  /// Of a convolution.
  var array: ArrayLayout?
}

/// What a layer does for an image, in cycles of the design's clock.
struct LayerCycles: Sendable, Hashable, Codable {
  /// Beats that its windows are cut from, padding included.
  var input: Int
  /// Words of windows, or passes over additions.
  var compute: Int
  /// Beats that leave.
  var output: Int

  /// The image after next can only come so much later.
  var bottleneck: Int { max(input, compute, output) }
}

extension HardwareLayer {
  /// Channels that reach a word of an array in a cycle, as `accel_conv` has it.
  private func packedLanes(_ lanes: Int, _ array: ArrayLayout?) -> Int {
    guard let array, !array.expands, array.taps % lanes != 0 else { return lanes }
    if lanes % array.taps == 0 { return array.taps }
    return lanes % 2 == 0 && array.taps % 2 == 0 ? 2 : 1
  }

  func cycles(_ folding: LayerFolding) -> LayerCycles {
    let beats = output.count / folding.outLanes
    switch operation {
    case .convolution(_, let geometry):
      let array = folding.array
      let expanded =
        array?.expands == true
        ? geometry.paddedHeight * geometry.output.width * (array?.groupWords ?? 0) : 0
      return LayerCycles(
        input: max(
          geometry.paddedPixels * input.channels / packedLanes(folding.inLanes, array), expanded),
        compute: geometry.outputPixels * (array?.depth ?? 0), output: beats)
    case .maxPooling(let geometry), .averagePooling(let geometry, _, _):
      let words = input.channels / folding.inLanes
      return LayerCycles(
        input: geometry.paddedPixels * words,
        compute: geometry.outputPixels * words * geometry.kernelHeight * geometry.kernelWidth,
        output: beats)
    case .addition, .concatenation, .clamp:
      return LayerCycles(input: beats, compute: beats, output: beats)
    }
  }
}
