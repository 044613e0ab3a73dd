// SPDX-License-Identifier: BSD-3-Clause

import CConv
import TestSupport
import Testing

/// Each level against scalar, bit for bit.
@Suite struct VariantAgreementTests {
  /// The layers of the published networks, then tiles, pairs and lanes that come out uneven.
  private static let shapes: [cconv_convolution] = [
    .init(28, 28, 1, filters: 20, kernel: (5, 5)),
    .init(12, 12, 20, filters: 50, kernel: (5, 5)),
    .init(4, 4, 50, filters: 500, kernel: (4, 4), relu: true),
    .init(1, 1, 500, filters: 10, kernel: (1, 1)),
    .init(32, 32, 3, filters: 32, kernel: (5, 5), pad: 2),
    .init(8, 8, 32, filters: 64, kernel: (5, 5), pad: 2, relu: true),
    .init(1, 1, 1, filters: 1, kernel: (1, 1)),
    .init(1, 1, 1, filters: 17, kernel: (1, 1)),
    .init(1, 7, 1, filters: 8, kernel: (1, 7)),
    .init(7, 1, 1, filters: 9, kernel: (7, 1)),
    .init(7, 9, 3, filters: 7, kernel: (1, 1)),
    .init(9, 7, 5, filters: 15, kernel: (3, 3), stride: 2),
    .init(9, 8, 2, filters: 16, kernel: (2, 3), stride: 2, pad: 1),
    .init(5, 5, 7, filters: 33, kernel: (3, 3), stride: 3, pad: 2),
    .init(6, 6, 3, filters: 24, kernel: (6, 6), pad: 1),
    .init(2, 2, 1, filters: 3, kernel: (4, 4), pad: 3, padValue: .min),
    .init(10, 10, 13, filters: 41, kernel: (3, 5), pad: 1, padValue: -1),
    .init(3, 50, 1, filters: 8, kernel: (3, 3), stride: 7),
    // As much as minimal filtering pays for, with all kinds of edges.
    .init(13, 14, 19, filters: 23, kernel: (3, 3), pad: 1, relu: true),
    .init(17, 9, 16, filters: 18, kernel: (5, 5), pad: 2, padValue: -7),
    .init(15, 16, 3, filters: 17, kernel: (7, 7), stride: 2, pad: 3),
    .init(12, 13, 8, filters: 8, kernel: (7, 3), pad: 1),
    .init(9, 9, 33, filters: 8, kernel: (4, 4)),
  ]

  @Test("Convolutions of every level agree with scalar", arguments: Level.aboveScalar)
  func convolutionsAgree(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0xACCE1)
    for (index, listed) in Self.shapes.enumerated() {
      for format in [CCONV_FIXED8, CCONV_FIXED16] {
        var shape = listed
        shape.format = format
        // All pairs would take minutes unoptimised; each shape meets each fill of either kind.
        for (turn, fill) in Fill.allCases.enumerated() {
          let other = Fill.allCases[(turn + index) % Fill.allCases.count]
          try expectAgreement(shape, level, (fill, other), &random)
        }
      }
    }
  }

  @Test("Sums that wrap agree with scalar for every pair of fills", arguments: Level.aboveScalar)
  func wrappingSumsAgree(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0x0F10)
    for format in [CCONV_FIXED8, CCONV_FIXED16] {
      for relu in [false, true] {
        let shape = cconv_convolution(
          4, 5, 9, filters: 11, kernel: (3, 3), pad: 1, padValue: -32768, format: format,
          relu: relu)
        for input in Fill.allCases {
          for weights in Fill.allCases {
            try expectAgreement(shape, level, (input, weights), &random)
          }
        }
      }
    }
  }

  @Test("Convolutions of random shapes agree with scalar", arguments: Level.aboveScalar)
  func randomConvolutionsAgree(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0xD1CE)
    for _ in 0..<300 {
      let shape = cconv_convolution.random(largest: 9, &random)
      let fills = (
        Fill.allCases.randomElement(using: &random)!, Fill.allCases.randomElement(using: &random)!
      )
      try expectAgreement(shape, level, fills, &random)
    }
  }

  @Test("Pooling of every level agrees with scalar", arguments: Level.aboveScalar)
  func poolingAgrees(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0x9001)
    for channels in [1, 3, 7, 8, 9, 16, 20, 50] as [Int32] {
      for (window, stride) in [(1, 1), (2, 2), (3, 2), (3, 1), (5, 3)] as [(Int32, Int32)] {
        for relu in [false, true] {
          let shape = cconv_pooling(
            9, 11, channels, window: window, stride: stride, relu: relu)
          for fill in Fill.allCases {
            let input = fill.words(shape.inputCount, &random)
            for kind in cconv_pooling.Kind.allCases {
              #expect(
                try shape.run(kind, input, level: level) == shape.run(kind, input),
                "\(shape), \(kind), \(fill)")
            }
          }
        }
      }
    }
  }

  @Test("Averages just beside whole numbers agree with scalar", arguments: Level.aboveScalar)
  func averagesNearWholeNumbersAgree(level: Level) throws {
    try level.require()
    for window in [2, 3, 5, 7, 64] as [Int32] {
      let shape = cconv_pooling(window, window, 8, window: window, stride: 1)
      let divisor = window * window
      for quotient in [0, 1, -1, .max / divisor, .min / divisor] as [Int32] {
        let whole = quotient &* divisor
        let sums = [whole, whole &+ 1, whole &- 1, .min, .min + 1, .max, .max - 1, 0]
        let rest = [Int32](repeating: 0, count: shape.inputCount - sums.count)
        #expect(
          try shape.run(.average, sums + rest, level: level) == sums.map { $0 / divisor },
          "window \(window), sums \(sums)")
      }
    }
  }
}

private func expectAgreement(
  _ shape: cconv_convolution, _ level: Level, _ fills: (input: Fill, weights: Fill),
  _ random: inout SeededRandom
) throws {
  let input = fills.input.words(shape.inputCount, &random)
  let weights = fills.weights.words(shape.weightCount, &random)
  #expect(
    try shape.run(input, weights: weights, level: level) == shape.run(input, weights: weights),
    "\(shape), \(fills)")
}
