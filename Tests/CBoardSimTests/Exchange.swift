// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

/// How an exchange ended; without a success there is no reply.
struct Exchange {
  var status: Int32
  var report = cdrv_dma_report()
  var reply: [Int32] = []
}

extension SimulatedBoard {
  /// Send words, receive at most `room` words; either count may be 0.
  func exchange(
    _ message: [Int32], room: Int, timeout: UInt64 = 2_000_000_000,
    engine: UInt32 = SimulatedBoard.engine0
  ) throws -> Exchange {
    let sent = message.isEmpty ? nil : try buffer(holding: message)
    let received = room == 0 ? nil : try buffer(room * 4)
    defer {
      if let sent { cdrv_buffer_free(sent) }
      if let received { cdrv_buffer_free(received) }
    }
    let submitted = cdrv_dma_submit(
      device, engine, sent, 0, message.count * 4, received, 0, room * 4)
    guard submitted == 0 else { return Exchange(status: submitted) }
    var exchange = Exchange(status: 0)
    exchange.status = cdrv_dma_wait(device, engine, timeout, &exchange.report)
    if exchange.status == 0, let received {
      exchange.reply = try words(received, count: Int(exchange.report.received) / 4)
    }
    return exchange
  }

  /// Send words and expect them to be taken.
  func send(_ message: [Int32]) throws {
    #expect(try exchange(message, room: 0).status == 0)
  }

  /// Receive a reply that is expected to be there.
  func receive(_ room: Int) throws -> [Int32] {
    let exchange = try exchange([], room: room)
    #expect(exchange.status == 0)
    return exchange.reply
  }

  /// Load weights and expect their echo.
  func load(_ message: [Int32]) throws {
    #expect(try exchange(message, room: message.count).reply == message)
  }

  func load(_ network: SmallNetwork) throws {
    for layer in network.headers.indices { try load(network.load(layer)) }
  }

  /// Classify; the words behind the header of the reply.
  func classify(_ message: [Int32], _ network: SmallNetwork) throws -> [Int32] {
    let batch = Int(message[1])
    let exchange = try exchange(message, room: 8 + batch)
    #expect(exchange.status == 0)
    #expect(exchange.reply.prefix(8) == message.prefix(8))
    return Array(exchange.reply.dropFirst(8))
  }
}
