// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

struct DMATests {
  /// Half a message: the core takes it and says nothing.
  private let words = Array(LeNet.load(3).prefix(64))

  /// A board with running channels, a buffer of 64 words, and its bus address.
  private func boardWithBuffer() throws -> (SimulatedBoard, OpaquePointer, UInt32) {
    let board = try SimulatedBoard()
    let buffer = try board.buffer(holding: words)
    return (board, buffer, board.address(of: buffer))
  }

  @Test(
    "After power-up both channels are halted, not idle and without errors",
    arguments: [0, 1] as [UInt32])
  func powerUp(_ engine: UInt32) throws {
    let board = try SimulatedBoard()
    for channel in Channel.allCases {
      let status = board.read(channel.rawValue + DMARegister.status, of: engine)
      #expect(status == DMAStatus.halted)
      let control = board.read(channel.rawValue + DMARegister.control, of: engine)
      #expect(control == DMAControl.readsAsOne | DMAControl.thresholdOfOne)
    }
  }

  @Test("A LENGTH written while halted is lost", arguments: Channel.allCases)
  func ignoresLengthWhileHalted(_ channel: Channel) throws {
    let board = try SimulatedBoard()
    board.write(channel, DMARegister.length, 16)
    #expect(board.status(channel) == DMAStatus.halted)
    #expect(board.read(channel, DMARegister.length) == 0)
    board.write(channel, DMARegister.control, DMAControl.run)
    #expect(board.status(channel) == 0, "running, and nothing was started")
  }

  @Test("Run clears halted, stop sets it, and neither touches the other channel")
  func runAndStop() throws {
    let board = try SimulatedBoard()
    board.write(.send, DMARegister.control, DMAControl.run)
    #expect(board.status(.send) == 0)
    #expect(board.status(.receive) == DMAStatus.halted)
    board.write(.send, DMARegister.control, 0)
    #expect(board.status(.send) == DMAStatus.halted)
  }

  @Test("A completed transfer is idle with its interrupt, which writing 1 clears")
  func completes() throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(.send, address: address, length: 256)
    #expect(board.status(.send) == 0, "words take time")
    board.pass(nanoseconds: 1_000)
    let done = DMAStatus.idle | DMAStatus.completionInterrupt
    #expect(board.status(.send) == done)
    board.write(.send, DMARegister.status, 0)
    board.write(.send, DMARegister.status, ~DMAStatus.completionInterrupt)
    #expect(board.status(.send) == done, "only a 1 in its own place clears a bit")
    board.write(.send, DMARegister.status, DMAStatus.completionInterrupt)
    #expect(board.status(.send) == DMAStatus.idle)
  }

  @Test("A halted channel is not idle, nor is one that runs again without a transfer")
  func haltedIsNotIdle() throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(.send, address: address, length: 16)
    #expect(board.status(.send) & DMAStatus.idle != 0)
    board.write(.send, DMARegister.control, 0)
    #expect(board.status(.send) & 0xf == DMAStatus.halted)
    board.write(.send, DMARegister.control, DMAControl.run)
    #expect(board.status(.send) & 0xf == 0)
  }

  @Test("Bits of LENGTH above its 23 are lost", arguments: Channel.allCases)
  func truncatesLength(_ channel: Channel) throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(channel, address: address, length: 0xff80_0010)
    #expect(board.read(channel, DMARegister.length) == 16)
    #expect(board.status(channel) & DMAStatus.halted == 0)
  }

  @Test("A LENGTH written while a transfer runs changes nothing")
  func ignoresLengthWhileRunning() throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(.receive, address: address, length: 16)
    board.write(.receive, DMARegister.length, 4)
    #expect(board.read(.receive, DMARegister.length) == 16)
  }

  @Test("Reset of either channel takes both down", arguments: Channel.allCases)
  func resets(_ channel: Channel) throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.start(.receive, address: address, length: 16)
    board.start(.send, address: address, length: 12)
    board.write(channel, DMARegister.control, DMAControl.reset | DMAControl.run)
    board.pass(nanoseconds: 1_000)
    for channel in Channel.allCases {
      #expect(board.status(channel) == DMAStatus.halted)
      let control = board.read(channel, DMARegister.control)
      #expect(control == DMAControl.readsAsOne | DMAControl.thresholdOfOne)
      #expect(board.read(channel, DMARegister.length) == 0)
    }
  }

  @Test("A transfer that was stopped does not go on by itself")
  func stopDropsTransfers() throws {
    let (board, buffer, address) = try boardWithBuffer()
    defer { cdrv_buffer_free(buffer) }
    board.connect(SwitchOutput.core, to: SwitchRegister.off)
    board.commit()
    board.start(.send, address: address, length: 16)
    board.write(.send, DMARegister.control, 0)
    board.write(.send, DMARegister.control, DMAControl.run)
    board.route()
    board.pass(nanoseconds: 1_000)
    #expect(board.status(.send) == 0)
  }

  @Test("LENGTH of a receive reads the bytes that came before TLAST")
  func countsReceivedBytes() throws {
    let board = try SimulatedBoard()
    let message = SmallNetwork.lenet.load(0)
    let exchange = try board.exchange(message, room: 100)
    #expect(exchange.status == 0)
    #expect(exchange.reply == message)
    #expect(exchange.report.received == UInt32(message.count * 4))
    #expect(board.read(.receive, DMARegister.length) == UInt32(message.count * 4))
  }
}
