// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// Memory for packed weights and scratch: aligned to 64 bytes as CConv asks.
@safe final class AlignedMemory: @unchecked Sendable {
  // SAFETY: written only before it is shared (packing), or owned by one caller (scratch).
  let bytes: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    unsafe bytes = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 64), alignment: 64)
  }

  deinit {
    unsafe bytes.deallocate()
  }
}

/// The only place that calls `cconv_` functions.
enum ConvolutionCalls {
  static func isAvailable(_ level: CPULevel) -> Bool { cconv_level_available(level.c) }

  static func best() -> CPULevel { CPULevel(cconv_level_best()) }

  static func preferred() -> CPULevel { CPULevel(cconv_level_preferred()) }

  static func name(_ level: CPULevel) -> String {
    // SAFETY: the function returns a constant string.
    unsafe String(cString: cconv_level_name(level.c))
  }

  static func pack(
    _ convolution: OverlayNetwork.Convolution, _ format: FixedFormat, _ level: CPULevel
  ) -> AlignedMemory {
    var shape = cconv_convolution(convolution, format)
    var size = 0
    expectSuccess(unsafe cconv_packed_size(&shape, level.c, &size))
    let memory = AlignedMemory(byteCount: size)
    // SAFETY: `memory` has the size that was asked for, the weights were counted by the graph.
    expectSuccess(unsafe cconv_pack(&shape, level.c, convolution.weights, memory.bytes))
    return memory
  }

  static func scratchSize(
    _ convolution: OverlayNetwork.Convolution, _ format: FixedFormat, _ level: CPULevel
  ) -> Int {
    var shape = cconv_convolution(convolution, format)
    var size = 0
    expectSuccess(unsafe cconv_scratch_size(&shape, level.c, &size))
    return size
  }

  /// - Precondition: `input` and `output` point to as many words as the shapes say.
  @unsafe static func convolve(
    _ convolution: OverlayNetwork.Convolution, _ format: FixedFormat, _ level: CPULevel,
    input: UnsafePointer<Int32>, packed: AlignedMemory, output: UnsafeMutablePointer<Int32>,
    scratch: AlignedMemory
  ) {
    var shape = cconv_convolution(convolution, format)
    unsafe expectSuccess(
      cconv_convolve(
        &shape, level.c, 1, input, packed.bytes, output, scratch.bytes, nil))
  }

  /// - Precondition: `input` and `output` point to as many words as the shapes say.
  @unsafe static func pool(
    _ pooling: OverlayNetwork.Pooling, _ level: CPULevel, input: UnsafePointer<Int32>,
    output: UnsafeMutablePointer<Int32>
  ) {
    var shape = cconv_pooling(
      in_height: Int32(pooling.input.height), in_width: Int32(pooling.input.width),
      channels: Int32(pooling.input.channels), window: Int32(pooling.window),
      stride: Int32(pooling.stride), relu: pooling.rectifies)
    switch pooling.kind {
    case .maximum: unsafe expectSuccess(cconv_max_pool(&shape, level.c, input, output))
    case .average: unsafe expectSuccess(cconv_average_pool(&shape, level.c, input, output))
    }
  }

  /// A graph that was made has shapes that CConv takes, so a refusal is a bug.
  private static func expectSuccess(_ status: Int32) {
    precondition(status == 0, "CConv refuses a shape that the graph allows")
  }
}

extension CPULevel {
  var c: cconv_level { cconv_level(rawValue: UInt32(rawValue)) }

  init(_ level: cconv_level) {
    self = CPULevel(rawValue: UInt8(level.rawValue)) ?? .scalar
  }
}

extension cconv_convolution {
  init(_ convolution: OverlayNetwork.Convolution, _ format: FixedFormat) {
    self.init(
      in_height: Int32(convolution.input.height), in_width: Int32(convolution.input.width),
      in_channels: Int32(convolution.input.channels),
      out_channels: Int32(convolution.output.channels),
      kernel_height: Int32(convolution.kernelHeight), kernel_width: Int32(convolution.kernelWidth),
      stride: Int32(convolution.stride), pad: Int32(convolution.padding),
      pad_value: Int32(convolution.padding), format: cconv_format(UInt32(format.bits)),
      relu: convolution.rectifies, in: CCONV_WORD, out: CCONV_WORD, pool: CCONV_NO_POOL,
      pool_relu: false)
  }
}
