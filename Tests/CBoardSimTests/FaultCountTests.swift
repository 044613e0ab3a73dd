// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

/// When faults strike: `@N` and `xM`.
struct FaultCountTests {
  private let message = SmallNetwork.lenet.load(0)

  /// Whether each of so many exchanges was good, with a fabric reset after each that was not.
  private func outcomes(_ board: SimulatedBoard, _ count: Int) throws -> [Bool] {
    try (0..<count).map { _ in
      let exchange = try board.exchange(message, room: 9, timeout: 300_000_000)
      let good = exchange.status == 0 && exchange.reply == message
      if !good { board.resetFabric() }
      return good
    }
  }

  static let cases: [(String, [Bool])] = [
    ("", [false, true, true, true, true]),
    ("@3", [true, true, false, true, true]),
    ("x2", [false, false, true, true, true]),
    ("@2x3", [true, false, false, false, true]),
    ("@4x*", [true, true, true, false, false]),
  ]

  @Test(
    "A fault strikes at the Nth exchange, M times",
    arguments: [
      "slverr", "decerr", "interr", "no-tlast", "early-tlast", "bad-reply", "bad-weights",
    ],
    cases)
  func counts(_ name: String, _ occasions: (text: String, good: [Bool])) throws {
    let board = try SimulatedBoard("fault=\(name)\(occasions.text)")
    #expect(try outcomes(board, 5) == occasions.good)
  }

  @Test("Interrupts are lost at the Nth exchange, M times")
  func countsLostInterrupts() throws {
    let board = try SimulatedBoard("fault=lost-irq@2x2")
    let lost = try (0..<5).map { _ in
      try board.exchange(message, room: 9).report.interrupt_lost
    }
    #expect(lost == [false, true, true, false, false])
  }

  @Test("A receive, and a send that finds no memory, count as no exchange")
  func countsSends() throws {
    let board = try SimulatedBoard("fault=slverr@2")
    try board.send(message)
    #expect(try board.receive(9) == message)
    board.start(.send, address: 0, length: 16)
    #expect(board.status(.send) & DMAStatus.decodeError != 0)
    #expect(cdrv_dma_reset(board.device, SimulatedBoard.engine0) == 0)
    let second = try board.exchange(message, room: 9)
    #expect(second.report.fault == CDRV_FAULT_DMA_SLAVE)
  }

  @Test(
    "A fault of one engine's exchange spares what another engine has begun",
    arguments: ["slverr", "decerr", "interr", "bad-weights"])
  func strikesOneEngine(_ name: String) throws {
    let board = try SimulatedBoard("fault=\(name)@2")
    let second = SmallNetwork.lenet.load(1)
    // One word of it goes nowhere before the first reply is fetched.
    let first = try board.buffer(holding: message + second.prefix(1))
    defer { cdrv_buffer_free(first) }
    #expect(cdrv_dma_submit(board.device, 0, first, 0, 40, nil, 0, 0) == 0)

    let load = try board.buffer(holding: LeNet.load(3))
    defer { cdrv_buffer_free(load) }
    #expect(cdrv_dma_submit(board.device, 1, load, 0, cdrv_buffer_size(load), nil, 0, 0) == 0)
    board.connect(SwitchOutput.engine0, to: SwitchRegister.off)
    board.connect(SwitchOutput.engine1, to: SwitchInput.core)
    board.commit()
    #expect(cdrv_dma_reset(board.device, SimulatedBoard.engine1) == 0)
    let reply = try board.exchange([], room: 9, engine: SimulatedBoard.engine1)
    #expect(reply.reply == message)

    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, 1_000_000_000, &report) == 0)
    board.route()
    let rest = try board.exchange(Array(second.dropFirst()), room: 9)
    #expect(rest.reply == second)
  }

  @Test(
    "A lasting fault ends with the Mth fabric reset, and does not come back",
    arguments: ["stuck", "stuck@2", "unprogrammed", "unprogrammed@2"], 1...3)
  func lasts(_ name: String, _ resets: Int) throws {
    let board = try SimulatedBoard("fault=\(name)x\(resets)")
    let before = name.hasSuffix("@2") ? 1 : 0
    let expected =
      [Bool](repeating: true, count: before) + [Bool](repeating: false, count: resets)
      + [true, true]
    #expect(try outcomes(board, expected.count) == expected)
  }

  @Test("A fault of * never ends", arguments: ["stuck", "unprogrammed"])
  func lastsForever(_ name: String) throws {
    let board = try SimulatedBoard("fault=\(name)x*")
    #expect(try outcomes(board, 10) == [Bool](repeating: false, count: 10))
  }

  @Test("Faults of several names and of the same name strike independently")
  func combines() throws {
    let board = try SimulatedBoard("fault=slverr@2,fault=stuck@4,fault=slverr@6,fault=bad-reply@2")
    #expect(
      try outcomes(board, 7) == [true, false, true, false, true, false, true])
  }
}
