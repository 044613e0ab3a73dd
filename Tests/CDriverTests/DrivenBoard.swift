// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

/// A board with the LeNet-5 overlay behind the driver, whatever lies behind that.
protocol DrivenBoard {
  var device: OpaquePointer { get }
}

extension DrivenBoard {
  static var dma: UInt32 { 0 }
  static var streamSwitch: UInt32 { 2 }
  static var systemControl: UInt32 { 3 }

  func buffer(_ size: Int) throws -> OpaquePointer {
    var buffer: OpaquePointer?
    #expect(cdrv_buffer_alloc(device, size, &buffer) == 0)
    return try #require(buffer)
  }

  func fill(_ buffer: OpaquePointer, _ words: [Int32]) throws {
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(buffer, 0, words.count * 4, CDRV_ACCESS_WRITE, &bytes) == 0)
    try #require(bytes).copyMemory(from: words, byteCount: words.count * 4)
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
  }

  func words(_ buffer: OpaquePointer, count: Int) throws -> [Int32] {
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(buffer, 0, count * 4, CDRV_ACCESS_READ, &bytes) == 0)
    let start = try #require(bytes).assumingMemoryBound(to: Int32.self)
    let words = Array(UnsafeBufferPointer(start: start, count: count))
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
    return words
  }

  func route() {
    #expect(cdrv_switch_route(device, Self.streamSwitch, 2, 0) == 0)
    #expect(cdrv_switch_route(device, Self.streamSwitch, 0, 2) == 0)
    #expect(cdrv_switch_commit(device, Self.streamSwitch) == 0)
  }

  /// A weight load of LeNet's layer 4: a short message whose reply is itself.
  static var message: [Int32] {
    [4, 1, 1, 500, 1, 10, 1, 0] + (0..<5000).map { Int32($0 % 251) - 125 }
  }

  /// Exchange `message`; returns the status and what came back.
  func exchange(timeout: UInt64 = 1_000_000_000) throws -> (
    status: Int32, report: cdrv_dma_report, reply: [Int32]
  ) {
    let byteCount = Self.message.count * 4
    let tx = try buffer(byteCount)
    let rx = try buffer(byteCount)
    defer {
      cdrv_buffer_free(tx)
      cdrv_buffer_free(rx)
    }
    try fill(tx, Self.message)
    let submitted = cdrv_dma_submit(device, Self.dma, tx, 0, byteCount, rx, 0, byteCount)
    guard submitted == 0 else { return (submitted, cdrv_dma_report(), []) }
    var report = cdrv_dma_report()
    let status = cdrv_dma_wait(device, Self.dma, timeout, &report)
    return (status, report, try words(rx, count: Self.message.count))
  }
}
