// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

struct LoopbackTests {
  private let message = (0..<100).map { Int32($0 * 3 - 50) }

  private func loop(_ options: String = "") throws -> SimulatedBoard {
    let board = try SimulatedBoard(options, routed: false)
    board.connect(SwitchOutput.engine0, to: SwitchInput.engine0)
    board.commit()
    return board
  }

  @Test("What is sent comes back, however often", arguments: [1, 2, 99, 100])
  func returns(_ count: Int) throws {
    let board = try loop()
    for _ in 0..<3 {
      let exchange = try board.exchange(Array(message.prefix(count)), room: 100)
      #expect(exchange.status == 0)
      #expect(exchange.reply == Array(message.prefix(count)))
    }
  }

  @Test("More than there is room for is DMAIntErr")
  func overflows() throws {
    let board = try loop()
    let exchange = try board.exchange(message, room: 99)
    #expect(exchange.status == Status.ioError)
    #expect(exchange.report.fault == CDRV_FAULT_DMA_INTERNAL)
    #expect(try board.exchange(message, room: 100).reply == message)
  }

  @Test("Nothing moves before there is a receiver, and without a route")
  func waits() throws {
    let board = try loop()
    let alone = try board.exchange(message, room: 0, timeout: 1_000_000)
    #expect(alone.status == Status.timedOut)
    #expect(alone.report.fault == CDRV_FAULT_INPUT_STALLED)
    board.connect(SwitchOutput.engine0, to: SwitchRegister.off)
    board.commit()
    let cut = try board.exchange(message, room: 100, timeout: 1_000_000)
    #expect(cut.status == Status.timedOut)
  }

  @Test("One engine may send to the other")
  func crosses() throws {
    let board = try SimulatedBoard("", routed: false)
    board.connect(SwitchOutput.engine1, to: SwitchInput.engine0)
    board.commit()
    let sent = try board.buffer(holding: message)
    let received = try board.buffer(400)
    defer {
      cdrv_buffer_free(sent)
      cdrv_buffer_free(received)
    }
    #expect(cdrv_dma_submit(board.device, 1, nil, 0, 0, received, 0, 400) == 0)
    #expect(cdrv_dma_submit(board.device, 0, sent, 0, 400, nil, 0, 0) == 0)
    var report = cdrv_dma_report()
    for engine in [0, 1] as [UInt32] {
      #expect(cdrv_dma_wait(board.device, engine, 1_000_000_000, &report) == 0)
    }
    #expect(try board.words(received, count: 100) == message)
  }

  @Test("Latency and bus errors are the loop's as they are the core's")
  func hasFaults() throws {
    let board = try loop("latency=5ms,fault=slverr@2")
    #expect(try board.exchange(message, room: 100, timeout: 4_000_000).status == Status.timedOut)
    let broken = try board.exchange(message, room: 100)
    #expect(broken.report.fault == CDRV_FAULT_DMA_SLAVE)
    #expect(try board.exchange(message, room: 100).reply == message)
  }
}
