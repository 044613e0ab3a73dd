// SPDX-License-Identifier: BSD-3-Clause

import CConv
import TestSupport
import Testing

/// The scalar level, which is the truth for the others, against hand-made numbers and plain Swift.
@Suite struct ConvolutionTests {
  @Test("A window is multiplied as it lies, without turning the kernel")
  func correlates() throws {
    let shape = cconv_convolution(3, 3, 1, filters: 1, kernel: (2, 2))
    let output = try shape.run([10, 20, 30, 40, 50, 60, 70, 80, 90], weights: [64, 0, 0, 32])
    #expect(output == [17, 25, 40, 47])
  }

  @Test("Input is (y, x, c), weights are (o, ky, kx, c) and output is (y, x, o)")
  func ordersChannels() throws {
    let shape = cconv_convolution(1, 3, 2, filters: 2, kernel: (1, 2))
    let output = try shape.run(
      [2, 4, 6, 8, 10, 12],
      weights: [
        64, 0, 0, 0,
        0, 64, 0, -64,
      ])
    #expect(output == [1, -2, 3, -2])
  }

  @Test("The scale divides towards zero", arguments: [CCONV_FIXED8, CCONV_FIXED16])
  func dividesTowardsZero(format: cconv_format) throws {
    let scale: Int32 = format == CCONV_FIXED8 ? 128 : 32768
    let shape = cconv_convolution(1, 4, 1, filters: 2, kernel: (1, 1), format: format)
    let output = try shape.run([-scale, 1 - scale, scale - 1, 3], weights: [1, scale / 2])
    #expect(output == [-1, -scale / 2, 0, 1 - scale / 2, 0, scale / 2 - 1, 0, 1])
  }

  @Test("Inputs, weights and padding keep their low bits and wrap")
  func wrapsWords() throws {
    let eight = cconv_convolution(1, 6, 1, filters: 1, kernel: (1, 1))
    #expect(
      try eight.run([257, 128, 255, .min, .max, -129], weights: [256 + 64])
        == [0, -64, 0, 0, 0, 63])
    #expect(
      try eight.run([128, 128, 128, 2, 4, 256], weights: [384])
        == [128, 128, 128, -2, -4, 0])

    let sixteen = cconv_convolution(1, 4, 1, filters: 1, kernel: (1, 1), format: CCONV_FIXED16)
    #expect(
      try sixteen.run([32768, 65536 + 2, .min, .max], weights: [65536 + 16384])
        == [-16384, 1, 0, 0])

    let padded = cconv_convolution(1, 1, 1, filters: 1, kernel: (3, 3), pad: 1, padValue: 258)
    #expect(try padded.run([10], weights: Array(repeating: 64, count: 9)) == [13])
  }

  @Test("Sums wrap at 32 bits")
  func wrapsSums() throws {
    for (count, expected) in [(1, 32768), (2, -65536), (3, -32768), (4, 0)] as [(Int32, Int32)] {
      let shape = cconv_convolution(
        1, 1, count, filters: 1, kernel: (1, 1), format: CCONV_FIXED16)
      let words = [Int32](repeating: -32768, count: Int(count))
      #expect(try shape.run(words, weights: words) == [expected])
    }
  }

  @Test("Padding holds the value that the shape names")
  func pads() throws {
    let shape = cconv_convolution(1, 2, 1, filters: 1, kernel: (3, 3), pad: 1, padValue: 2)
    let weights: [Int32] = [64, 64, 64, 64, 64, 64, 64, 64, 64]
    #expect(try shape.run([10, 20], weights: weights) == [22, 22])

    let zeros = cconv_convolution(1, 2, 1, filters: 1, kernel: (3, 3), pad: 1, padValue: 0)
    #expect(try zeros.run([10, 20], weights: weights) == [15, 15])
  }

  @Test("A stride skips rows and columns")
  func strides() throws {
    let shape = cconv_convolution(4, 5, 1, filters: 1, kernel: (1, 1), stride: 2)
    let output = try shape.run((0..<20).map { $0 * 2 }, weights: [64])
    #expect(output == [0, 2, 4, 10, 12, 14])
  }

  @Test("Rectifying turns negative results into zero")
  func rectifies() throws {
    let shape = cconv_convolution(1, 3, 1, filters: 1, kernel: (1, 1), relu: true)
    #expect(try shape.run([-100, 0, 100], weights: [64]) == [0, 0, 50])
  }

  @Test("A kernel as large as its input is a fully connected layer")
  func fullyConnects() throws {
    let shape = cconv_convolution(2, 1, 2, filters: 3, kernel: (2, 1))
    let output = try shape.run(
      [2, 4, 6, 8],
      weights: [
        64, 64, 64, 64,
        64, 0, 0, 0,
        -64, 64, -64, 64,
      ])
    #expect(output == [10, 1, 2])
  }

  @Test("Every available level agrees with plain Swift loops", arguments: Level.all)
  func agreesWithSwift(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0x51A7)
    for round in 0..<120 {
      let shape = cconv_convolution.random(largest: 6, &random)
      let fill = Fill.allCases[round % Fill.allCases.count]
      let input = fill.words(shape.inputCount, &random)
      let weights = Fill.allCases.randomElement(using: &random)!.words(
        shape.weightCount, &random)
      #expect(
        try shape.run(input, weights: weights, level: level) == plain(shape, input, weights),
        "\(shape), \(fill)")
    }
  }
}

private func plain(
  _ shape: cconv_convolution, _ input: [Int32], _ weights: [Int32]
) throws -> [Int32] {
  let isByte = shape.format == CCONV_FIXED8
  func narrow(_ word: Int32) -> Int32 {
    isByte
      ? Int32(Int8(truncatingIfNeeded: word)) : Int32(Int16(truncatingIfNeeded: word))
  }
  let (height, width) = (Int(shape.in_height), Int(shape.in_width))
  let (channels, stride, pad) = (Int(shape.in_channels), Int(shape.stride), Int(shape.pad))
  let (kernelHeight, kernelWidth) = (Int(shape.kernel_height), Int(shape.kernel_width))
  let size = try shape.outputSize()
  var output: [Int32] = []

  for oy in 0..<size.height {
    for ox in 0..<size.width {
      for o in 0..<Int(shape.out_channels) {
        var sum: Int32 = 0
        for ky in 0..<kernelHeight {
          for kx in 0..<kernelWidth {
            let (y, x) = (oy * stride + ky - pad, ox * stride + kx - pad)
            let isInside = (0..<height).contains(y) && (0..<width).contains(x)
            for c in 0..<channels {
              let word = isInside ? input[(y * width + x) * channels + c] : shape.pad_value
              let weight = weights[((o * kernelHeight + ky) * kernelWidth + kx) * channels + c]
              sum &+= narrow(word) &* narrow(weight)
            }
          }
        }
        let result = sum / (isByte ? 128 : 32768)
        output.append(shape.relu ? max(0, result) : result)
      }
    }
  }
  return output
}

extension cconv_convolution {
  /// A valid shape; sizes up to `largest`, twice that many channels.
  static func random(largest: Int32, _ random: inout SeededRandom) -> cconv_convolution {
    let kernel = (
      height: Int32.random(in: 1...largest, using: &random),
      width: Int32.random(in: 1...largest, using: &random)
    )
    let pad = Int32.random(in: 0..<min(kernel.height, kernel.width, 4), using: &random)
    let least = (max(1, kernel.height - 2 * pad), max(1, kernel.width - 2 * pad))
    return cconv_convolution(
      .random(in: least.0...(least.0 + largest), using: &random),
      .random(in: least.1...(least.1 + largest), using: &random),
      .random(in: 1...(2 * largest), using: &random),
      filters: .random(in: 1...(2 * largest), using: &random), kernel: kernel,
      stride: .random(in: 1...3, using: &random), pad: pad,
      padValue: [pad, 0, -1, .min, .max].randomElement(using: &random) ?? pad,
      format: Bool.random(using: &random) ? CCONV_FIXED8 : CCONV_FIXED16,
      relu: .random(using: &random))
  }
}
