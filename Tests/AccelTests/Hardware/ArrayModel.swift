// SPDX-License-Identifier: BSD-3-Clause
import Accel

/// An array of DSPs by the words of Hardware/README.md: what it holds after a load, what it computes
/// and what it reads back.
struct ArrayModel {
  let layout: ArrayLayout
  let layer: NativeNetwork.Convolution
  let input: Shape
  let output: Shape
  /// Of chain, group of two taps, address.
  private var memory: [[[Int32]]] = []
  private var parameters: [Int32] = []

  init(
    _ layout: ArrayLayout, _ layer: NativeNetwork.Convolution, input: Shape, output: Shape,
    load words: [Int32]
  ) {
    (self.layout, self.layer, self.input, self.output) = (layout, layer, input, output)
    var rest = words[...]
    for _ in 0..<layout.chains {
      var groups: [[Int32]] = []
      for _ in 0..<(layout.taps + 1) / 2 {
        groups.append(Array(rest.prefix(layout.depth)))
        rest = rest.dropFirst(layout.depth)
      }
      memory.append(groups)
    }
    parameters = Array(rest)
  }

  /// The 16 bits of a tap.
  private func tap(_ chain: Int, _ tap: Int, _ address: Int) -> Int32 {
    let word = memory[chain][tap / 2][address]
    return tap % 2 == 0 ? word & 0xffff : (word >> 16) & 0xffff
  }

  /// What reading back gives.
  func read() -> [Int32] {
    var words: [Int32] = []
    for address in 0..<layout.depth {
      for tap in 0..<layout.taps {
        for chain in 0..<layout.chains { words.append(self.tap(chain, tap, address)) }
      }
    }
    return words + parameters
  }

  private func weight(_ word: Int32, half: Int) -> Int32 {
    guard layout.outputsPerTap == 2 else { return Int32(Int16(truncatingIfNeeded: word)) }
    return Int32(Int8(truncatingIfNeeded: word >> (8 * Int32(half))))
  }

  /// The layer's result for one image.
  func run(_ codes: [Int32], zeroPoint: Int32) -> [Int32] {
    var results = [Int32](repeating: 0, count: output.count)
    var requantization = layer.requantization
    requantization.multipliers = (0..<output.channels).map { parameters[2 * $0 + 1] }
    for y in 0..<output.height {
      for x in 0..<output.width {
        let words = windowWords(codes, zeroPoint, y: y, x: x)
        for channel in 0..<output.channels {
          let code = requantization.code(
            of: sum(words, channel) &+ parameters[2 * channel], channel: channel)
          results[(y * output.width + x) * output.channels + channel] = code
        }
      }
    }
    return results
  }

  /// In pass `fold`, chain `j` sums channels `perTap * (fold * chains + j) + {0, 1}`.
  private func sum(_ words: [[Int32]], _ channel: Int) -> Int32 {
    let pair = channel / layout.outputsPerTap
    let (fold, chain) = (pair / layout.chains, pair % layout.chains)
    var sum: Int32 = 0
    for (step, word) in words.enumerated() {
      for (index, code) in word.enumerated() {
        let stored = tap(chain, index, fold * words.count + step)
        sum &+= weight(stored, half: channel % layout.outputsPerTap) * code
      }
    }
    return sum
  }

  /// A window, word by word in order (ky, kx, word) or (ky, word).
  private func windowWords(_ codes: [Int32], _ zeroPoint: Int32, y: Int, x: Int) -> [[Int32]] {
    var words: [[Int32]] = []
    for ky in 0..<layer.kernelHeight {
      var row: [[Int32]] = []
      for kx in 0..<layer.kernelWidth {
        let iy = y * layer.stride + ky - layer.padding
        let ix = x * layer.stride + kx - layer.padding
        let inside = (0..<input.height).contains(iy) && (0..<input.width).contains(ix)
        let start = (iy * input.width + ix) * input.channels
        row.append(
          inside
            ? Array(codes[start..<start + input.channels])
            : [Int32](repeating: zeroPoint, count: input.channels))
      }
      for elements in layout.expands ? [row.flatMap { $0 }] : row {
        for start in stride(from: 0, to: elements.count, by: layout.taps) {
          let word = Array(elements[start..<min(elements.count, start + layout.taps)])
          words.append(word + [Int32](repeating: 0, count: layout.taps - word.count))
        }
      }
    }
    return words
  }
}
