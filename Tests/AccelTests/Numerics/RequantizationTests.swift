// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct RequantizationTests {
  @Test("Sums are shifted, multiplied, rounded, moved and clamped, in this order")
  func codes() {
    let plain = Requantization(
      preShift: 0, multipliers: [1 << 10], shift: 11, zeroPoint: 0, limits: -128...127)
    #expect([3, 2, 1, -1, -3].map { plain.code(of: $0, channel: 0) } == [2, 1, 1, 0, -1])
    #expect(plain.code(of: 1000, channel: 0) == 127)
    let moved = Requantization(
      preShift: 2, multipliers: [0, 1 << 11], shift: 11, zeroPoint: -5, limits: -5...100)
    #expect(moved.code(of: 999, channel: 0) == -5)
    #expect(moved.code(of: 43, channel: 1) == 5)
    #expect(moved.code(of: -1, channel: 1) == -5)
  }
}
