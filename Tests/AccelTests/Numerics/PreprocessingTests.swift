// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct PreprocessingTests {
  private let shape = Shape(height: 1, width: 2, channels: 3)

  @Test("Means and deviations belong to channels, elements or all; colours change places")
  func reals() {
    let bytes: [UInt8] = [10, 20, 30, 40, 50, 60]
    let byChannel = Preprocessing(scale: 0.5, mean: [1, 2, 3], deviation: [1, 2, 4])
    #expect(byChannel.reals(bytes, of: shape) == [4, 4, 3, 19, 11.5, 6.75])
    let byElement = Preprocessing(mean: [10, 20, 30, 40, 50, 61], channelOrder: .rgb)
    #expect(byElement.reals(bytes, of: shape) == [0, 0, 0, 0, 0, -1])
    let turned = Preprocessing(mean: [10], channelOrder: .bgr)
    #expect(turned.reals(bytes, of: shape) == [20, 10, 0, 50, 40, 30])
  }

  @Test("Codes are those of the real numbers, by table or not")
  func codes() {
    let bytes = (0..<60).map { UInt8($0 * 4) }
    let quantization = Quantization(scale: 0.37, zeroPoint: -7, format: .fixed8)
    for preprocessing in [
      Preprocessing(scale: 0.3, mean: [4, 5, 6], deviation: [2], channelOrder: .bgr),
      Preprocessing(mean: [1, 2, 3, 4, 5, 6]),
    ] {
      let reals = preprocessing.reals(bytes, of: shape)
      #expect(
        preprocessing.codes(bytes, of: shape, quantization) == reals.map(quantization.code))
    }
    #expect(Preprocessing(scale: -1, mean: [5]).range(for: shape) == -260...(-5))
  }
}
