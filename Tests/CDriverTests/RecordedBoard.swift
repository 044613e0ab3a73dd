// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import CTestBackend
import Testing

/// A simulated board behind a recorder that writes down every operation.
final class RecordedBoard {
  let recorder: OpaquePointer
  let device: OpaquePointer

  init(_ options: String = "") throws {
    recorder = try #require(ctest_recorder_create(cboardsim_backend()))
    var opened: OpaquePointer?
    #expect(ctest_recorder_open(recorder, options, &opened) == 0)
    device = try #require(opened)
  }

  deinit {
    cdrv_device_unref(device)
    ctest_recorder_free(recorder)
  }

  static let dma: UInt32 = 0
  static let streamSwitch: UInt32 = 2
  static let systemControl: UInt32 = 3

  /// The operations since the last call.
  func operations() -> [String] {
    defer { ctest_recorder_clear(recorder) }
    return String(cString: ctest_recorder_text(recorder)).split(separator: "\n").map(String.init)
  }

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
  static let message: [Int32] =
    [4, 1, 1, 500, 1, 10, 1, 0] + (0..<5000).map { Int32($0 % 251) - 125 }

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
