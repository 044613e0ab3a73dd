// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct FabricTests {
  @Test("The fabric reset unlocks, pulses FPGA0_OUT_RST and locks again")
  func resetSequence() throws {
    let board = try RecordedBoard()
    _ = board.operations()
    #expect(cdrv_fabric_reset(board.device) == 0)
    let operations = board.operations()
    #expect(operations.prefix(2) == ["write 3 08 0000df0d", "read 3 240"])
    let writes = operations.filter { $0.hasPrefix("write") }
    #expect(
      writes == [
        "write 3 08 0000df0d", "write 3 240 00000001", "write 3 240 00000000",
        "write 3 04 0000767b",
      ])
  }

  @Test("The lock is closed again when the pulse fails half way")
  func locksAfterFailure() throws {
    let board = try RecordedBoard()
    ctest_recorder_fail(board.recorder, "read", -5)
    _ = board.operations()
    #expect(cdrv_fabric_reset(board.device) == -5)
    #expect(board.operations().last == "write 3 04 0000767b")
  }

  @Test("Routes take effect with the commit, and only a switch has them")
  func routes() throws {
    let board = try RecordedBoard()
    _ = board.operations()
    board.route()
    #expect(cdrv_switch_off(board.device, RecordedBoard.streamSwitch, 6) == 0)
    #expect(
      board.operations() == [
        "write 2 48 00000000", "write 2 40 00000002", "write 2 00 00000002",
        "write 2 58 80000000",
      ])
    #expect(cdrv_switch_route(board.device, RecordedBoard.dma, 0, 0) == -34)
    #expect(cdrv_switch_route(board.device, RecordedBoard.streamSwitch, 16, 0) == -34)
    #expect(cdrv_switch_commit(board.device, RecordedBoard.systemControl) == -34)
  }
}
