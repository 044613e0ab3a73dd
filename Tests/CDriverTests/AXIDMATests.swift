// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct AXIDMATests {
  @Test("Reset takes both channels down, then starts receive and send with errors enabled")
  func resetSequence() throws {
    let board = try RecordedBoard()
    _ = board.operations()
    #expect(cdrv_dma_reset(board.device, RecordedBoard.dma) == 0)
    #expect(
      board.operations() == [
        "write 0 00 00000004", "read 0 00", "read 0 30", "write 0 30 00005001", "read 0 34",
        "write 0 00 00005001", "read 0 04",
      ])
  }

  @Test("Receive is armed before send, each LENGTH is written last and never while halted")
  func submitSequence() throws {
    let board = try RecordedBoard()
    board.route()
    #expect(cdrv_dma_reset(board.device, RecordedBoard.dma) == 0)
    _ = board.operations()
    let (status, report, reply) = try board.exchange()
    #expect(status == 0 && report.fault == CDRV_FAULT_NONE)
    #expect(reply == RecordedBoard.message)
    let registers = board.operations().filter { $0.contains(" 0 ") && !$0.contains("wait") }
    let start = registers.prefix(8).map {
      $0.split(separator: " ").prefix(3).joined(separator: " ")
    }
    #expect(
      start == [
        "read 0 34", "write 0 34", "write 0 48", "write 0 58", "read 0 04", "write 0 04",
        "write 0 18", "write 0 28",
      ])
    #expect(Int(report.received) == RecordedBoard.message.count * 4)
    #expect(report.elapsed_ns > 0)
  }

  @Test("The longest transfer follows from the width of LENGTH and of the stream")
  func longestTransfer() throws {
    let board = try RecordedBoard()
    var length = 0
    #expect(cdrv_dma_max_length(board.device, 0, &length) == 0)
    #expect(length == 8_388_604)
    #expect(cdrv_dma_max_length(board.device, 2, &length) == -34)
  }

  @Test("Lengths, offsets and buffers that do not fit are refused before the engine is touched")
  func refusesBadTransfers() throws {
    let board = try RecordedBoard()
    let small = try board.buffer(64)
    let other = try board.buffer(64)
    let large = try board.buffer(8_388_608)
    defer {
      cdrv_buffer_free(small)
      cdrv_buffer_free(other)
      cdrv_buffer_free(large)
    }
    _ = board.operations()
    let device = board.device
    #expect(cdrv_dma_submit(device, 0, nil, 0, 0, nil, 0, 0) == -22)
    #expect(cdrv_dma_submit(device, 0, small, 0, 32, small, 32, 32) == -22)
    #expect(cdrv_dma_submit(device, 0, small, 0, 0, other, 0, 64) == -22)
    #expect(cdrv_dma_submit(device, 0, small, 0, 63, other, 0, 64) == -22)
    #expect(cdrv_dma_submit(device, 0, small, 2, 4, other, 0, 64) == -22)
    #expect(cdrv_dma_submit(device, 0, small, 0, 68, other, 0, 64) == -34)
    #expect(cdrv_dma_submit(device, 0, small, 68, 4, other, 0, 64) == -34)
    #expect(cdrv_dma_submit(device, 0, large, 0, 8_388_608, other, 0, 64) == -90)
    #expect(cdrv_dma_submit(device, 2, small, 0, 64, other, 0, 64) == -34)
    #expect(board.operations().isEmpty)
  }

  @Test("While a transfer runs its buffers belong to the device, and the engine is busy")
  func ownership() throws {
    let board = try RecordedBoard("fault=stuck")
    board.route()
    let tx = try board.buffer(64)
    let rx = try board.buffer(64)
    let third = try board.buffer(64)
    defer { cdrv_buffer_free(third) }
    #expect(cdrv_dma_submit(board.device, 0, tx, 0, 64, rx, 0, 64) == 0)
    #expect(cdrv_buffer_owner(tx) == CDRV_OWNER_DEVICE)
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(rx, 0, 64, CDRV_ACCESS_READ, &bytes) == -16)
    #expect(cdrv_dma_submit(board.device, 0, third, 0, 64, nil, 0, 0) == -16)
    #expect(cdrv_dma_submit(board.device, 1, tx, 0, 64, nil, 0, 0) == -16)
    #expect(cdrv_fabric_reset(board.device) == -16)
    _ = board.operations()
    cdrv_buffer_free(tx)
    let operations = board.operations()
    #expect(operations.first == "write 0 00 00000004", "the engine stops before memory is freed")
    #expect(operations.last == "free 64")
    #expect(cdrv_buffer_owner(rx) == CDRV_OWNER_NOBODY)
    cdrv_buffer_free(rx)
  }

  @Test(
    "Error bits are decoded, the engine is reset, and the next transfer is right",
    arguments: [
      ("slverr", CDRV_FAULT_DMA_SLAVE), ("decerr", CDRV_FAULT_DMA_DECODE),
      ("interr", CDRV_FAULT_DMA_INTERNAL),
    ])
  func decodesErrors(_ fault: String, _ expected: cdrv_fault) throws {
    let board = try RecordedBoard("fault=\(fault)")
    board.route()
    let (status, report, _) = try board.exchange()
    #expect(status == -5)
    #expect(report.fault == expected)
    #expect((report.mm2s_sr | report.s2mm_sr) & 0x70 != 0)
    try expectRecovery(board)
  }

  @Test(
    "A reply that never completes ends at the deadline, by the board's clock",
    arguments: [("no-tlast", CDRV_FAULT_NO_REPLY), ("stuck", CDRV_FAULT_INPUT_STALLED)])
  func boundsEveryWait(_ fault: String, _ expected: cdrv_fault) throws {
    let board = try RecordedBoard("fault=\(fault)")
    board.route()
    let (status, report, _) = try board.exchange(timeout: 300_000_000)
    #expect(status == -110)
    #expect(report.fault == expected)
    #expect(report.elapsed_ns == 300_000_000)
    try expectRecovery(board)
  }

  @Test("A lost interrupt is noticed, counted, and costs nothing but a slice of waiting")
  func survivesLostInterrupts() throws {
    let board = try RecordedBoard("fault=lost-irq")
    board.route()
    let (status, report, reply) = try board.exchange()
    #expect(status == 0)
    #expect(report.interrupt_lost)
    #expect(reply == RecordedBoard.message)
    var stats = cdrv_stats()
    cdrv_device_stats(board.device, &stats)
    #expect(stats.lost_interrupts == 1)
  }

  @Test("A fabric that is not programmed is told from everything else")
  func detectsUnprogrammedFabric() throws {
    let board = try RecordedBoard("fault=unprogrammed")
    let (status, _, _) = try board.exchange()
    if status == 0 || status == -110 {
      Issue.record("an unprogrammed fabric answered \(status)")
    }
    #expect(cdrv_dma_reset(board.device, RecordedBoard.dma) == -19)
    try expectRecovery(board)
  }

  @Test("An engine that stays halted is given up, and LENGTH is never written to it")
  func givesUpHaltedEngines() throws {
    let board = try RecordedBoard()
    board.route()
    #expect(cdrv_dma_reset(board.device, RecordedBoard.dma) == 0)
    ctest_recorder_force_read(board.recorder, 0, 0x34, 0x0000_0001)
    let (status, _, _) = try board.exchange()
    #expect(status == -110, "a reset was tried, and did not start it")
    #expect(!board.operations().contains { $0.hasPrefix("write 0 58") })
  }

  @Test("An engine that does not come out of reset is given up after a bounded number of looks")
  func boundsReset() throws {
    let board = try RecordedBoard()
    ctest_recorder_force_read(board.recorder, 0, 0x00, 0x0000_0004)
    #expect(cdrv_dma_reset(board.device, RecordedBoard.dma) == -110)
  }

  @Test("Interrupts that never mean anything end the wait too")
  func boundsSpuriousInterrupts() throws {
    let board = try RecordedBoard()
    board.route()
    ctest_recorder_own_dma(board.recorder, 0, 0, 0)
    let tx = try board.buffer(64)
    defer { cdrv_buffer_free(tx) }
    #expect(cdrv_dma_submit(board.device, 0, tx, 0, 64, nil, 0, 0) == 0)
    var report = cdrv_dma_report()
    // The back end's clock stands still, so only their number ends it.
    #expect(cdrv_dma_wait(board.device, 0, .max, &report) == -110)
    #expect(board.operations().count { $0 == "wait 0" } < 2000)
  }

  @Test(
    "A length that is more than was armed is a fault, not a length",
    arguments: [(0xffff_ffff, CDRV_FAULT_NOT_PROGRAMMED), (100_000, CDRV_FAULT_DMA_INTERNAL)]
      as [(UInt32, cdrv_fault)])
  func refusesImpossibleLengths(_ length: UInt32, _ expected: cdrv_fault) throws {
    let board = try RecordedBoard()
    board.route()
    ctest_recorder_force_read(board.recorder, 0, 0x58, length)
    let (status, report, _) = try board.exchange()
    #expect(status == (expected == CDRV_FAULT_NOT_PROGRAMMED ? -19 : -5))
    #expect(report.fault == expected && report.received == 0)
  }

  @Test("An engine that halted between transfers is reset once and used")
  func revivesHaltedEngines() throws {
    let board = try RecordedBoard()
    board.route()
    #expect(try board.exchange().status == 0)
    #expect(cdrv_window_write32(board.device, RecordedBoard.dma, 0x30, 0) == 0)
    #expect(try board.exchange().reply == RecordedBoard.message)
  }

  @Test("A back end that owns the DMA registers reports through the same decoder")
  func decodesForeignStatus() throws {
    for (mm2s, s2mm, expected, status) in [
      (0x1002, 0x1002, CDRV_FAULT_NONE, 0), (0x5041, 0, CDRV_FAULT_DMA_DECODE, -5),
      (0x1002, 0x5021, CDRV_FAULT_DMA_SLAVE, -5), (0x1002, 0x1, CDRV_FAULT_HALTED, -5),
      (0xffff_ffff, 0, CDRV_FAULT_NOT_PROGRAMMED, -19),
    ] as [(UInt32, UInt32, cdrv_fault, Int32)] {
      let board = try RecordedBoard()
      ctest_recorder_own_dma(board.recorder, mm2s, s2mm, 48)
      let tx = try board.buffer(64)
      let rx = try board.buffer(64)
      defer {
        cdrv_buffer_free(tx)
        cdrv_buffer_free(rx)
      }
      #expect(cdrv_dma_submit(board.device, 0, tx, 0, 64, rx, 0, 64) == 0)
      var report = cdrv_dma_report()
      #expect(cdrv_dma_wait(board.device, 0, 1_000_000, &report) == status)
      #expect(report.fault == expected)
      #expect(status != 0 || report.received == 48)
      #expect(cdrv_buffer_owner(rx) == CDRV_OWNER_NOBODY)
    }
  }

  @Test("A wait without a transfer is refused")
  func refusesIdleWaits() throws {
    let board = try RecordedBoard()
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, 1, &report) == -22)
    #expect(cdrv_dma_wait(board.device, 2, 1, &report) == -22)
    #expect(cdrv_dma_wait(board.device, 9, 1, &report) == -22)
  }

  /// After a failure the fabric is reset, and the same exchange gives the right words.
  private func expectRecovery(_ board: RecordedBoard) throws {
    #expect(cdrv_fabric_reset(board.device) == 0)
    board.route()
    let (status, report, reply) = try board.exchange()
    #expect(status == 0 && report.fault == CDRV_FAULT_NONE)
    #expect(reply == RecordedBoard.message)
  }
}
