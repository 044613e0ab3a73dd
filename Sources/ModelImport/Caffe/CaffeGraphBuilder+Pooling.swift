// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CaffeFormat

extension CaffeGraphBuilder {
  func pooling(_ layer: CaffeLayer, _ input: Shape) throws(AccelError) -> Layer.Operation {
    let settings = layer.pooling
    if settings.pool == .stochastic { throw unsupported(layer, parameter: "pool: STOCHASTIC") }
    if settings.globalPooling { return try globalPooling(layer, input) }
    let window = try square(
      layer, "kernel", settings.hasKernelSize ? [settings.kernelSize] : [], settings.kernelH,
      settings.kernelW, default: 0)
    let stride = try square(
      layer, "stride", settings.hasStride ? [settings.stride] : [], settings.strideH,
      settings.strideW, default: 1)
    let padding = try square(
      layer, "pad", settings.hasPad ? [settings.pad] : [], settings.padH, settings.padW, default: 0)
    _ = try extent(layer, "kernel_size", UInt32(window))
    _ = try extent(layer, "stride", UInt32(stride))
    var pooling = Pooling(window: window, stride: stride, padding: padding)
    if settings.roundMode == .ceil {
      pooling.roundsUp = try hasPartialWindows(pooling, layer, input)
    }
    if settings.pool == .max { return .maxPooling(pooling) }
    guard !pooling.roundsUp else {
      throw unsupported(
        layer,
        "Caffe rounds its output up, and averages less in the last windows: those of "
          + "\(window) by \(stride) do not tile \(input)",
        "use sizes that the windows cover exactly")
    }
    return .averagePooling(pooling)
  }

  /// Whether Caffe takes windows that reach beyond the padded map.
  private func hasPartialWindows(
    _ pooling: Pooling, _ layer: CaffeLayer, _ input: Shape
  ) throws(AccelError) -> Bool {
    var isPartial = false
    for side in [input.height, input.width] {
      let steps = side + 2 * pooling.padding - pooling.window
      // A window larger than the map is refused with the graph.
      guard steps > 0, steps % pooling.stride != 0 else { continue }
      let start = (steps / pooling.stride + 1) * pooling.stride - pooling.padding
      if start < side {
        isPartial = true
      } else if pooling.padding == 0 {
        // Only with padding does Caffe leave such a window out.
        throw unsupported(
          layer,
          "its last window of \(pooling.window) by \(pooling.stride) lies outside of its "
            + "input \(input)", "use a smaller stride")
      }
    }
    return isPartial
  }

  private func globalPooling(
    _ layer: CaffeLayer, _ input: Shape
  ) throws(AccelError) -> Layer.Operation {
    let settings = layer.pooling
    guard !settings.hasKernelSize, !settings.hasKernelH, !settings.hasKernelW else {
      throw unsupported(layer, parameter: "kernel_size with global_pooling")
    }
    let moves = [settings.pad, settings.padH, settings.padW, settings.strideH, settings.strideW]
    guard settings.stride == 1, moves.allSatisfy({ $0 == 0 }) else {
      throw unsupported(layer, parameter: "pad or stride with global_pooling")
    }
    if settings.pool == .ave { return .globalAveragePooling }
    guard input.height == input.width else {
      throw unsupported(
        layer, "global_pooling takes the maximum of a map that is not square, \(input)",
        "use a square map")
    }
    return .maxPooling(Pooling(window: input.height, stride: 1))
  }
}
