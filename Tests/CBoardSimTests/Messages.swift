// SPDX-License-Identifier: BSD-3-Clause

/// An overlay's layers at their smallest: one channel and kernels of 1, so that results can be
/// worked out by hand. Images are `side` x `side` words, the answer is one word.
struct SmallNetwork: Sendable {
  /// Mode, batch, kernel, in channels, in side, out channels, out side, pad.
  let headers: [[Int32]]
  let side: Int32
  /// A weight of one half.
  let half: Int32

  static let lenet = SmallNetwork(sides: [4, 2, 1, 1], half: 64)
  static let cifar10 = SmallNetwork(sides: [8, 4, 2, 1, 1], half: 16_384)

  private init(sides: [Int32], half: Int32) {
    headers = sides.enumerated().map { [Int32($0 + 1), 1, 1, 1, $1, 1, $1, 0] }
    side = sides.first ?? 1
    self.half = half
  }

  /// Weights of a layer, counted from 0.
  func load(_ layer: Int, weight: Int32? = nil) -> [Int32] { headers[layer] + [weight ?? half] }

  /// Images of one word each, everywhere.
  func images(_ words: [Int32]) -> [Int32] {
    words.reduce(into: [0, Int32(words.count), 1, 1, side, 1, 1, 0]) { message, word in
      message += [Int32](repeating: word, count: Int(side * side))
    }
  }
}

/// The published LeNet-5.
enum LeNet {
  static let headers: [[Int32]] = [
    [1, 1, 5, 1, 28, 20, 24, 0], [2, 1, 5, 20, 12, 50, 8, 0], [3, 1, 4, 50, 4, 500, 1, 0],
    [4, 1, 1, 500, 1, 10, 1, 0],
  ]

  /// Weights of a layer, counted from 0: a pattern, for the echo.
  static func load(_ layer: Int) -> [Int32] {
    let header = headers[layer]
    let count = header[2] * header[2] * header[3] * header[5]
    return header + (0..<count).map { $0 % 251 - 125 }
  }
}
