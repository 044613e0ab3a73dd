// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

struct BoardTests {
  private let message = LeNet.load(3)

  private func writeControl(_ board: SimulatedBoard, _ offset: UInt32, _ value: UInt32) {
    board.write(value, to: offset, of: SimulatedBoard.systemControl)
  }

  @Test(
    "A board names itself and its overlay",
    arguments: [("lenet", "LeNet-5"), ("cifar10", "CIFAR-10")])
  func names(_ overlay: String, _ name: String) throws {
    let board = try SimulatedBoard("overlay=\(overlay)")
    let text = String(cString: cdrv_device_name(board.device))
    #expect(text == "PYNQ-Z1 (simulated), \(name) overlay")
  }

  @Test("The fabric reset register keeps its value while system control is locked")
  func locks() throws {
    let board = try SimulatedBoard()
    try board.send(Array(message.prefix(100)))
    writeControl(board, SystemControl.fabricReset, SystemControl.holdReset0)
    writeControl(board, SystemControl.unlock, SystemControl.lockKey)
    writeControl(board, SystemControl.fabricReset, SystemControl.holdReset0)
    #expect(board.read(SystemControl.fabricReset, of: SimulatedBoard.systemControl) == 0)
    writeControl(board, SystemControl.unlock, SystemControl.unlockKey)
    writeControl(board, SystemControl.lock, SystemControl.lockKey)
    writeControl(board, SystemControl.fabricReset, SystemControl.holdReset0)
    let rest = try board.exchange(Array(message.dropFirst(100)), room: message.count)
    #expect(rest.reply == message, "nothing was reset")
  }

  @Test("Unlocked, the register resets the core, the switch and both engines")
  func resets() throws {
    let board = try SimulatedBoard()
    try board.send(Array(message.prefix(100)))
    writeControl(board, SystemControl.unlock, SystemControl.unlockKey)
    writeControl(board, SystemControl.fabricReset, SystemControl.holdReset0)
    writeControl(board, SystemControl.fabricReset, 0)
    for engine in [SimulatedBoard.engine0, SimulatedBoard.engine1] {
      #expect(board.read(DMARegister.status, of: engine) == DMAStatus.halted)
    }
    #expect(cdrv_dma_reset(board.device, SimulatedBoard.engine0) == 0)
    board.route()
    try board.load(message)
  }

  @Test("What is done while the reset is held is gone when it is let go")
  func holdsReset() throws {
    let board = try SimulatedBoard()
    writeControl(board, SystemControl.unlock, SystemControl.unlockKey)
    writeControl(board, SystemControl.fabricReset, SystemControl.holdReset0)
    board.route()
    try board.send(Array(message.prefix(100)))
    #expect(cdrv_fabric_reset(board.device) == 0)
    #expect(board.status(.send) == DMAStatus.halted)
    board.route()
    try board.load(message)
  }

  @Test("The resets of other clocks leave the fabric alone")
  func otherResets() throws {
    let board = try SimulatedBoard()
    try board.load(message)
    writeControl(board, SystemControl.unlock, SystemControl.unlockKey)
    writeControl(board, SystemControl.fabricReset, 0xffff_fffe)
    #expect(board.read(SystemControl.fabricReset, of: SimulatedBoard.systemControl) == 0xe)
    try board.load(message)
  }

  @Test("Places without a register read 0 and swallow writes", arguments: 0..<4 as Range<UInt32>)
  func reservedOffsets(_ window: UInt32) throws {
    let board = try SimulatedBoard()
    for offset in [0x2c, 0x5c, 0x60, 0x800, 0xffc] as [UInt32] {
      board.write(.max, to: offset, of: window)
      #expect(board.read(offset, of: window) == 0)
    }
    try board.load(message)
  }
}
