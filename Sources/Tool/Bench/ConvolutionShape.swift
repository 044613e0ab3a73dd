// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A layer as `--shapes` writes it, for example `64x128x3s2@56`.
struct ConvolutionShape: Equatable {
  static let form = "CINxCOUTxK@HW or CINxCOUTxKs2@HW"
  static let largestChannels = 4096
  static let largestKernel = 15
  static let largestSide = 1024
  /// Scalar C, which everything is compared with, takes some ten seconds for as much.
  static let mostMultiplyAccumulates: Int64 = 10_000_000_000
  /// Weights, or elements of a map: packed for the largest kernel, half a gigabyte.
  static let mostElements = 1 << 26

  var inputChannels: Int
  var outputChannels: Int
  var kernel: Int
  var stride: Int
  /// Height and width of the input.
  var side: Int

  /// - Returns: `nil` if the text is not of the form, or a number is out of range.
  init?(_ text: Substring) {
    guard
      let match = text.wholeMatch(
        of: /(\d{1,4})x(\d{1,4})x(\d{1,2})(?:s([12]))?@(\d{1,4})/),
      let inputs = Int(match.1), let outputs = Int(match.2), let kernel = Int(match.3),
      let side = Int(match.5)
    else { return nil }
    inputChannels = inputs
    outputChannels = outputs
    self.kernel = kernel
    stride = match.4 == "2" ? 2 : 1
    self.side = side
    let channels = 1...ConvolutionShape.largestChannels
    guard channels.contains(inputs), channels.contains(outputs),
      (1...ConvolutionShape.largestKernel).contains(kernel), kernel % 2 == 1,
      (1...ConvolutionShape.largestSide).contains(side),
      weightCount <= ConvolutionShape.mostElements,
      side * side * max(inputs, outputs) <= ConvolutionShape.mostElements,
      multiplyAccumulates <= ConvolutionShape.mostMultiplyAccumulates
    else { return nil }
  }

  /// Rows and columns added on each side, which keep the size at stride 1.
  var padding: Int { kernel / 2 }

  var input: Shape { Shape(height: side, width: side, channels: inputChannels) }

  var weightCount: Int { inputChannels * outputChannels * kernel * kernel }

  private var multiplyAccumulates: Int64 {
    let outputSide = Int64((side - 1) / stride + 1)
    return Int64(weightCount) * outputSide * outputSide
  }
}

extension ConvolutionShape: CustomStringConvertible {
  var description: String {
    "\(inputChannels)x\(outputChannels)x\(kernel)\(stride == 1 ? "" : "s\(stride)")@\(side)"
  }
}
