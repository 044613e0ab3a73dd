// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

struct CoreTests {
  private let network = SmallNetwork.lenet
  private let short: UInt64 = 10_000_000

  @Test("A weight load is answered with its header and weights", arguments: 0..<4)
  func echoes(_ layer: Int) throws {
    let board = try SimulatedBoard()
    let message = LeNet.load(layer)
    let exchange = try board.exchange(message, room: message.count)
    #expect(exchange.status == 0)
    #expect(exchange.reply == message)
  }

  @Test("An inference is answered with its header and its outputs")
  func infers() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    #expect(try board.classify(network.images([127, -128, 16, 15]), network) == [7, 0, 1, 0])
  }

  @Test("Before every layer is loaded an inference is taken and never answered", arguments: 0..<4)
  func needsAllLayers(_ missing: Int) throws {
    let board = try SimulatedBoard()
    for layer in 0..<4 where layer != missing { try board.load(network.load(layer)) }
    let exchange = try board.exchange(network.images([127]), room: 9, timeout: short)
    #expect(exchange.status == Status.timedOut)
    #expect(exchange.report.fault == CDRV_FAULT_NO_REPLY)
    let later = try board.exchange(network.load(missing), room: 9, timeout: short)
    #expect(later.report.fault == CDRV_FAULT_NO_REPLY, "only a reset gets the core out of it")
    board.resetFabric()
    try board.load(network)
    #expect(try board.classify(network.images([127]), network) == [7])
  }

  @Test("A short message leaves the core waiting, and the next transfer goes on with it")
  func waitsForTheRest() throws {
    let board = try SimulatedBoard()
    let message = LeNet.load(3)
    for cut in [1, 7, 8, 9, message.count - 1] {
      let start = try board.exchange(
        Array(message.prefix(cut)), room: message.count, timeout: short)
      #expect(start.status == Status.timedOut)
      #expect(start.report.fault == CDRV_FAULT_NO_REPLY, "the core took it and waits")
      let rest = try board.exchange(Array(message.dropFirst(cut)), room: message.count)
      #expect(rest.status == 0, "cut at \(cut)")
      #expect(rest.reply == message, "cut at \(cut)")
    }
  }

  @Test("A message in single words is the same message")
  func takesSingleWords() throws {
    let board = try SimulatedBoard()
    let message = network.load(2)
    for word in message.dropLast() { try board.send([word]) }
    let last = try board.exchange(Array(message.suffix(1)), room: message.count)
    #expect(last.reply == message)
  }

  @Test("A batch may be split over transfers anywhere, with one reply at its end")
  func splitsBatches() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    let message = network.images([127, 64, 32])
    for cut in [8, 9, 24, 30, message.count - 1] {
      try board.send(Array(message.prefix(cut)))
      let rest = try board.exchange(Array(message.dropFirst(cut)), room: 11)
      #expect(rest.status == 0, "cut at \(cut)")
      #expect(rest.reply == message.prefix(8) + [7, 4, 2], "cut at \(cut)")
    }
  }

  @Test("A batch of 0 is answered with its header alone")
  func emptyBatch() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    let message = network.images([])
    let exchange = try board.exchange(message, room: 100)
    #expect(exchange.status == 0)
    #expect(exchange.reply == message)
    #expect(try board.classify(network.images([127]), network) == [7])
  }

  @Test("A reply that nobody fetches holds up the next message, and is not lost")
  func blocksOnReplies() throws {
    let board = try SimulatedBoard()
    let first = network.load(0)
    let second = network.load(1)
    try board.send(first)
    let blocked = try board.exchange(second, room: 0, timeout: short)
    #expect(blocked.report.fault == CDRV_FAULT_INPUT_STALLED)
    #expect(try board.receive(100) == first)
    try board.load(second)
  }

  @Test("Two messages in one transfer get two replies, each with its own TLAST")
  func separatesReplies() throws {
    let board = try SimulatedBoard()
    let first = try board.exchange(network.load(0) + network.load(1), room: 100, timeout: short)
    #expect(first.status == 0)
    #expect(first.reply == network.load(0))
    #expect(try board.receive(100) == network.load(1))
  }

  @Test("The weights stay until they are loaded again or the fabric is reset")
  func keepsWeights() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    #expect(cdrv_dma_reset(board.device, SimulatedBoard.engine0) == 0)
    for _ in 0..<3 {
      #expect(try board.classify(network.images([127]), network) == [7])
    }
    board.resetFabric()
    let exchange = try board.exchange(network.images([127]), room: 9, timeout: short)
    #expect(exchange.status == Status.timedOut)
  }

  @Test("A reset in mid-message makes the core forget it")
  func forgetsHalfMessages() throws {
    let board = try SimulatedBoard()
    try board.send(Array(LeNet.load(3).prefix(100)))
    board.resetFabric()
    try board.load(network.load(0))
  }

  /// Headers that no overlay's layer 1 of LeNet can mean.
  static let wrongLoads: [[Int32]] = [
    [5, 1, 1, 1, 4, 1, 4, 0], [-1, 1, 1, 1, 4, 1, 4, 0], [.min, 1, 1, 1, 4, 1, 4, 0],
    [1, 1, 0, 1, 4, 1, 5, 0], [1, 1, 6, 1, 9, 1, 4, 0], [1, 1, 1, 2, 4, 1, 4, 0],
    [1, 1, 1, 1, 29, 1, 29, 0], [1, 1, 1, 1, 4, 21, 4, 0], [1, 1, 1, 1, 4, 1, 3, 0],
    [1, 1, 1, 1, 4, 1, 4, -1], [1, 1, 1, 1, 4, 1, 6, 1], [1, 1, 1, 1, 0, 1, 0, 0],
    [1, 1, .max, .max, .max, .max, .max, .max], [1, 1, 1, 1, 4, .min, 4, 0],
  ]

  @Test(
    "A weight load of wrong sizes hangs the core until the fabric is reset", arguments: wrongLoads)
  func hangsOnWrongLoads(_ header: [Int32]) throws {
    let board = try SimulatedBoard()
    let wrong = try board.exchange(header + [64], room: 9, timeout: short)
    #expect(wrong.status == Status.timedOut)
    #expect(wrong.report.fault == CDRV_FAULT_INPUT_STALLED)
    let right = try board.exchange(network.load(0), room: 9, timeout: short)
    #expect(right.report.fault == CDRV_FAULT_INPUT_STALLED)
    board.resetFabric()
    try board.load(network.load(0))
  }
}
