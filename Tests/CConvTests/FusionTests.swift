// SPDX-License-Identifier: BSD-3-Clause

import CConv
import TestSupport
import Testing

/// What a convolution may take over from its neighbours: narrow maps, the pool behind it, several
/// images, and parts for several threads. Each is compared with the same done step by step.
@Suite struct FusionTests {
  private static let shapes: [cconv_convolution] = [
    .init(28, 28, 1, filters: 20, kernel: (5, 5)),
    .init(12, 12, 20, filters: 50, kernel: (5, 5)),
    .init(11, 13, 9, filters: 21, kernel: (3, 3), pad: 1, relu: true),
    .init(9, 10, 17, filters: 9, kernel: (7, 7), stride: 2, pad: 3),
    .init(6, 7, 5, filters: 13, kernel: (1, 1)),
  ]

  @Test("A fused pool gives what a pool behind the convolution gives", arguments: Level.all)
  func poolsAgree(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0xF00)
    for listed in Self.shapes {
      for fill in Fill.allCases {
        for (fused, kind) in [
          (CCONV_MAX_POOL, cconv_pooling.Kind.maximum), (CCONV_AVERAGE_POOL, .average),
        ] {
          for rectifies in [false, true] {
            var shape = listed
            let input = fill.words(shape.inputCount, &random)
            let weights = Fill.allCases.randomElement(using: &random)!
              .words(shape.weightCount, &random)
            let size = try shape.outputSize()
            let pool = cconv_pooling(
              Int32(size.height), Int32(size.width), shape.out_channels, window: 2, stride: 2,
              relu: rectifies)
            let expected = try pool.run(kind, try shape.run(input, weights: weights))
            shape.pool = fused
            shape.pool_relu = rectifies
            #expect(
              try shape.run(input, weights: weights, level: level) == expected,
              "\(shape), \(fill)")
          }
        }
      }
    }
  }

  @Test("A pool needs two rows and columns of outputs")
  func refusesPoolsOfNothing() {
    var shape = cconv_convolution(3, 4, 1, filters: 1, kernel: (3, 3))
    shape.pool = CCONV_MAX_POOL
    #expect(throws: CallFailure.self) { try shape.outputSize() }
    shape.pool = cconv_fused_pool(3)
    #expect(throws: CallFailure.self) { try shape.outputSize() }
    shape.pool = CCONV_NO_POOL
    shape.out = cconv_element(3)
    #expect(throws: CallFailure.self) { try shape.outputSize() }
  }

  @Test("Narrow maps hold the low bits of words", arguments: Level.all)
  func narrowMapsAgree(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0xE1E)
    for listed in Self.shapes {
      var shape = listed
      let input = Fill.anyBits.words(shape.inputCount, &random)
      let weights = Fill.anyBits.words(shape.weightCount, &random)
      let expected = try shape.run(input, weights: weights)
      shape.in = CCONV_INT8
      shape.out = CCONV_INT8
      let bytes: [Int8] = try shape.run(
        input.map { Int8(truncatingIfNeeded: $0) }, weights: weights, level: level)
      #expect(bytes == expected.map { Int8(truncatingIfNeeded: $0) }, "\(shape)")
      shape.in = CCONV_INT16
      shape.out = CCONV_INT16
      let halves: [Int16] = try shape.run(
        input.map { Int16(truncatingIfNeeded: $0) }, weights: weights, level: level)
      #expect(halves == expected.map { Int16(truncatingIfNeeded: $0) }, "\(shape)")
    }
  }

  @Test("Several images, in several shares, give what each gives alone", arguments: Level.all)
  func batchesAndSharesAgree(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0xBA7C)
    let full = cconv_convolution(4, 4, 5, filters: 37, kernel: (4, 4), relu: true)
    for (shape, images) in Self.shapes.map({ ($0, 3) }) + [(full, 1), (full, 32), (full, 71)] {
      let weights = Fill.anyBits.words(shape.weightCount, &random)
      let inputs = (0..<images).map { _ in Fill.anyBits.words(shape.inputCount, &random) }
      let expected = try inputs.flatMap { try shape.run($0, weights: weights) }
      for parts in [1, 2, 5, 64] as [Int32] {
        let result: [Int32] = try shape.run(
          inputs.flatMap { $0 }, weights: weights, level: level, images: images, parts: parts)
        #expect(result == expected, "\(shape), \(images) images in \(parts) parts")
      }
    }
  }

  @Test("Shares outside the range are refused")
  func refusesShares() {
    let shape = cconv_convolution(1, 1, 1, filters: 1, kernel: (1, 1))
    let zero: [Int32] = [0]
    for (index, count) in [(0, 0), (-1, 1), (1, 1), (0, 4097)] as [(Int32, Int32)] {
      let bytes = GuardedBytes(count: 64)
      var share = cconv_share(index: index, count: count)
      let status = withUnsafePointer(to: shape) {
        cconv_convolve(
          $0, CCONV_SCALAR, 1, zero, zero, bytes.start, bytes.start, &share)
      }
      #expect(status == invalidArgument)
      #expect(bytes.isUntouched)
    }
  }

  /// The largest sums for which kernels may take a shorter way, and the smallest for which not.
  @Test("Sums beside the bounds of exactness agree with scalar", arguments: Level.aboveScalar)
  func boundsAgree(level: Level) throws {
    try level.require()
    for channels in [227, 228, 256] as [Int32] {
      let shape = cconv_convolution(6, 6, channels, filters: 9, kernel: (3, 3))
      for weight in [-128, 127] as [Int32] {
        for word in [-128, 127] as [Int32] {
          let input = [Int32](repeating: word, count: shape.inputCount)
          let weights = [Int32](repeating: weight, count: shape.weightCount)
          #expect(
            try shape.run(input, weights: weights, level: level)
              == shape.run(input, weights: weights),
            "\(channels) channels, weights \(weight), words \(word)")
        }
      }
    }
    // Sixteen weights of 16 meet in a lane of 16 bits, or of 17, or some of them.
    for largest in [15, 16, 17, 32, 33, 64, 65] as [Int32] {
      let shape = cconv_convolution(1, 1, 64, filters: 19, kernel: (1, 1))
      for word in [-128, 127] as [Int32] {
        let input = [Int32](repeating: word, count: shape.inputCount)
        for weight in [largest, -largest] {
          let weights = [Int32](repeating: weight, count: shape.weightCount)
          #expect(
            try shape.run(input, weights: weights, level: level)
              == shape.run(input, weights: weights), "weights \(weight), words \(word)")
        }
      }
    }
  }
}
