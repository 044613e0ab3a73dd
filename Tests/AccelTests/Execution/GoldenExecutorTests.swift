// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct GoldenExecutorTests {
  private func run(
    _ layers: [Layer], side: Int, words: [Int32], format: FixedFormat = .fixed8
  ) throws -> [Int32] {
    let graph = try LayerGraph(
      name: "n", input: Shape(height: side, width: side, channels: 1), layers: layers)
    return GoldenExecutor.run(
      try OverlayNetwork(graph, format: format, encoding: .lenet5), words: words)
  }

  private func convolution(_ weights: [Float], padding: Int = 0) -> Layer {
    let kernel = weights.count == 4 ? 2 : 3
    return Layer(
      name: "c",
      .convolution(
        Convolution(outputChannels: 1, kernel: kernel, padding: padding, weights: weights)))
  }

  @Test("A convolution worked out by hand: correlation, truncation towards zero")
  func byHand() throws {
    let words: [Int32] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    // (64 a - 32 b + 3 d) / 128, rows (1, 2 / 4, 5) and so on.
    let taps: [(Int32, Int32, Int32)] = [(1, 2, 5), (2, 3, 6), (4, 5, 8), (5, 6, 9)]
    let expected = taps.map { (a, b, d) -> Int32 in (64 * a - 32 * b + 3 * d) / 128 }
    #expect(
      try run([convolution([0.5, -0.25, 0, 0.0235])], side: 3, words: words) == expected)
    let negative = try run(
      [convolution([-0.25, 0, 0, 0])], side: 2, words: [5, 0, 0, 0])
    #expect(negative == [-1], "-160 / 128 is -1 towards zero")
  }

  @Test("Inputs wrap at the format's width, and the 32-bit sum wraps too")
  func wraps() throws {
    #expect(try run([convolution([0.5, 0, 0, 0])], side: 2, words: [130, 0, 0, 0]) == [-63])
    let lowest = [Float](repeating: -1, count: 9)
    let input = [Int32](repeating: -32_768, count: 9)
    // 9 * 2^30 wraps to 2^30; / 2^15.
    #expect(try run([convolution(lowest)], side: 3, words: input, format: .fixed16) == [32_768])
  }

  @Test("Padding holds the value of the padding, as the published cores do")
  func padsWithItsOwnValue() throws {
    let ones = [Float](repeating: 0.5, count: 9)
    // Corner of a zero image: five of nine taps are padding with the value 1, each 64.
    let output = try run(
      [convolution(ones, padding: 1)], side: 3, words: [Int32](repeating: 0, count: 9))
    #expect(output == [2, 1, 2, 1, 0, 1, 2, 1, 2])
  }

  @Test("Pools take the maximum, or the average towards zero, of whole words")
  func pools() throws {
    let words: [Int32] = [1000, -5, -3, -3]
    let pooling = Pooling(window: 2, stride: 2)
    #expect(try run([Layer(name: "p", .maxPooling(pooling))], side: 2, words: words) == [1000])
    let average = Layer(name: "p", .averagePooling(pooling))
    #expect(try run([average], side: 2, words: [-5, -3, -3, 0]) == [-2])
    #expect(try run([average, Layer(name: "r", .relu)], side: 2, words: [-5, 0, 0, 0]) == [0])
    #expect(try run([average], side: 2, words: [.max, 1, 0, 0]) == [.min / 4])
  }
}
