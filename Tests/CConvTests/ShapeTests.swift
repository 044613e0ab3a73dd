// SPDX-License-Identifier: BSD-3-Clause

import CConv
import Testing

@Suite struct ShapeTests {
  @Test(
    "Scratch memory grows neither with the stride nor with a batch of large images",
    arguments: Level.all)
  func boundsScratch(level: Level) throws {
    try level.require()
    let sparse = cconv_convolution(4, 4, 64, filters: 8, kernel: (3, 3), stride: 4096)
    #expect(try sparse.scratchSize(level) < 1 << 16)
    let full = cconv_convolution(1024, 1024, 1, filters: 10, kernel: (1024, 1024))
    #expect(try full.scratchSize(level) < 1 << 22)
  }

  @Test("A convolution's output counts the windows that fit")
  func sizesConvolutions() throws {
    let cases: [(cconv_convolution, height: Int, width: Int)] = [
      (.init(28, 28, 1, filters: 20, kernel: (5, 5)), 24, 24),
      (.init(32, 32, 3, filters: 32, kernel: (5, 5), pad: 2), 32, 32),
      (.init(4, 4, 50, filters: 500, kernel: (4, 4)), 1, 1),
      (.init(7, 9, 1, filters: 1, kernel: (2, 3), stride: 2), 3, 4),
      (.init(1, 1, 1, filters: 1, kernel: (3, 3), pad: 1), 1, 1),
      (.init(5, 5, 1, filters: 1, kernel: (1, 1), stride: 4096), 1, 1),
      (.init(4096, 4096, 1, filters: 1, kernel: (256, 256), pad: 255), 4351, 4351),
    ]
    for (shape, height, width) in cases {
      #expect(try shape.outputSize() == (height, width), "\(shape)")
    }
  }

  @Test("A pooling's output counts the windows that fit")
  func sizesPoolings() throws {
    #expect(try cconv_pooling(24, 24, 20, window: 2, stride: 2).outputSize() == (12, 12))
    #expect(try cconv_pooling(5, 7, 1, window: 2, stride: 2).outputSize() == (2, 3))
    #expect(try cconv_pooling(5, 5, 1, window: 3, stride: 1).outputSize() == (3, 3))
    #expect(try cconv_pooling(5, 5, 1, window: 5, stride: 4096).outputSize() == (1, 1))
  }

  @Test("Scalar weights are packed as 16-bit words, nothing more")
  func packsTightly() throws {
    let shape = cconv_convolution(12, 12, 3, filters: 5, kernel: (5, 4))
    #expect(try shape.packedSize(.scalar) == 2 * shape.weightCount)
  }

  @Test(
    "Convolutions outside the ranges are refused by every function and write nothing",
    arguments: Level.all)
  func refusesConvolutions(level: Level) throws {
    try level.require()
    for (name, shape) in refusedConvolutions() {
      let bytes = GuardedBytes(count: 64)
      let zero: [Int32] = [0]
      let sizes = bytes.start.assumingMemoryBound(to: Int.self)

      withUnsafePointer(to: shape) { shape in
        let statuses = [
          cconv_convolution_output(shape, bytes.words, bytes.words + 1),
          cconv_packed_size(shape, level.raw, sizes),
          cconv_scratch_size(shape, level.raw, sizes),
          cconv_pack(shape, level.raw, zero, bytes.start),
          cconv_convolve(
            shape, level.raw, 1, zero, zero, bytes.words, bytes.start, nil),
        ]
        #expect(statuses.allSatisfy { $0 == invalidArgument }, "\(name): \(statuses)")
      }
      #expect(bytes.isUntouched, "\(name)")
    }
  }

  @Test(
    "Poolings outside the ranges are refused by every function and write nothing",
    arguments: Level.all)
  func refusesPoolings(level: Level) throws {
    try level.require()
    for (name, shape) in refusedPoolings() {
      let bytes = GuardedBytes(count: 64)
      let zero: [Int32] = [0]

      withUnsafePointer(to: shape) { shape in
        let statuses = [
          cconv_pooling_output(shape, bytes.words, bytes.words + 1),
          cconv_max_pool(shape, level.raw, zero, bytes.words),
          cconv_average_pool(shape, level.raw, zero, bytes.words),
        ]
        #expect(statuses.allSatisfy { $0 == invalidArgument }, "\(name): \(statuses)")
      }
      #expect(bytes.isUntouched, "\(name)")
    }
  }
}

private let notSizes: [Int32] = [0, -1, 4097, .min, .max]

private func refusedConvolutions() -> [(String, cconv_convolution)] {
  let good = cconv_convolution(8, 8, 2, filters: 3, kernel: (3, 3), pad: 1)
  let sizes: [WritableKeyPath<cconv_convolution, Int32>] = [
    \.in_height, \.in_width, \.in_channels, \.out_channels, \.kernel_height, \.kernel_width,
    \.stride,
  ]
  var refused: [(String, cconv_convolution)] = []

  func refuse(_ name: String, _ change: (inout cconv_convolution) -> Void) {
    var shape = good
    change(&shape)
    refused.append((name, shape))
  }
  for size in sizes {
    for value in notSizes {
      refuse("\(size) \(value)") { $0[keyPath: size] = value }
    }
  }
  for pad in [-1, 3, 256, .min, .max] as [Int32] {
    refuse("pad \(pad)") { $0.pad = pad }
  }
  refuse("pad 256 in a large kernel") {
    ($0.pad, $0.kernel_height, $0.kernel_width) = (256, 300, 300)
  }
  refuse("pad as high as the kernel") { $0.kernel_height = 1 }
  refuse("pad as wide as the kernel") { $0.kernel_width = 1 }
  refuse("kernel higher than the padded input") { $0.kernel_height = 11 }
  refuse("kernel wider than the padded input") { $0.kernel_width = 11 }
  for format in [0, 7, 32, .max] as [UInt32] {
    refuse("format \(format)") { $0.format = cconv_format(format) }
  }
  return refused
}

private func refusedPoolings() -> [(String, cconv_pooling)] {
  let good = cconv_pooling(8, 8, 2, window: 2, stride: 2)
  let sizes: [WritableKeyPath<cconv_pooling, Int32>] = [
    \.in_height, \.in_width, \.channels, \.window, \.stride,
  ]
  var refused: [(String, cconv_pooling)] = []

  for size in sizes {
    for value in notSizes {
      var shape = good
      shape[keyPath: size] = value
      refused.append(("\(size) \(value)", shape))
    }
  }
  refused.append(("window higher than the input", .init(2, 8, 1, window: 3, stride: 1)))
  refused.append(("window wider than the input", .init(8, 2, 1, window: 3, stride: 1)))
  return refused
}
