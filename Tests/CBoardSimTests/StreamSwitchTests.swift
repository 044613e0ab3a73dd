// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

struct StreamSwitchTests {
  private let message = SmallNetwork.lenet.load(0)
  private let short: UInt64 = 10_000_000

  private func expectStall(
    _ board: SimulatedBoard, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let exchange = try board.exchange(message, room: message.count, timeout: short)
    #expect(exchange.status == Status.timedOut, sourceLocation: location)
    #expect(exchange.report.fault == CDRV_FAULT_INPUT_STALLED, sourceLocation: location)
  }

  @Test("After power-up and after a fabric reset every output is off")
  func startsOff() throws {
    let board = try SimulatedBoard()
    try board.load(message)
    #expect(cdrv_fabric_reset(board.device) == 0)
    for output in UInt32(0)..<7 {
      let route = board.read(SwitchRegister.output(output), of: SimulatedBoard.streamSwitch)
      #expect(route == SwitchRegister.off)
    }
    try expectStall(board)
  }

  @Test("Without a route no data moves")
  func needsRoutes() throws {
    let board = try SimulatedBoard("", routed: false)
    try expectStall(board)
    board.connect(SwitchOutput.core, to: SwitchInput.engine0)
    board.commit()
    let exchange = try board.exchange(message, room: message.count, timeout: short)
    #expect(exchange.report.fault == CDRV_FAULT_NO_REPLY, "the way back is missing still")
  }

  @Test("Routes take effect with the commit, and then for a transfer that waits already")
  func commits() throws {
    let board = try SimulatedBoard("", routed: false)
    board.connect(SwitchOutput.core, to: SwitchInput.engine0)
    board.connect(SwitchOutput.engine0, to: SwitchInput.core)
    let staged = board.read(
      SwitchRegister.output(SwitchOutput.engine0), of: SimulatedBoard.streamSwitch)
    #expect(staged == SwitchInput.core)
    try expectStall(board)
    board.write(~2, to: SwitchRegister.control, of: SimulatedBoard.streamSwitch)
    try expectStall(board)

    let buffer = try board.buffer(holding: message)
    defer { cdrv_buffer_free(buffer) }
    let size = message.count * 4
    #expect(cdrv_dma_submit(board.device, 0, buffer, 0, size, nil, 0, 0) == 0)
    board.commit()
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, 1_000_000_000, &report) == 0)
    #expect(try board.receive(message.count) == message)
  }

  @Test("A route that is staged anew leaves the old one in place until the commit")
  func stagesOverOldRoutes() throws {
    let board = try SimulatedBoard()
    #expect(cdrv_switch_off(board.device, SimulatedBoard.streamSwitch, SwitchOutput.core) == 0)
    try board.load(message)
    board.commit()
    try expectStall(board)
  }

  @Test("An input goes to the lowest output that asks for it")
  func lowestOutputWins() throws {
    let board = try SimulatedBoard()
    board.connect(SwitchOutput.simpleSum, to: SwitchInput.engine0)
    board.commit()
    try expectStall(board)
    #expect(
      cdrv_switch_off(board.device, SimulatedBoard.streamSwitch, SwitchOutput.simpleSum) == 0)
    board.commit()
    try board.load(message)

    board.connect(SwitchOutput.engine1, to: SwitchInput.core)
    board.commit()
    try board.send(message)
    let loser = try board.exchange(
      [], room: message.count, timeout: short, engine: SimulatedBoard.engine1)
    #expect(loser.status == Status.timedOut)
    #expect(try board.receive(message.count) == message)
  }

  @Test("An input that is not there is no route", arguments: [6, 15] as [UInt32])
  func refusesMissingInputs(_ input: UInt32) throws {
    let board = try SimulatedBoard()
    board.connect(SwitchOutput.core, to: input)
    board.commit()
    try expectStall(board)
  }

  @Test("The second engine reaches the core by its own ports")
  func secondEngine() throws {
    let board = try SimulatedBoard("", routed: false)
    board.connect(SwitchOutput.core, to: SwitchInput.engine1)
    board.connect(SwitchOutput.engine1, to: SwitchInput.core)
    board.commit()
    let exchange = try board.exchange(
      message, room: message.count, engine: SimulatedBoard.engine1)
    #expect(exchange.reply == message)
  }

  @Test("One engine may send and the other receive")
  func splitsDirections() throws {
    let board = try SimulatedBoard("", routed: false)
    board.connect(SwitchOutput.core, to: SwitchInput.engine0)
    board.connect(SwitchOutput.engine1, to: SwitchInput.core)
    board.commit()
    try board.send(message)
    let exchange = try board.exchange(
      [], room: message.count, engine: SimulatedBoard.engine1)
    #expect(exchange.reply == message)
  }
}
