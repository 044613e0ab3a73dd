// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

struct TransferTests {
  @Test("A transfer that nobody waits for is stopped before its memory is freed")
  func dropped() throws {
    let device = try Device("sim:fault=stuck")
    let engine = try device.dmaEngine()
    try engine.reset(on: device)
    let resets = device.statistics.resets
    do {
      let transfer = try engine.start(
        on: device, sending: try device.makeBuffer(byteCount: 64), sendCount: 64,
        receiving: try device.makeBuffer(byteCount: 64), receiveCount: 64)
      _ = consume transfer
    }
    #expect(device.statistics.resets == resets + 1)
  }

  @Test("The engine is busy until the transfer has been waited for", .tags(.board))
  func busy() throws {
    let device = try Device(TestDevice.locator)
    let engine = try device.dmaEngine()
    let transfer = try engine.start(
      on: device, sending: try device.makeBuffer(byteCount: 64), sendCount: 64,
      receiving: try device.makeBuffer(byteCount: 64), receiveCount: 64)
    let error = #expect(throws: AccelError.self) {
      let second = try engine.start(
        on: device, sending: try device.makeBuffer(byteCount: 64), sendCount: 64,
        receiving: try device.makeBuffer(byteCount: 64), receiveCount: 64)
      _ = consume second
    }
    #expect(error?.code == .deviceBusy)
    // Nothing is routed: no data, so the wait ends at its limit, by the board's clock.
    do throws(AccelError) {
      let completion = try transfer.wait(.milliseconds(200))
      Issue.record("\(completion.receivedCount) bytes came out of nowhere")
    } catch {
      #expect(error.code == .timedOut)
      #expect(error.description.contains("0.2 s"))
    }
    let waited = device.statistics.boardTime
    #expect(TestDevice.isSimulated ? waited == .milliseconds(200) : waited >= .milliseconds(200))
  }

  @Test("Lengths beyond the engine are refused", .tags(.board))
  func tooLong() throws {
    let device = try Device(TestDevice.locator)
    let engine = try device.dmaEngine()
    #expect(engine.largestTransfer == 8_388_604)
    // More than a PC's kernel has in one piece.
    let size = TestDevice.isSimulated ? 8_388_608 : 64
    let error = #expect(throws: AccelError.self) {
      let transfer = try engine.start(
        on: device, sending: try device.makeBuffer(byteCount: size), sendCount: 8_388_608,
        receiving: try device.makeBuffer(byteCount: 64), receiveCount: 64)
      _ = consume transfer
    }
    #expect(error?.code == .valueOutOfRange)
  }
}
