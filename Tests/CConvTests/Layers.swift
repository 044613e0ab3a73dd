// SPDX-License-Identifier: BSD-3-Clause

import CConv
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

let invalidArgument: Int32 = -EINVAL

struct CallFailure: Error {
  let status: Int32

  static func check(_ status: Int32) throws {
    if status != 0 { throw CallFailure(status: status) }
  }
}

extension cconv_convolution {
  init(
    _ height: Int32, _ width: Int32, _ channels: Int32, filters: Int32,
    kernel: (height: Int32, width: Int32), stride: Int32 = 1, pad: Int32 = 0,
    padValue: Int32? = nil, format: cconv_format = CCONV_FIXED8, relu: Bool = false,
    in: cconv_element = CCONV_WORD, out: cconv_element = CCONV_WORD,
    pool: cconv_fused_pool = CCONV_NO_POOL, poolRelu: Bool = false
  ) {
    self.init(
      in_height: height, in_width: width, in_channels: channels, out_channels: filters,
      kernel_height: kernel.height, kernel_width: kernel.width, stride: stride, pad: pad,
      pad_value: padValue ?? pad, format: format, relu: relu, in: `in`, out: out, pool: pool,
      pool_relu: poolRelu, sums: false)
  }

  var inputCount: Int { Int(in_height) * Int(in_width) * Int(in_channels) }

  var weightCount: Int {
    Int(out_channels) * Int(kernel_height) * Int(kernel_width) * Int(in_channels)
  }

  func outputSize() throws -> (height: Int, width: Int) {
    var height: Int32 = 0
    var width: Int32 = 0
    try withUnsafePointer(to: self) { shape in
      try CallFailure.check(cconv_convolution_output(shape, &height, &width))
    }
    return (Int(height), Int(width))
  }

  func packedSize(_ level: Level) throws -> Int {
    var size = 0
    try withUnsafePointer(to: self) { shape in
      try CallFailure.check(cconv_packed_size(shape, level.raw, &size))
    }
    return size
  }

  func scratchSize(_ level: Level) throws -> Int {
    var size = 0
    try withUnsafePointer(to: self) { shape in
      try CallFailure.check(cconv_scratch_size(shape, level.raw, &size))
    }
    return size
  }

  func run(_ input: [Int32], weights: [Int32], level: Level = .scalar) throws -> [Int32] {
    try run(input, weights: weights, level: level, images: 1)
  }

  /// Packs and convolves as a loader would, and expects nothing to be written outside the buffers.
  func run<Element: FixedWidthInteger>(
    _ input: [Element], weights: [Int32], level: Level, images: Int = 1, parts: Int32 = 1
  ) throws -> [Element] {
    precondition(input.count == images * inputCount && weights.count == weightCount)
    let size = try outputSize()
    let packed = GuardedBytes(count: try packedSize(level))
    let scratch = GuardedBytes(count: try scratchSize(level))
    let output = GuardedBytes(
      count: images * size.height * size.width * Int(out_channels) * MemoryLayout<Element>.stride)

    try withUnsafePointer(to: self) { shape in
      try weights.withExactCopy {
        try CallFailure.check(cconv_pack(shape, level.raw, $0, packed.start))
      }
      try input.withExactCopy { input in
        for part in 0..<parts {
          var share = cconv_share(index: part, count: parts)
          try CallFailure.check(
            cconv_convolve(
              shape, level.raw, images, input, packed.start, output.start, scratch.start, &share))
        }
      }
    }
    #expect(packed.areCanariesIntact, "packed weights of \(self)")
    #expect(scratch.areCanariesIntact, "scratch of \(self)")
    #expect(output.areCanariesIntact, "output of \(self)")
    return output.copyElements()
  }
}

extension cconv_pooling {
  enum Kind: CaseIterable {
    case maximum
    case average
  }

  init(
    _ height: Int32, _ width: Int32, _ channels: Int32, window: Int32, stride: Int32,
    relu: Bool = false
  ) {
    self.init(
      in_height: height, in_width: width, channels: channels, window: window, stride: stride,
      relu: relu)
  }

  var inputCount: Int { Int(in_height) * Int(in_width) * Int(channels) }

  func outputSize() throws -> (height: Int, width: Int) {
    var height: Int32 = 0
    var width: Int32 = 0
    try withUnsafePointer(to: self) { shape in
      try CallFailure.check(cconv_pooling_output(shape, &height, &width))
    }
    return (Int(height), Int(width))
  }

  func run(_ kind: Kind, _ input: [Int32], level: Level = .scalar) throws -> [Int32] {
    precondition(input.count == inputCount)
    let size = try outputSize()
    let output = GuardedBytes(
      count: size.height * size.width * Int(channels) * MemoryLayout<Int32>.stride)

    try withUnsafePointer(to: self) { shape in
      try input.withExactCopy {
        switch kind {
        case .maximum:
          try CallFailure.check(cconv_max_pool(shape, level.raw, $0, output.words))
        case .average:
          try CallFailure.check(cconv_average_pool(shape, level.raw, $0, output.words))
        }
      }
    }
    #expect(output.areCanariesIntact, "output of \(self)")
    return output.copyWords()
  }
}

func relu(_ words: [Int32], level: Level) -> [Int32] {
  let bytes = GuardedBytes(count: words.count * MemoryLayout<Int32>.stride)
  bytes.words.update(from: words, count: words.count)
  cconv_relu(level.raw, bytes.words, words.count)
  #expect(bytes.areCanariesIntact, "\(words.count) words")
  return bytes.copyWords()
}
