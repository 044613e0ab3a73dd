// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Accel

struct HardwarePacketTests {
  @Test("Headers hold operation, layer, magic and count where the hardware's README says")
  func headers() {
    let load = HardwarePacket.load(layer: 3, words: 0x0102_0304)
    #expect(beat(load.header) == 0x0102_0304_acce_0302)
    #expect(beat(load.refusal) == 0x0102_0304_bad0_0302)
    #expect(beat(HardwarePacket.infer(images: 600).header) == 0x0000_0258_acce_0001)
    #expect(beat(HardwarePacket.read(layer: 254, words: 1).header) == 0x0000_0001_acce_fe03)
  }

  @Test("Whole beats")
  func beats() {
    #expect([0, 1, 8, 9, 784].map(HardwarePacket.padded(_:)) == [0, 8, 8, 16, 784])
  }

  private func beat(_ words: [Int32]) -> UInt64 {
    UInt64(UInt32(bitPattern: words[0])) | UInt64(UInt32(bitPattern: words[1])) << 32
  }
}
