// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct FixedFormatTests {
  @Test("Words wrap, they do not saturate")
  func wraps() {
    #expect(FixedFormat.fixed8.wrap(127) == 127)
    #expect(FixedFormat.fixed8.wrap(128) == -128)
    #expect(FixedFormat.fixed8.wrap(-129) == 127)
    #expect(FixedFormat.fixed8.wrap(256) == 0)
    #expect(FixedFormat.fixed16.wrap(32_768) == -32_768)
    #expect(FixedFormat.fixed16.wrap(.min) == 0)
    #expect(FixedFormat.fixed16.wrap(.max) == -1)
  }

  @Test("Weights are truncated towards zero and wrapped")
  func quantizes() {
    #expect(FixedFormat.fixed8.scale == 128 && FixedFormat.fixed16.scale == 32_768)
    #expect(FixedFormat.fixed8.quantize(0.999) == 127)
    #expect(FixedFormat.fixed8.quantize(-0.999) == -127)
    #expect(FixedFormat.fixed8.quantize(0.0077) == 0)
    #expect(FixedFormat.fixed8.quantize(1) == -128)
    #expect(FixedFormat.fixed16.quantize(-0.5) == -16_384)
    #expect(FixedFormat.fixed16.quantize(3e9) == nil)
    #expect(FixedFormat.fixed8.quantize(.nan) == nil)
    #expect(FixedFormat.fixed8.quantize(-.infinity) == nil)
  }
}
