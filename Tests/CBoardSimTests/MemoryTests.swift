// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

struct MemoryTests {
  private let network = SmallNetwork.lenet

  /// Change a word through an address that was kept beyond the CPU's turn: nothing is
  /// synchronised.
  private func scribble(_ word: Int32, into buffer: OpaquePointer, at index: Int) throws {
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(buffer, 0, 0, CDRV_ACCESS_WRITE, &bytes) == 0)
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
    try #require(bytes).storeBytes(of: word, toByteOffset: index * 4, as: Int32.self)
  }

  private func peek(_ buffer: OpaquePointer, at index: Int) throws -> Int32 {
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(buffer, 0, 0, CDRV_ACCESS_READ, &bytes) == 0)
    let address = try #require(bytes)
    #expect(cdrv_buffer_end_cpu(buffer) == 0)
    return address.load(fromByteOffset: index * 4, as: Int32.self)
  }

  private func send(_ board: SimulatedBoard, _ buffer: OpaquePointer) {
    let size = cdrv_buffer_size(buffer)
    #expect(cdrv_dma_submit(board.device, 0, buffer, 0, size, nil, 0, 0) == 0)
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, 1_000_000_000, &report) == 0)
  }

  @Test("Without synchronisation the device sees the old bytes")
  func deviceSeesOldBytes() throws {
    let board = try SimulatedBoard()
    let message = network.load(0)
    let buffer = try board.buffer(holding: message)
    defer { cdrv_buffer_free(buffer) }
    try scribble(99, into: buffer, at: 8)
    send(board, buffer)
    #expect(try board.receive(9) == message)
  }

  @Test("Without synchronisation the CPU sees the old bytes, and with it the reply")
  func cpuSeesOldBytes() throws {
    let board = try SimulatedBoard()
    let message = network.load(0)
    let buffer = try board.buffer(36)
    defer { cdrv_buffer_free(buffer) }
    try board.send(message)
    #expect(cdrv_dma_submit(board.device, 0, nil, 0, 0, buffer, 0, 36) == 0)
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, 1_000_000_000, &report) == 0)
    #expect(try peek(buffer, at: 8) == 0)
    #expect(try board.words(buffer, count: 9) == message)
  }

  @Test("Taking bytes for reading drops what the CPU wrote and did not hand over")
  func readingDropsUnsynchronisedWrites() throws {
    let board = try SimulatedBoard()
    let buffer = try board.buffer(holding: [1, 2, 3])
    defer { cdrv_buffer_free(buffer) }
    try scribble(99, into: buffer, at: 1)
    #expect(try board.words(buffer, count: 3) == [1, 2, 3])
  }

  @Test("Buffers are zero as both sides see them, on cache lines, and apart on the bus")
  func allocates() throws {
    let board = try SimulatedBoard()
    var end: UInt32 = 0
    for size in [1, 63, 4_096, 4_097, 100_000] {
      let buffer = try board.buffer(max(size, 4))
      let address = board.address(of: buffer)
      #expect(address % 4_096 == 0)
      #expect(address > end, "a page between buffers meets overruns")
      end = address + UInt32(size) + 4_095
      var bytes: UnsafeMutableRawPointer?
      #expect(cdrv_buffer_begin_cpu(buffer, 0, 4, CDRV_ACCESS_READ, &bytes) == 0)
      #expect(UInt(bitPattern: bytes) % 64 == 0)
      #expect(cdrv_buffer_end_cpu(buffer) == 0)
      #expect(try board.words(buffer, count: 1) == [0])
      cdrv_buffer_free(buffer)
    }
  }

  @Test("Bus addresses that are used again stay a page away from buffers that live")
  func usesAddressesAgain() throws {
    let board = try SimulatedBoard()
    let kept = try board.buffer(64)
    defer { cdrv_buffer_free(kept) }
    let first = board.address(of: kept)
    var last: UInt32 = 0
    // More than the 256 MiB of addresses that there are.
    for _ in 0..<5 {
      let large = try board.buffer(60 << 20)
      last = board.address(of: large)
      cdrv_buffer_free(large)
    }
    #expect(last == first + 8_192)
  }

  @Test("The bus address of a buffer that was freed decodes nowhere", arguments: Channel.allCases)
  func freedAddressesDecodeNowhere(_ channel: Channel) throws {
    let board = try SimulatedBoard()
    let kept = try board.buffer(64)
    defer { cdrv_buffer_free(kept) }
    let buffer = try board.buffer(64)
    let address = board.address(of: buffer)
    cdrv_buffer_free(buffer)
    board.start(channel, address: address, length: 64)
    let halted = DMAStatus.halted | DMAStatus.errorInterrupt
    #expect(board.status(channel) == halted | DMAStatus.decodeError)
  }

  @Test("A transfer whose buffer is freed under it decodes nowhere", arguments: Channel.allCases)
  func freedUnderTransfer(_ channel: Channel) throws {
    let board = try SimulatedBoard("", routed: false)
    let message = try board.buffer(holding: network.load(0))
    defer { cdrv_buffer_free(message) }
    let source = board.address(of: message)
    let buffer = try board.buffer(36)
    board.start(channel, address: board.address(of: buffer), length: 36)
    #expect(board.status(channel) == 0)
    // Unknown to the driver, which would have stopped the engine.
    cdrv_buffer_free(buffer)
    board.route()
    if channel == .receive { board.start(.send, address: source, length: 36) }
    board.pass(nanoseconds: 1_000)
    let halted = DMAStatus.halted | DMAStatus.errorInterrupt
    #expect(board.status(channel) == halted | DMAStatus.decodeError)
  }

  @Test("A new address during a transfer is for the next one")
  func latchesTheAddress() throws {
    let board = try SimulatedBoard("", routed: false)
    let message = network.load(0)
    let buffer = try board.buffer(holding: message)
    defer { cdrv_buffer_free(buffer) }
    let size = message.count * 4
    #expect(cdrv_dma_submit(board.device, 0, buffer, 0, size, nil, 0, 0) == 0)
    board.write(.send, DMARegister.address, 0)
    board.route()
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, 1_000_000_000, &report) == 0)
    #expect(try board.receive(9) == message)
  }

  @Test("128 MiB are there, as on the board's image, and what was freed is there again")
  func limitsAllocations() throws {
    let board = try SimulatedBoard()
    let all = 128 << 20
    var buffer: OpaquePointer?
    for size in [all + 1, Int.max, -1] {
      #expect(cdrv_buffer_alloc(board.device, size, &buffer) == Status.noMemory)
    }
    let half = try board.buffer(all / 2)
    #expect(cdrv_buffer_alloc(board.device, all / 2 + 1, &buffer) == Status.noMemory)
    let rest = try board.buffer(all / 2)
    #expect(cdrv_buffer_alloc(board.device, 1, &buffer) == Status.noMemory)
    #expect(buffer == nil)
    cdrv_buffer_free(rest)
    cdrv_buffer_free(try board.buffer(1))
    cdrv_buffer_free(half)
  }

  @Test("Memory keeps its device open")
  func outlivesItsOwner() throws {
    var board: SimulatedBoard? = try SimulatedBoard()
    let buffer = try #require(try board?.buffer(holding: [1, 2]))
    board = nil
    var bytes: UnsafeMutableRawPointer?
    #expect(cdrv_buffer_begin_cpu(buffer, 4, 4, CDRV_ACCESS_READ, &bytes) == 0)
    #expect(try #require(bytes).load(as: Int32.self) == 2)
    cdrv_buffer_free(buffer)
  }
}
