// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct BufferTests {
  @Test("Only the range that is used is synchronised, and only in the direction that is needed")
  func synchronisesRangesAndDirections() throws {
    let board = try RecordedBoard()
    let buffer = try board.buffer(256)
    defer { cdrv_buffer_free(buffer) }
    _ = board.operations()
    var bytes: UnsafeMutableRawPointer?
    for (access, expected) in [
      (CDRV_ACCESS_READ, ["sync cpu 64+32"]), (CDRV_ACCESS_WRITE, ["sync device 64+32"]),
      (CDRV_ACCESS_READ_WRITE, ["sync cpu 64+32", "sync device 64+32"]),
    ] {
      #expect(cdrv_buffer_begin_cpu(buffer, 64, 32, access, &bytes) == 0)
      #expect(cdrv_buffer_owner(buffer) == CDRV_OWNER_CPU)
      #expect(cdrv_buffer_end_cpu(buffer) == 0)
      #expect(board.operations() == expected)
    }
    #expect(cdrv_buffer_begin_cpu(buffer, 256, 0, CDRV_ACCESS_READ_WRITE, &bytes) == 0)
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
    #expect(board.operations().isEmpty, "an empty range needs no synchronisation")
  }

  @Test("Ranges outside, a second taker and a stray end are refused")
  func refusesMisuse() throws {
    let board = try RecordedBoard()
    let buffer = try board.buffer(64)
    defer { cdrv_buffer_free(buffer) }
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(buffer, 65, 0, CDRV_ACCESS_READ, &bytes) == -34)
    #expect(cdrv_buffer_begin_cpu(buffer, 32, 33, CDRV_ACCESS_READ, &bytes) == -34)
    #expect(cdrv_buffer_begin_cpu(buffer, 8, .max, CDRV_ACCESS_READ, &bytes) == -34)
    #expect(cdrv_buffer_end_cpu(buffer) == -22)
    #expect(cdrv_buffer_begin_cpu(buffer, 0, 64, CDRV_ACCESS_READ, &bytes) == 0)
    #expect(cdrv_buffer_begin_cpu(buffer, 0, 64, CDRV_ACCESS_READ, &bytes) == -16)
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
  }

  @Test("Memory of an engine that does not come out of reset is kept until the close")
  func keepsLostMemory() throws {
    let board = try RecordedBoard()
    let tx = try board.buffer(64)
    let rx = try board.buffer(64)
    #expect(cdrv_dma_submit(board.device, 0, tx, 0, 64, rx, 0, 64) == 0)
    ctest_recorder_force_read(board.recorder, 0, 0x00, 0x0000_0004)
    cdrv_buffer_free(tx)
    cdrv_buffer_free(rx)
    #expect(!board.operations().contains { $0.hasPrefix("free") })
  }

  @Test("Size 0 and exhausted memory are refused, and nothing leaks")
  func refusesAllocations() throws {
    let board = try RecordedBoard()
    var buffer: OpaquePointer?
    #expect(cdrv_buffer_alloc(board.device, 0, &buffer) == -22)
    #expect(cdrv_buffer_alloc(board.device, 1 << 40, &buffer) == -12)
    ctest_recorder_fail(board.recorder, "alloc", -12)
    #expect(cdrv_buffer_alloc(board.device, 64, &buffer) == -12)
    #expect(buffer == nil)
  }

  @Test("A failed synchronisation is an error, and the buffer stays usable")
  func reportsFailedSynchronisation() throws {
    let board = try RecordedBoard()
    let buffer = try board.buffer(64)
    defer { cdrv_buffer_free(buffer) }
    var bytes: UnsafeMutableRawPointer?
    ctest_recorder_fail(board.recorder, "sync", -14)
    #expect(cdrv_buffer_begin_cpu(buffer, 0, 64, CDRV_ACCESS_READ, &bytes) == -5)
    #expect(cdrv_buffer_owner(buffer) == CDRV_OWNER_NOBODY)
    #expect(cdrv_buffer_begin_cpu(buffer, 0, 64, CDRV_ACCESS_WRITE, &bytes) == 0)
    #expect(cdrv_buffer_end_cpu(buffer) == -5)
    ctest_recorder_fail(board.recorder, "sync", 0)
    #expect(cdrv_buffer_begin_cpu(buffer, 0, 64, CDRV_ACCESS_READ, &bytes) == 0)
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
  }

  @Test("What the CPU did not hand over, the board does not see")
  func modelsIncoherentCaches() throws {
    let board = try RecordedBoard()
    board.route()
    let count = RecordedBoard.message.count
    let tx = try board.buffer(count * 4)
    let rx = try board.buffer(count * 4)
    defer {
      cdrv_buffer_free(tx)
      cdrv_buffer_free(rx)
    }
    try board.fill(tx, RecordedBoard.message)
    // Written through an address that was kept beyond end_cpu: never synchronised.
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(tx, 0, 64, CDRV_ACCESS_READ, &bytes) == 0)
    #expect(cdrv_buffer_end_cpu(tx) == 0)
    try #require(bytes).storeBytes(of: 77, toByteOffset: 40, as: Int32.self)
    #expect(cdrv_dma_submit(board.device, 0, tx, 0, count * 4, rx, 0, count * 4) == 0)
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, 1_000_000_000, &report) == 0)
    #expect(try board.words(rx, count: count) == RecordedBoard.message)
  }
}
