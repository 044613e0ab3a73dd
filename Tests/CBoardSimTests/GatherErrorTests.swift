// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import TestSupport
import Testing

struct GatherErrorTests {
  private static let target = BusMemory.half + 0x2000
  private let first = BusDevice.sends

  private func loop(_ options: String = "dma=sg") throws -> BusDevice {
    let board = try BusDevice(options, routed: false)
    board.loop()
    return board
  }

  private func expectFailure(
    _ board: BusDevice, _ channel: Channel, _ error: UInt32,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let expected =
      DMAStatus.scatterGather | DMAStatus.halted | DMAStatus.errorInterrupt | error
    #expect(board.status(channel) == expected, sourceLocation: location)
    let control = board.read(channel.rawValue + DMARegister.control)
    #expect(control & DMAControl.run == 0, "an error clears RS", sourceLocation: location)
    #expect(board.interrupt(), sourceLocation: location)
  }

  private func start(_ board: BusDevice, _ channel: Channel, _ descriptor: Descriptor) {
    board.memory.store(descriptor, at: first)
    board.gather(channel, from: first, to: first)
    board.settle()
  }

  @Test("A completed descriptor again is SGIntErr, and is left alone", arguments: Channel.allCases)
  func refusesStaleDescriptors(_ channel: Channel) throws {
    let board = try loop()
    let stale = Descriptor.complete | 12
    start(
      board, channel, Descriptor(next: first, buffer: Self.target, control: 64, status: stale))
    expectFailure(board, channel, DMAStatus.descriptorInternalError)
    #expect(board.memory.descriptorStatus(at: first) == stale)
  }

  @Test("A ring meets its own completed descriptors")
  func refusesRings() throws {
    let board = try loop()
    let control: UInt32 = 16 | Descriptor.startOfFrame | Descriptor.endOfFrame
    board.memory.store(Descriptor(next: first, buffer: 0, control: control), at: first)
    board.gather(.receive, [.init(offset: Self.target, words: 4)])
    board.gather(.send, from: first, to: first + Descriptor.size)
    board.settle()
    expectFailure(
      board, .send, DMAStatus.descriptorInternalError | DMAStatus.completionInterrupt)
    #expect(board.status(.receive) & DMAStatus.completionInterrupt != 0)
  }

  @Test("Descriptors outside any memory are SGDecErr", arguments: Channel.allCases)
  func decodesNowhere(_ channel: Channel) throws {
    let board = try loop()
    board.gather(channel, from: BusMemory.size, to: BusMemory.size)
    board.settle()
    expectFailure(board, channel, DMAStatus.descriptorDecodeError)
  }

  @Test("So is one that another points to; what came before it is done")
  func decodesNextNowhere() throws {
    let board = try loop()
    board.memory.store(
      Descriptor(
        next: -Descriptor.size, buffer: 0,
        control: 16 | Descriptor.startOfFrame | Descriptor.endOfFrame), at: first)
    board.gather(.receive, [.init(offset: Self.target, words: 4)])
    board.gather(.send, from: first, to: first + Descriptor.size)
    board.settle()
    expectFailure(
      board, .send, DMAStatus.descriptorDecodeError | DMAStatus.completionInterrupt)
    #expect(board.memory.descriptorStatus(at: first) == Descriptor.complete | 16)
    let current = board.read(DMARegister.currentDescriptor)
    #expect(current == UInt32(BusMemory.base) - UInt32(Descriptor.size))
  }

  @Test("Descriptors in memory that cannot be written to are SGSlvErr")
  func writesNowhere() throws {
    let board = try loop()
    board.chain(.send, [.init(offset: 0, words: 4)], at: 0x400)
    board.gather(.receive, [.init(offset: Self.target, words: 4)])
    board.gather(.send, from: 0x400, to: 0x400)
    board.settle()
    expectFailure(board, .send, DMAStatus.descriptorSlaveError)
  }

  @Test(
    "A length of zero, or anything unaligned, is DMAIntErr", arguments: Channel.allCases,
    [(0, 0), (0, 63), (2, 32)] as [(Int, UInt32)])
  func refusesLengths(_ channel: Channel, _ piece: (offset: Int, length: UInt32)) throws {
    let board = try loop()
    start(
      board, channel,
      Descriptor(next: first, buffer: Self.target + piece.offset, control: piece.length))
    expectFailure(board, channel, DMAStatus.internalError)
    #expect(board.memory.descriptorStatus(at: first) == Descriptor.internalError)
  }

  @Test("A buffer outside any memory is DMADecErr", arguments: Channel.allCases)
  func refusesBuffers(_ channel: Channel) throws {
    let board = try loop()
    start(board, channel, Descriptor(next: first, buffer: BusMemory.size - 4, control: 8))
    expectFailure(board, channel, DMAStatus.decodeError)
    #expect(board.memory.descriptorStatus(at: first) == Descriptor.decodeError)
  }

  @Test("Memory that goes away under a chain is an error of the bus")
  func losesMemory() throws {
    let board = try loop()
    board.gather(.receive, [.init(offset: Self.target, words: 4)])
    board.gather(.send, [.init(offset: 0, words: 4)])
    board.memory.isGone = true
    board.settle()
    for channel in Channel.allCases {
      #expect(board.status(channel) & DMAStatus.halted != 0)
    }
    expectFailure(board, .send, DMAStatus.descriptorDecodeError)
  }

  @Test(
    "Faults strike packets, not descriptors",
    arguments: [
      ("slverr", Channel.send, DMAStatus.slaveError),
      ("decerr", .receive, DMAStatus.decodeError),
      ("interr", .receive, DMAStatus.internalError),
    ])
  func strikes(_ name: String, _ channel: Channel, _ error: UInt32) throws {
    let board = try loop("dma=sg,fault=\(name)@2")
    for packet in 0..<2 {
      for channel in Channel.allCases {
        board.write(0, to: channel.rawValue + DMARegister.control)
      }
      board.gather(.receive, [.init(offset: Self.target, words: 64)])
      board.gather(.send, [.init(offset: 0, words: 32), .init(offset: 128, words: 32)])
      board.settle()
      if packet == 0 { #expect(board.status(channel) & DMAStatus.halted == 0) }
    }
    #expect(board.status(channel) & (DMAStatus.halted | error) == DMAStatus.halted | error)
  }

  @Test("Whatever lies in memory, an engine ends or waits, and a reset brings it back")
  func survivesAnything() throws {
    for seed in 0..<400 {
      var random = SeededRandom(seed: UInt64(seed))
      let board = try loop()
      for index in 0..<64 {
        let near = Int.random(in: 0..<64, using: &random) * Descriptor.size
        let descriptor = Descriptor(
          next: first + near, buffer: Int.random(in: -64..<BusMemory.size, using: &random) & ~3,
          control: UInt32.random(in: 0..<4_096, using: &random) & ~3 | UInt32.random(
            in: 0..<4, using: &random) << 26,
          status: Int.random(in: 0..<8, using: &random) == 0 ? .max : 0)
        board.memory.store(descriptor, at: first + index * Descriptor.size)
      }
      for channel in Channel.allCases {
        let from = Int.random(in: 0..<64, using: &random) * Descriptor.size
        let to = Int.random(in: 0..<64, using: &random) * Descriptor.size
        board.gather(channel, from: first + from, to: first + to)
      }
      // What is received may make the descriptors of a ring new again, for ever.
      for _ in 0..<500 where board.nextEvent != .max { board.advance(to: board.nextEvent) }
      board.write(DMAControl.reset, to: DMARegister.control)
      #expect(board.nextEvent == .max)
      let message = (0..<16).map { Int32($0 + seed) }
      board.memory.store(message, at: 0)
      board.gather(.receive, [.init(offset: Self.target, words: 16)])
      board.gather(.send, [.init(offset: 0, words: 7), .init(offset: 28, words: 9)])
      board.settle()
      #expect(board.memory.words(16, at: Self.target) == message, "seed \(seed)")
    }
  }
}
