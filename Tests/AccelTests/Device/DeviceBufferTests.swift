// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

@Suite(.tags(.board))
struct DeviceBufferTests {
  @Test("Words and bytes written are read back")
  func roundTrip() throws {
    let device = try Device(TestDevice.locator)
    var buffer = try device.makeBuffer(byteCount: 64)
    #expect(buffer.byteCount == 64)
    let words: [Int32] = [1, -2, .max, .min]
    try buffer.store(words.span, atByte: 16)
    #expect(try buffer.words(atByte: 16, count: 4) == words)
    #expect(try buffer.words(count: 4) == [0, 0, 0, 0], "new buffers are zeroed")
    try buffer.withMutableBytes(0..<8) { bytes in
      bytes.storeBytes(of: 0x0102_0304, toByteOffset: 4, as: Int32.self)
    }
    let value = try buffer.withBytes(4..<8) { bytes in bytes.unsafeLoad(as: Int32.self) }
    #expect(value == 0x0102_0304)
  }

  @Test("An error thrown by the body comes out, and the buffer stays usable")
  func throwingBody() throws {
    let device = try Device(TestDevice.locator)
    var buffer = try device.makeBuffer(byteCount: 64)
    let sent = AccelError(.invalidArgument, attempt: "a", problem: "b", remedy: "c")
    #expect(throws: sent) {
      try buffer.withMutableBytes(0..<64) { _ throws(AccelError) in throw sent }
    }
    #expect(throws: sent) {
      try buffer.withBytes(0..<64) { _ throws(AccelError) in throw sent }
    }
    #expect(try buffer.words(count: 16).count == 16)
  }

  @Test("More memory than the board has is refused")
  func outOfMemory() throws {
    let device = try Device(TestDevice.locator)
    let error = #expect(throws: AccelError.self) {
      _ = try device.makeBuffer(byteCount: 1 << 30).byteCount
    }
    #expect(error?.code == .outOfDeviceMemory)
  }
}
