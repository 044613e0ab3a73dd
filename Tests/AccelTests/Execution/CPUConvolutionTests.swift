// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

struct CPUConvolutionTests {
  /// A random layer of bytes, worked out the slow way.
  private struct Sample {
    let input: Shape
    let outputs: Int
    let kernel: Int
    let stride: Int
    let padding: Int
    let paddingValue: Int8
    let rectifies: Bool
    let weights: [Int8]

    init(_ random: inout SeededRandom) {
      kernel = Int.random(in: 1...4, using: &random)
      input = Shape(
        height: Int.random(in: kernel...9, using: &random),
        width: Int.random(in: kernel...9, using: &random),
        channels: Int.random(in: 1...9, using: &random))
      outputs = Int.random(in: 1...40, using: &random)
      stride = Int.random(in: 1...2, using: &random)
      padding = Int.random(in: 0..<kernel, using: &random)
      paddingValue = .random(in: -128...127, using: &random)
      rectifies = Bool.random(using: &random)
      weights = (0..<outputs * kernel * kernel * input.channels).map { _ in
        Int8.random(in: -128...127, using: &random)
      }
    }

    func layer(_ level: CPULevel) throws -> CPUConvolution {
      try CPUConvolution(
        input: input, outputChannels: outputs, kernel: kernel, stride: stride, padding: padding,
        paddingValue: paddingValue, rectifies: rectifies, weights: weights, level: level)
    }

    func expected(_ map: ArraySlice<Int8>, _ output: Shape) -> [Int8] {
      var results: [Int8] = []
      for y in 0..<output.height {
        for x in 0..<output.width {
          for channel in 0..<outputs {
            var sum: Int32 = 0
            for ky in 0..<kernel {
              for kx in 0..<kernel {
                for c in 0..<input.channels {
                  let (row, column) = (y * stride + ky - padding, x * stride + kx - padding)
                  let isInside =
                    (0..<input.height).contains(row) && (0..<input.width).contains(column)
                  let byte =
                    isInside
                    ? map[map.startIndex + (row * input.width + column) * input.channels + c]
                    : paddingValue
                  let tap = ((channel * kernel + ky) * kernel + kx) * input.channels + c
                  sum &+= Int32(byte) &* Int32(weights[tap])
                }
              }
            }
            let quotient = sum / 128
            results.append(Int8(truncatingIfNeeded: rectifies ? max(0, quotient) : quotient))
          }
        }
      }
      return results
    }
  }

  @Test("Every level gives the overlay's bytes, for one map or several, on any threads")
  func agrees() throws {
    var random = SeededRandom(seed: 21)
    for round in 0..<20 {
      let sample = Sample(&random)
      let maps = (0..<3 * sample.input.count).map { _ in
        Int8.random(in: -128...127, using: &random)
      }
      for level in CPULevel.available {
        let layer = try sample.layer(level)
        let expected = (0..<3).flatMap { index in
          sample.expected(
            maps[index * sample.input.count..<(index + 1) * sample.input.count], layer.output)
        }
        for (threads, count) in [(1, 1), (1, 3), (2, 1), (2, 3)] {
          var workspace = layer.makeWorkspace(threads: threads)
          var results = [Int8](repeating: 0, count: count * layer.output.count)
          var span = results.mutableSpan
          layer.run(
            maps.span.extracting(0..<count * sample.input.count), into: &span, with: &workspace)
          #expect(
            results.elementsEqual(expected.prefix(results.count)),
            "\(level), \(threads) threads, \(count) maps, round \(round)")
        }
      }
    }
  }

  @Test("It says its output and its work")
  func sizes() throws {
    let layer = try CPUConvolution(
      input: Shape(height: 7, width: 8, channels: 2), outputChannels: 3, kernel: 3, stride: 2,
      padding: 1, weights: [Int8](repeating: 0, count: 54))
    #expect(layer.output == Shape(height: 4, width: 4, channels: 3))
    #expect(layer.multiplyAccumulates == 16 * 54)
  }

  @Test("Sizes that do not fit are refused before anything is packed")
  func refusals() {
    func refuse(
      _ side: Int = 4, outputs: Int = 1, kernel: Int = 1, stride: Int = 1, padding: Int = 0,
      weights: Int = 1, _ location: SourceLocation = #_sourceLocation
    ) {
      let error = #expect(throws: AccelError.self, sourceLocation: location) {
        try CPUConvolution(
          input: Shape(height: side, width: side, channels: 1), outputChannels: outputs,
          kernel: kernel, stride: stride, padding: padding,
          weights: [Int8](repeating: 0, count: weights))
      }
      #expect(error?.code == .shapeMismatch, sourceLocation: location)
    }
    refuse(0)
    refuse(4097)
    refuse(outputs: 0, weights: 0)
    refuse(outputs: 4097, weights: 4097)
    refuse(kernel: 0, weights: 0)
    refuse(kernel: .max)
    refuse(kernel: 5, weights: 25)
    refuse(stride: 0)
    refuse(stride: 4097)
    refuse(padding: 1)
    refuse(padding: -1)
    refuse(weights: 2)
    refuse(4096, outputs: 4096, weights: 4096)
  }
}
