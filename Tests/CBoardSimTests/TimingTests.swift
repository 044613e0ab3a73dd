// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

/// The modelled times against those that the overlays' authors measured on the board.
struct TimingTests {
  private func seconds(_ exchange: Exchange) -> Double {
    Double(exchange.report.elapsed_ns) / 1e9
  }

  private func classify(
    _ count: Int, _ network: SmallNetwork, on board: SimulatedBoard
  ) throws -> Exchange {
    try board.load(network)
    let message = network.images([Int32](repeating: 1, count: count))
    let exchange = try board.exchange(message, room: 8 + count, timeout: 10_000_000_000)
    #expect(exchange.status == 0)
    return exchange
  }

  @Test(
    "A batch takes the time that was published",
    arguments: [("lenet", 600, 1.12595), ("cifar10", 500, 3.3399)])
  func batches(_ overlay: String, _ count: Int, _ published: Double) throws {
    let board = try SimulatedBoard("overlay=\(overlay)")
    let network: SmallNetwork = overlay == "lenet" ? .lenet : .cifar10
    let measured = try seconds(classify(count, network, on: board))
    #expect(abs(measured / published - 1) < 0.001, "\(measured) s")
  }

  @Test("Images of full size take the time of small ones, so small ones may stand for them")
  func sizesDoNotMatter() throws {
    let board = try SimulatedBoard()
    let small = try classify(3, .lenet, on: board)
    for layer in 0..<4 { try board.load(LeNet.load(layer)) }
    let header: [Int32] = [0, 3, 5, 1, 28, 10, 1, 2]
    let full = try board.exchange(header + [Int32](repeating: 9, count: 3 * 784), room: 38)
    #expect(full.reply.count == 38)
    #expect(full.report.elapsed_ns == small.report.elapsed_ns)
  }

  @Test(
    "Loading LeNet's layers 2 to 4 takes about the time that was published",
    arguments: [(1, 0.74e-3), (2, 9.2e-3), (3, 0.26e-3)])
  func weightLoads(_ layer: Int, _ published: Double) throws {
    let board = try SimulatedBoard()
    let message = LeNet.load(layer)
    let measured = seconds(try board.exchange(message, room: message.count))
    #expect(abs(measured / published - 1) < 0.05, "\(measured) s")
  }

  @Test("Every message has a fixed cost, so one batch of 600 beats 600 batches of one")
  func messageCost() throws {
    let board = try SimulatedBoard()
    let one = try seconds(classify(1, .lenet, on: board))
    let batch = try seconds(classify(600, .lenet, on: board))
    #expect(abs((600 * one - batch) / 599 - 150e-6) < 1e-6)
  }

  @Test(
    "latency= is added to every exchange",
    arguments: [("700ns", 700), ("250us", 250_000), ("20ms", 20_000_000), ("1s", 1_000_000_000)])
  func latency(_ option: String, _ nanoseconds: Int64) throws {
    let message = LeNet.load(3)
    let plain = try SimulatedBoard().exchange(message, room: message.count)
    let board = try SimulatedBoard("latency=\(option)")
    for _ in 0..<2 {
      let exchange = try board.exchange(message, room: message.count)
      let added = Int64(exchange.report.elapsed_ns) - Int64(plain.report.elapsed_ns)
      // Each look at the registers between two slices of waiting takes 100 ns.
      #expect(abs(added - nanoseconds) <= 20_000, "\(added) ns")
    }
  }

  @Test("Times are modelled, and the device says so")
  func clock() throws {
    let board = try SimulatedBoard()
    #expect(cdrv_device_clock(board.device) == CDRV_CLOCK_MODELLED)
  }

  @Test("A wait that ends by the deadline ends at the deadline")
  func deadline() throws {
    let board = try SimulatedBoard("latency=1s")
    let message = LeNet.load(3)
    let exchange = try board.exchange(message, room: message.count, timeout: 123_456_789)
    #expect(exchange.status == Status.timedOut)
    #expect(exchange.report.elapsed_ns == 123_456_789)
  }
}
