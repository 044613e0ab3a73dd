// SPDX-License-Identifier: BSD-3-Clause

/// The `overlay` number profile written down as slowly and obviously as possible. This is the
/// definition: C, SIMD, simulated board and RTL are compared with it bit for bit.
public enum GoldenExecutor {
  /// Run whole images, one after the other.
  ///
  /// - Parameters:
  ///   - network: what they run through.
  ///   - words: encoded images, each in order (y, x, channel).
  /// - Returns: the output words of each image in order (y, x, channel).
  /// - Precondition: `words` is a whole number of images.
  public static func run(_ network: OverlayNetwork, words: [Int32]) -> [Int32] {
    precondition(words.count % network.input.count == 0, "a whole number of images")
    var results: [Int32] = []
    for start in stride(from: 0, to: words.count, by: network.input.count) {
      var image = Array(words[start..<start + network.input.count])
      for stage in network.stages {
        switch stage {
        case .convolution(let layer): image = convolve(image, layer, network.format)
        case .pooling(let layer): image = pool(image, layer)
        }
      }
      results += image
    }
    return results
  }

  static func convolve(
    _ input: [Int32], _ layer: OverlayNetwork.Convolution, _ format: FixedFormat
  ) -> [Int32] {
    var output: [Int32] = []
    for y in 0..<layer.output.height {
      for x in 0..<layer.output.width {
        for channel in 0..<layer.output.channels {
          let sum = accumulate(input, layer, format, y: y, x: x, channel: channel)
          let quotient = sum / format.scale
          output.append(layer.rectifies ? max(0, quotient) : quotient)
        }
      }
    }
    return output
  }

  private static func accumulate(
    _ input: [Int32], _ layer: OverlayNetwork.Convolution, _ format: FixedFormat, y: Int, x: Int,
    channel: Int
  ) -> Int32 {
    var sum: Int32 = 0
    for ky in 0..<layer.kernelHeight {
      for kx in 0..<layer.kernelWidth {
        let row = y * layer.stride + ky - layer.padding
        let column = x * layer.stride + kx - layer.padding
        let isInside =
          (0..<layer.input.height).contains(row) && (0..<layer.input.width).contains(column)
        for c in 0..<layer.input.channels {
          let word =
            isInside
            ? input[(row * layer.input.width + column) * layer.input.channels + c]
            : Int32(layer.padding)
          let weight = layer.weights[
            ((channel * layer.kernelHeight + ky) * layer.kernelWidth + kx) * layer.input.channels
              + c]
          sum &+= format.wrap(word) &* format.wrap(weight)
        }
      }
    }
    return sum
  }

  static func pool(_ input: [Int32], _ layer: OverlayNetwork.Pooling) -> [Int32] {
    var output: [Int32] = []
    for y in 0..<layer.output.height {
      for x in 0..<layer.output.width {
        for channel in 0..<layer.output.channels {
          var maximum = Int32.min
          var sum: Int32 = 0
          for ky in 0..<layer.window {
            for kx in 0..<layer.window {
              let row = y * layer.stride + ky
              let column = x * layer.stride + kx
              let word = input[
                (row * layer.input.width + column) * layer.input.channels + channel]
              maximum = max(maximum, word)
              sum &+= word
            }
          }
          let result: Int32 =
            switch layer.kind {
            case .maximum: maximum
            case .average: sum / Int32(layer.window * layer.window)
            }
          output.append(layer.rectifies ? max(0, result) : result)
        }
      }
    }
    return output
  }
}
