// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct WindowTests {
  @Test("Windows are found by kind and order, never by name")
  func findsWindows() throws {
    let board = try RecordedBoard()
    var window: UInt32 = 99
    #expect(cdrv_window_find(board.device, 1, 0, &window) == 0 && window == 0)
    #expect(cdrv_window_find(board.device, 1, 1, &window) == 0 && window == 1)
    #expect(cdrv_window_find(board.device, 2, 0, &window) == 0 && window == 2)
    #expect(cdrv_window_find(board.device, 3, 0, &window) == 0 && window == 3)
    #expect(cdrv_window_find(board.device, 1, 2, &window) == -2)
    #expect(cdrv_window_find(board.device, 9, 0, &window) == -2)
  }

  @Test(
    "An access outside its window, or unaligned, never reaches the board",
    arguments: [
      (0, 0x10000, -34), (0, 0xffff_fffc, -34), (99, 0, -34), (0, 2, -22), (0, 0x31, -22),
    ] as [(UInt32, UInt32, Int32)])
  func refusesBadAccesses(_ window: UInt32, _ offset: UInt32, _ status: Int32) throws {
    let board = try RecordedBoard()
    _ = board.operations()
    var value: UInt32 = 7
    #expect(cdrv_window_read32(board.device, window, offset, &value) == status)
    #expect(cdrv_window_write32(board.device, window, offset, 1) == status)
    #expect(value == 7)
    #expect(board.operations().isEmpty)
  }

  @Test("Good accesses are counted, and a lost board is reported")
  func countsAndReports() throws {
    let board = try RecordedBoard()
    var value: UInt32 = 0
    #expect(cdrv_window_read32(board.device, 0, 4, &value) == 0)
    #expect(value & 1 == 1, "a channel is halted after power-up")
    #expect(cdrv_window_write32(board.device, 2, 0x40, 0) == 0)
    var stats = cdrv_stats()
    cdrv_device_stats(board.device, &stats)
    #expect(stats.register_reads == 1 && stats.register_writes == 1)
    ctest_recorder_fail(board.recorder, "read", -5)
    #expect(cdrv_window_read32(board.device, 0, 4, &value) == -5)
  }
}
