// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

struct DMAErrorTests {
  private static let size: UInt32 = 64

  /// A running board, a buffer of 64 bytes, and its bus address.
  private func boardWithBuffer() throws -> (SimulatedBoard, OpaquePointer, UInt32) {
    let board = try SimulatedBoard()
    let buffer = try board.buffer(Int(Self.size))
    return (board, buffer, board.address(of: buffer))
  }

  private func expectFailure(
    _ board: SimulatedBoard, _ channel: Channel, _ error: UInt32,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let expected = DMAStatus.halted | DMAStatus.errorInterrupt | error
    #expect(board.status(channel) == expected, sourceLocation: location)
    let run = board.read(channel, DMARegister.control) & DMAControl.run
    #expect(run == 0, "an error clears RS", sourceLocation: location)
  }

  @Test(
    "A length of zero, or anything unaligned, is DMAIntErr", arguments: Channel.allCases,
    [(0, 0), (0, 63), (2, 32), (0, 1 << 23)] as [(UInt32, UInt32)])
  func refuses(_ channel: Channel, _ transfer: (offset: UInt32, length: UInt32)) throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(channel, address: address + transfer.offset, length: transfer.length)
    expectFailure(board, channel, DMAStatus.internalError)
  }

  @Test(
    "Memory that is in no buffer is DMADecErr", arguments: Channel.allCases,
    [(-4, 4), (0, 68), (60, 8), (64, 4), (-0x1000_0000, 4)] as [(Int64, UInt32)])
  func decodesNowhere(_ channel: Channel, _ transfer: (offset: Int64, length: UInt32)) throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    let outside = UInt32(truncatingIfNeeded: Int64(address) + transfer.offset)
    board.start(channel, address: outside, length: transfer.length)
    expectFailure(board, channel, DMAStatus.decodeError)
  }

  @Test("The last words of a buffer are memory like the others", arguments: Channel.allCases)
  func reachesTheEnd(_ channel: Channel) throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(channel, address: address + 60, length: 4)
    #expect(board.status(channel) & DMAStatus.halted == 0)
  }

  @Test("An error stays until a reset", arguments: Channel.allCases)
  func staysUntilReset(_ channel: Channel) throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(channel, address: 0, length: 16)
    board.write(channel, DMARegister.status, .max)
    #expect(board.status(channel) == DMAStatus.halted | DMAStatus.decodeError)
    board.start(channel, address: address, length: 16)
    #expect(board.status(channel) == DMAStatus.halted | DMAStatus.decodeError)
    board.write(channel, DMARegister.control, DMAControl.reset)
    #expect(board.status(channel) == DMAStatus.halted)
    board.start(channel, address: address, length: 16)
    #expect(board.status(channel) & DMAStatus.halted == 0)
  }

  @Test("An error of one channel leaves the other one running")
  func failsAlone() throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(.receive, address: address, length: 64)
    board.start(.send, address: 0, length: 16)
    expectFailure(board, .send, DMAStatus.decodeError)
    #expect(board.status(.receive) == 0)
  }

  @Test("A reply longer than LENGTH fills the buffer and is DMAIntErr")
  func overflows() throws {
    let board = try SimulatedBoard()
    let exchange = try board.exchange(SmallNetwork.lenet.load(0), room: 8)
    #expect(exchange.status == Status.ioError)
    #expect(exchange.report.fault == CDRV_FAULT_DMA_INTERNAL)
    #expect(exchange.report.s2mm_sr & DMAStatus.internalError != 0)
    #expect(exchange.report.mm2s_sr & DMAStatus.halted == 0)
  }
}
