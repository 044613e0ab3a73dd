// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// Levels, and the packing of weights.
enum ConvolutionCalls {
  static func isAvailable(_ level: CPULevel) -> Bool { cconv_level_available(level.c) }

  static func best() -> CPULevel { CPULevel(cconv_level_best()) }

  static func preferred() -> CPULevel { CPULevel(cconv_level_preferred()) }

  static func name(_ level: CPULevel) -> String {
    // SAFETY: the function returns a constant string.
    unsafe String(cString: cconv_level_name(level.c))
  }

  static func pack(
    _ shape: cconv_convolution, _ weights: [Int32], _ level: CPULevel
  ) -> AlignedMemory {
    var shape = shape
    var size = 0
    expectSuccess(unsafe cconv_packed_size(&shape, level.c, &size))
    let memory = AlignedMemory(byteCount: size)
    // SAFETY: `memory` has the size that was asked for, the weights were counted by the graph.
    expectSuccess(unsafe cconv_pack(&shape, level.c, weights, memory.bytes))
    return memory
  }

  static func scratchSize(_ shape: cconv_convolution, _ level: CPULevel) -> Int {
    var shape = shape
    var size = 0
    expectSuccess(unsafe cconv_scratch_size(&shape, level.c, &size))
    return size
  }

  /// A graph that was made has shapes that CConv takes, so a refusal is a bug.
  static func expectSuccess(_ status: Int32) {
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
      pool_relu: false, sums: false)
  }
}

extension cconv_pooling {
  init(_ pooling: OverlayNetwork.Pooling) {
    self.init(
      in_height: Int32(pooling.input.height), in_width: Int32(pooling.input.width),
      channels: Int32(pooling.input.channels), window: Int32(pooling.window),
      stride: Int32(pooling.stride), relu: pooling.rectifies)
  }
}
