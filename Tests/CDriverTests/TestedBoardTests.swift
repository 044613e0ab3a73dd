// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import TestSupport
import Testing

/// What every board has to do, whatever its back end.
@Suite(.tags(.board))
struct TestedBoardTests {
  @Test("A message comes back, again and again, and is counted")
  func exchanges() throws {
    let board = try TestedBoard()
    board.route()
    for _ in 0..<3 {
      let (status, report, reply) = try board.exchange()
      #expect(status == 0 && report.fault == CDRV_FAULT_NONE && report.elapsed_ns > 0)
      #expect(Int(report.received) == TestedBoard.message.count * 4)
      let isSame = reply == TestedBoard.message
      #expect(isSame)
    }
    var stats = cdrv_stats()
    cdrv_device_stats(board.device, &stats)
    #expect(stats.exchanges == 3 && stats.failed_exchanges == 0)
    #expect(stats.bytes_to_device == UInt64(3 * TestedBoard.message.count * 4))
    board.disconnect()
  }

  @Test("A message that goes nowhere ends at its limit, and the next one arrives")
  func recovers() throws {
    let board = try TestedBoard()
    board.disconnect()
    #expect(try board.exchange(timeout: 100_000_000).status == -110)
    board.reset()
    board.route()
    let isSame = try board.exchange().reply == TestedBoard.message
    #expect(isSame)
    board.disconnect()
  }

  @Test("While a transfer runs its buffers belong to the device, and the engine is busy")
  func ownership() throws {
    let board = try TestedBoard()
    board.disconnect()
    let buffers = try (0..<4).map { _ in try board.buffer(64) }
    defer { for buffer in buffers { cdrv_buffer_free(buffer) } }
    let device = board.device
    #expect(cdrv_dma_submit(device, 0, buffers[0], 0, 64, buffers[1], 0, 64) == 0)
    #expect(cdrv_dma_submit(device, 0, buffers[2], 0, 64, buffers[3], 0, 64) == -16)
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_owner(buffers[1]) == CDRV_OWNER_DEVICE)
    #expect(cdrv_buffer_begin_cpu(buffers[1], 0, 64, CDRV_ACCESS_READ, &bytes) == -16)
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(device, 0, 1_000_000, &report) == -110)
    #expect(cdrv_buffer_owner(buffers[1]) == CDRV_OWNER_NOBODY)
  }

  @Test("Lengths and ranges that do not fit are refused, and windows keep their ends")
  func refuses() throws {
    let board = try TestedBoard()
    let device = board.device
    let small = try board.buffer(64)
    let other = try board.buffer(64)
    defer {
      cdrv_buffer_free(small)
      cdrv_buffer_free(other)
    }
    var length = 0
    #expect(cdrv_dma_max_length(device, 0, &length) == 0 && length == 8_388_604)
    #expect(cdrv_dma_submit(device, 0, small, 0, 63, other, 0, 64) == -22)
    #expect(cdrv_dma_submit(device, 0, small, 2, 4, other, 0, 64) == -22)
    #expect(cdrv_dma_submit(device, 0, small, 68, 4, other, 0, 64) == -34)
    #expect(cdrv_dma_submit(device, 0, small, 0, 64, other, 0, 8_388_608) == -90)
    var value: UInt32 = 7
    #expect(cdrv_window_read32(device, 2, 0x10000, &value) == -34 && value == 7)
  }
}
