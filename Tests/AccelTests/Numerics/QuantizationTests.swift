// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct QuantizationTests {
  @Test("A range gets all codes, and 0 one of its own")
  func covering() {
    let rectified = Quantization(covering: 0...2.55, format: .fixed8)
    #expect(rectified.zeroPoint == -128)
    #expect(rectified.code(2.55) == 127)
    let mixed = Quantization(covering: -1...1.55, format: .fixed8)
    #expect(mixed.zeroPoint == -28)
    #expect(mixed.real(mixed.zeroPoint) == 0)
    let positive = Quantization(covering: 2...5.1, format: .fixed8)
    #expect(positive.zeroPoint == -128)
    #expect(Quantization(covering: 0...0, format: .fixed8).scale == 1)
    #expect(Quantization(covering: -1...1, format: .fixed16).code(1) == 32_767)
  }

  @Test("Codes saturate, and halves round up")
  func codes() {
    let quantization = Quantization(scale: 2, zeroPoint: 10, format: .fixed8)
    #expect(quantization.code(3) == 12)
    #expect(quantization.code(-3) == 9)
    #expect(quantization.code(1e30) == 127)
    #expect(quantization.code(-.infinity) == -128)
    #expect(quantization.code(.nan) == -128)
  }
}
