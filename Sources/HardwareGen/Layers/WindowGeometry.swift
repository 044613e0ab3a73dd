// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The windows of a convolution or a pooling layer, as `accel_window` walks them.
struct WindowGeometry: Sendable, Hashable {
  /// Without padding.
  let input: Shape
  let output: Shape
  let kernelHeight: Int
  let kernelWidth: Int
  let stride: Int
  let padTop: Int
  let padLeft: Int
  /// No more than the last windows reach.
  let padBottom: Int
  let padRight: Int
  /// What lies in the padding.
  let padCode: Int32

  init(
    input: Shape, output: Shape, kernelHeight: Int, kernelWidth: Int, stride: Int, padding: Int,
    padCode: Int32
  ) {
    self.input = input
    self.output = output
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.padCode = padCode
    padTop = padding
    padLeft = padding
    let rows = (output.height - 1) * stride + kernelHeight
    let columns = (output.width - 1) * stride + kernelWidth
    padBottom = max(0, rows - input.height - padding)
    padRight = max(0, columns - input.width - padding)
  }

  var paddedHeight: Int { padTop + input.height + padBottom }
  var paddedWidth: Int { padLeft + input.width + padRight }
  var paddedPixels: Int { paddedHeight * paddedWidth }
  var outputPixels: Int { output.height * output.width }

  /// Rows of a ring that let the walker go on while the next image comes: it holds a window's rows of
  /// this one and as many of the next. More never helps than two images.
  var ringRows: Int { min(2 * kernelHeight, 2 * paddedHeight) }
}
