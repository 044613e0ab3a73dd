// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import CTestBackend
import Foundation
import Testing

struct TraceTests {
  @Test("An exchange is written down as it happens, registers by name")
  func sequence() throws {
    let board = try TracedBoard()
    #expect(try board.exchange().status == -110, "nothing is routed yet")
    board.route()
    #expect(cdrv_fabric_reset(board.device) == 0)
    board.route()
    #expect(cdrv_dma_reset(board.device, 0) == 0)
    let before = board.lines.count
    #expect(try board.exchange().status == 0)
    #expect(
      Array(board.lines[before...]) == [
        "alloc   20032 bytes at 0x1000c000", "alloc   20032 bytes at 0x10012000",
        "sync    for the board, 20032 bytes at 0x1000c000",
        "receive dma0 S2MM, up to 20032 bytes to 0x10012000",
        "send    dma0 MM2S, 20032 bytes from 0x1000c000",
        "read    dma0 S2MM_DMASR = 0x00000000", "write   dma0 S2MM_DMASR = 0x00007000",
        "write   dma0 S2MM_DA = 0x10012000", "write   dma0 S2MM_LENGTH = 0x00004e40",
        "read    dma0 MM2S_DMASR = 0x00000000", "write   dma0 MM2S_DMASR = 0x00007000",
        "write   dma0 MM2S_SA = 0x1000c000", "write   dma0 MM2S_LENGTH = 0x00004e40",
        "wait    dma0, interrupt", "read    dma0 MM2S_DMASR = 0x00001002",
        "read    dma0 S2MM_DMASR = 0x00000000", "write   dma0 MM2S_DMASR = 0x00001000",
        "wait    dma0, interrupt", "read    dma0 MM2S_DMASR = 0x00000002",
        "read    dma0 S2MM_DMASR = 0x00001002", "read    dma0 S2MM_LENGTH = 0x00004e40",
        "write   dma0 S2MM_DMASR = 0x00001000", "end     dma0, 20032 bytes received",
        "sync    for the CPU, 20032 bytes at 0x10012000", "free    20032 bytes at 0x1000c000",
        "free    20032 bytes at 0x10012000",
      ])
  }

  @Test(
    "It counts what the device counts, whatever goes wrong",
    arguments: ["", "fault=slverr", "fault=lost-irq", "fault=early-tlast", "fault=stuck"])
  func counts(_ options: String) throws {
    let board = try TracedBoard(options)
    board.route()
    for _ in 0..<3 { _ = try board.exchange() }
    var stats = cdrv_stats()
    cdrv_device_stats(board.device, &stats)
    let (events, dropped) = board.contents()
    #expect(dropped == 0)
    #expect(board.count(CDRV_TRACE_READ) == stats.register_reads)
    #expect(board.count(CDRV_TRACE_WRITE) == stats.register_writes)
    #expect(board.count(CDRV_TRACE_SEND) == stats.exchanges && stats.exchanges == 3)
    #expect(board.count(CDRV_TRACE_RECEIVE) == 3 && board.count(CDRV_TRACE_END) == 3)
    let ends = events.filter { $0.kind == CDRV_TRACE_END.rawValue }
    #expect(ends.count { $0.status != 0 } == Int(stats.failed_exchanges))
    #expect(ends.count { $0.interrupt_lost != 0 } == Int(stats.lost_interrupts))
    #expect(ends.reduce(0) { $0 + $1.board_ns } == stats.board_ns)
    let synced = events.filter {
      [CDRV_TRACE_SYNC_CPU.rawValue, CDRV_TRACE_SYNC_DEVICE.rawValue].contains($0.kind)
    }
    #expect(synced.reduce(0) { $0 + $1.length } == stats.bytes_synced)
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.start_ns <= $1.start_ns })
  }

  @Test("What fails says how")
  func failures() throws {
    let board = try TracedBoard("fault=decerr")
    board.route()
    #expect(try board.exchange().status == -5)
    #expect(
      board.lines.contains("end     dma0, 0 bytes received: failed, DMADecErr"), "\(board.lines)")
  }

  @Test("An exchange that is reset ends once")
  func reset() throws {
    let board = try TracedBoard()
    let tx = try board.buffer(64)
    let rx = try board.buffer(64)
    #expect(cdrv_dma_submit(board.device, 0, tx, 0, 64, rx, 0, 64) == 0)
    cdrv_buffer_free(tx)
    cdrv_buffer_free(rx)
    #expect(
      board.lines.filter { $0.hasPrefix("end") } == [
        "end     dma0, 0 bytes received: reset under it"
      ])
  }

  @Test("A full trace keeps the newest events and counts the others")
  func overflow() throws {
    let all = try TracedBoard()
    let few = try TracedBoard(capacity: 7)
    for board in [all, few] {
      board.route()
      #expect(try board.exchange().status == 0)
    }
    let (events, dropped) = few.contents()
    #expect(events.count == 7 && Int(dropped) == all.lines.count - 7)
    #expect(few.lines == all.lines.suffix(7))
    var made: OpaquePointer?
    #expect(cdrv_trace_create(0, &made) == -22)
    #expect(cdrv_trace_create(Int(CDRV_TRACE_MOST) + 1, &made) == -22)
  }

  @Test("It outlives the device, and the board does the same with it as without")
  func sameOperations() throws {
    let plain = try RecordedBoard()
    plain.route()
    let reply = try plain.exchange().reply
    var trace: OpaquePointer?
    #expect(cdrv_trace_create(1000, &trace) == 0)
    let kept = try #require(trace)
    defer { cdrv_trace_unref(kept) }
    let (operations, traced) = try recorded(into: kept)
    #expect(operations == plain.operations() && traced == reply)
    #expect(cdrv_trace_count(kept) > 20)
  }

  /// What reaches the back end behind a trace, up to before the close, and the reply.
  private func recorded(into trace: OpaquePointer) throws -> ([String], [Int32]) {
    let board = try RecordedBoard(tracing: trace)
    board.route()
    let reply = try board.exchange().reply
    return (board.operations(), reply)
  }

  @Test("A back end that owns the DMA registers is traced by its exchanges")
  func ownDMA() throws {
    var trace: OpaquePointer?
    #expect(cdrv_trace_create(1000, &trace) == 0)
    let kept = try #require(trace)
    defer { cdrv_trace_unref(kept) }
    let board = try RecordedBoard(tracing: kept, ownDMA: true)
    _ = try board.exchange()
    var events = [cdrv_trace_event](repeating: cdrv_trace_event(), count: 20)
    var dropped: UInt64 = 0
    let count = cdrv_trace_copy(kept, &events, 20, &dropped)
    let kinds = events.prefix(count).map { TracedBoard.text($0).prefix { $0 != " " } }
    #expect(
      kinds == [
        "alloc", "alloc", "sync", "receive", "send", "wait", "end", "sync", "free", "free",
      ])
  }
}
