// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct InputEncodingTests {
  @Test("MNIST bytes become trunc(18 p / 256), for every byte")
  func lenet5() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(InputEncoding.lenet5.words(bytes, elements: 256) == (0...255).map { 18 * $0 / 256 })
  }

  @Test("CIFAR-10 bytes become trunc(64 (p - mean)), towards zero on both sides")
  func cifar10() {
    let encoding = InputEncoding.cifar10(mean: [10.01, 200.5])
    #expect(encoding.words([10, 200, 12, 201], elements: 2) == [0, -32, 127, 32])
  }
}
