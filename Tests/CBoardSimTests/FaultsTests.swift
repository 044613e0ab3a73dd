// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

/// What the registers and the driver show of each fault.
struct FaultsTests {
  private let message = LeNet.load(3)
  private let timeout: UInt64 = 300_000_000

  private func exchange(_ board: SimulatedBoard, _ message: [Int32]? = nil) throws -> Exchange {
    let words = message ?? self.message
    return try board.exchange(words, room: words.count, timeout: timeout)
  }

  @Test(
    "DMASR errors halt one channel, and the core is left in mid-message",
    arguments: [
      ("slverr", CDRV_FAULT_DMA_SLAVE, DMAStatus.slaveError, Channel.send),
      ("decerr", CDRV_FAULT_DMA_DECODE, DMAStatus.decodeError, .receive),
      ("interr", CDRV_FAULT_DMA_INTERNAL, DMAStatus.internalError, .receive),
    ])
  func errors(_ name: String, _ fault: cdrv_fault, _ bit: UInt32, _ victim: Channel) throws {
    let board = try SimulatedBoard("fault=\(name)")
    let failed = try exchange(board)
    #expect(failed.status == Status.ioError)
    #expect(failed.report.fault == fault)
    let halted = DMAStatus.halted | DMAStatus.errorInterrupt | bit
    #expect(failed.report.mm2s_sr == (victim == .send ? halted : 0))
    #expect(failed.report.s2mm_sr == (victim == .receive ? halted : 0))
    // Half of the message went in: the core takes the next one for the rest.
    #expect(try exchange(board).reply != message)
    board.resetFabric()
    #expect(try exchange(board).reply == message)
  }

  @Test("no-tlast: all words arrive, and the receive never ends")
  func noTLAST() throws {
    let board = try SimulatedBoard("fault=no-tlast")
    let failed = try exchange(board)
    #expect(failed.status == Status.timedOut)
    #expect(failed.report.fault == CDRV_FAULT_NO_REPLY)
    #expect(failed.report.s2mm_sr == 0)
    #expect(try exchange(board).reply == message)
  }

  @Test("early-tlast: the reply comes in two packets")
  func earlyTLAST() throws {
    let board = try SimulatedBoard("fault=early-tlast")
    let short = try exchange(board)
    #expect(short.status == 0)
    #expect(Int(short.report.received) == short.reply.count * 4)
    #expect(!short.reply.isEmpty && short.reply.count < message.count)
    let rest = try board.receive(message.count)
    #expect(short.reply + rest == message)
    #expect(try exchange(board).reply == message)
  }

  @Test("lost-irq: the exchange completes, and only a look at the registers tells")
  func lostInterrupt() throws {
    let board = try SimulatedBoard("fault=lost-irq")
    let plain = try SimulatedBoard().exchange(message, room: message.count)
    #expect(!plain.report.interrupt_lost)
    let late = try exchange(board)
    #expect(late.status == 0 && late.reply == message)
    #expect(late.report.interrupt_lost)
    #expect(late.report.elapsed_ns > plain.report.elapsed_ns)
    let next = try exchange(board)
    #expect(next.reply == message && !next.report.interrupt_lost)
  }

  @Test("stuck: the core takes nothing, and no reset of the engine helps")
  func stuck() throws {
    let board = try SimulatedBoard("fault=stuck@2")
    #expect(try exchange(board).reply == message)
    for _ in 0..<2 {
      let failed = try exchange(board)
      #expect(failed.status == Status.timedOut)
      #expect(failed.report.fault == CDRV_FAULT_INPUT_STALLED)
    }
    board.resetFabric()
    #expect(try exchange(board).reply == message)
  }

  @Test("bad-reply: the reply is corrupted, the weights are not")
  func badReply() throws {
    let board = try SimulatedBoard("fault=bad-reply@6")
    let network = SmallNetwork.lenet
    try board.load(network)
    let images = network.images([127, 64, 32])
    #expect(try board.classify(images, network) == [7, 4, 2])
    let bad = try board.exchange(images, room: 11)
    #expect(bad.status == 0)
    #expect(bad.reply.count == 11)
    #expect(bad.reply.prefix(8) != images.prefix(8), "the header tells")
    #expect(try board.classify(images, network) == [7, 4, 2])
  }

  @Test("bad-weights: one word is corrupted on its way in, and the echo tells which")
  func badWeights() throws {
    let board = try SimulatedBoard("fault=bad-weights@5")
    let network = SmallNetwork.lenet
    try board.load(network)
    let images = network.images([127])
    #expect(try board.classify(images, network) == [7], "an inference has no weights to corrupt")
    let load = network.load(3)
    let bad = try board.exchange(load, room: 9)
    #expect(bad.status == 0)
    #expect(bad.reply.dropLast() == load.dropLast())
    #expect(bad.reply.last != load.last)
    #expect(try board.classify(images, network) != [7], "the core works with what arrived")
    try board.load(load)
    #expect(try board.classify(images, network) == [7])
  }

  @Test("bad-weights leaves the words in memory as they are")
  func badWeightsKeepsMemory() throws {
    let board = try SimulatedBoard("fault=bad-weights")
    let buffer = try board.buffer(holding: message)
    defer { cdrv_buffer_free(buffer) }
    #expect(cdrv_dma_submit(board.device, 0, buffer, 0, message.count * 4, nil, 0, 0) == 0)
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, timeout, &report) == 0)
    #expect(try board.words(buffer, count: message.count) == message)
    let echo = try board.receive(message.count)
    #expect(zip(echo, message).filter { $0 != $1 }.count == 1)
  }

  @Test("unprogrammed: every register of the fabric reads all ones, and system control does not")
  func unprogrammed() throws {
    let board = try SimulatedBoard("fault=unprogrammed")
    for window in [SimulatedBoard.engine0, SimulatedBoard.engine1, SimulatedBoard.streamSwitch] {
      for offset in [0, 4, 0x40, 0xfffc] as [UInt32] {
        #expect(board.read(offset, of: window) == .max)
      }
    }
    #expect(board.read(SystemControl.fabricReset, of: SimulatedBoard.systemControl) == 0)
    #expect(cdrv_dma_reset(board.device, SimulatedBoard.engine0) == Status.noDevice)
    #expect(try exchange(board).status == Status.noDevice)
    board.resetFabric()
    #expect(try exchange(board).reply == message)
  }

  @Test("unprogrammed in mid-session: the exchange ends in the fault of that name")
  func losesItsDesign() throws {
    let board = try SimulatedBoard("fault=unprogrammed@2")
    #expect(try exchange(board).reply == message)
    let failed = try exchange(board)
    #expect(failed.status == Status.noDevice)
    #expect(failed.report.fault == CDRV_FAULT_NOT_PROGRAMMED)
    #expect(failed.report.mm2s_sr == .max)
    board.resetFabric()
    #expect(try exchange(board).reply == message)
  }
}
