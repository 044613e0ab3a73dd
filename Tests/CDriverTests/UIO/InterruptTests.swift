// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct UIOInterruptTests {
  private func board(_ line: ctest_line, _ options: String = "") throws -> UIOBoard {
    let kernel = try FakeKernel(options)
    ctest_kernel_add_overlay(kernel.pointer)
    kernel.offer(CTEST_UDMABUF)
    ctest_kernel_set_line(kernel.pointer, line)
    return try UIOBoard(kernel)
  }

  @Test(
    "An exchange completes whatever becomes of its interrupts",
    arguments: [
      CTEST_LINE_GOOD, CTEST_LINE_NONE, CTEST_LINE_LOST, CTEST_LINE_HALF, CTEST_LINE_SKIPS,
      CTEST_LINE_SHORT,
    ])
  func completes(_ line: ctest_line) throws {
    let board = try board(line, "latency=20ms")
    defer { withExtendedLifetime(board) {} }
    board.route()
    for _ in 0..<3 {
      let result = try board.exchange()
      #expect(result.status == 0 && result.reply == UIOBoard.message)
    }
    #expect(board.statistics.exchanges == 3 && board.statistics.failed_exchanges == 0)
  }

  @Test("Interrupts that should have come and did not are counted, others are not")
  func countsLost() throws {
    for (line, isLost) in [
      (CTEST_LINE_GOOD, false), (CTEST_LINE_NONE, false), (CTEST_LINE_LOST, true),
      (CTEST_LINE_HALF, false), (CTEST_LINE_SKIPS, true),
    ] {
      let board = try board(line, "latency=5ms")
      defer { withExtendedLifetime(board) {} }
      board.route()
      _ = try board.exchange()
      let result = try board.exchange()
      #expect(result.report.interrupt_lost == isLost, "\(line)")
    }
  }

  @Test("With one of its two lines an engine is no more than an eighth late")
  func halfALine() throws {
    let good = try board(CTEST_LINE_GOOD, "latency=40ms")
    defer { withExtendedLifetime(good) {} }
    let half = try board(CTEST_LINE_HALF, "latency=40ms")
    defer { withExtendedLifetime(half) {} }
    good.route()
    half.route()
    let expected = try good.exchange().report.elapsed_ns
    let elapsed = try half.exchange().report.elapsed_ns
    #expect(expected >= 40_000_000)
    #expect(elapsed <= expected + expected / 8 + 200_000)
  }

  @Test(
    "A wait ends when its time is up, and not much later",
    arguments: [
      CTEST_LINE_GOOD, CTEST_LINE_NONE, CTEST_LINE_LOST,
    ])
  func timesOut(_ line: ctest_line) throws {
    let board = try board(line, "fault=stuck")
    defer { withExtendedLifetime(board) {} }
    board.route()
    let result = try board.exchange(timeout: 300_000_000)
    #expect(result.status == -110)
    #expect(result.report.elapsed_ns >= 300_000_000)
    #expect(result.report.elapsed_ns < 301_000_000)
    // Naps grow, so the registers are not worn out.
    #expect(board.kernel.accesses < 3_000)
    #expect(cdrv_fabric_reset(board.device) == 0)
    try board.expectEcho()
  }

  @Test("A device whose interrupt fails is polled from then on")
  func fails() throws {
    for call in ["write", "read", "poll"] {
      let board = try board(CTEST_LINE_GOOD, "latency=5ms")
      defer { withExtendedLifetime(board) {} }
      board.kernel.fail(call, "/dev/uio0", 5)
      try board.expectEcho()
      try board.expectEcho()
    }
  }

  @Test(
    "Error bits end a wait with their names",
    arguments: [
      ("slverr", CDRV_FAULT_DMA_SLAVE), ("decerr", CDRV_FAULT_DMA_DECODE),
      ("interr", CDRV_FAULT_DMA_INTERNAL), ("no-tlast", CDRV_FAULT_NO_REPLY),
    ])
  func errors(_ name: String, _ fault: cdrv_fault) throws {
    let board = try board(CTEST_LINE_GOOD, "fault=\(name)")
    defer { withExtendedLifetime(board) {} }
    board.route()
    let result = try board.exchange()
    #expect(result.status != 0 && result.report.fault == fault)
    #expect(cdrv_fabric_reset(board.device) == 0)
    try board.expectEcho()
  }
}
