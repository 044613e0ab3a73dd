// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import Testing

struct GatherTests {
  private static let target = BusMemory.half + 0x2000
  private let included = DMAStatus.scatterGather
  private let done = DMAStatus.scatterGather | DMAStatus.idle | DMAStatus.completionInterrupt
  private let complete = Descriptor.complete
  private let message = (0..<64).map { Int32($0 * 7 - 99) }

  /// A board whose first engine is a loop, and the message in its memory.
  private func loop(_ options: String = "dma=sg") throws -> BusDevice {
    let board = try BusDevice(options, routed: false)
    board.loop()
    board.memory.store(message, at: 0)
    return board
  }

  /// Consecutive pieces of these many words.
  private func pieces(at offset: Int, _ words: [Int]) -> [Descriptor.Piece] {
    var next = offset
    return words.map { count in
      defer { next += 4 * count }
      return Descriptor.Piece(offset: next, words: count)
    }
  }

  private func statuses(_ channel: Channel, _ count: Int, _ board: BusDevice) -> [UInt32] {
    let first = channel == .send ? BusDevice.sends : BusDevice.receives
    return (0..<count).map { board.memory.descriptorStatus(at: first + $0 * Descriptor.size) }
  }

  @Test("Engines say whether they do scatter-gather", arguments: Channel.allCases)
  func saysSo(_ channel: Channel) throws {
    #expect(try loop().status(channel) == DMAStatus.halted | included)
    #expect(try loop("dma=direct").status(channel) == DMAStatus.halted)
    let board = try loop()
    board.write(DMAControl.reset, to: DMARegister.control)
    #expect(board.status(channel) == DMAStatus.halted | included)
  }

  @Test(
    "Pieces go out and come in in their order, however they are cut",
    arguments: [[64], [1, 63], [63, 1], [16, 16, 16, 16], [5, 1, 40, 18]],
    [[64], [10, 54], [32, 31, 1], [16, 16, 16, 16]])
  func moves(_ sent: [Int], _ received: [Int]) throws {
    let board = try loop()
    board.gather(.receive, pieces(at: Self.target, received))
    board.gather(.send, pieces(at: 0, sent))
    board.settle()
    #expect(board.memory.words(64, at: Self.target) == message)
    #expect(statuses(.send, sent.count, board) == sent.map { complete | UInt32(4 * $0) })
    var expected = received.map { complete | UInt32(4 * $0) }
    expected[0] |= Descriptor.startOfFrame
    expected[expected.count - 1] |= Descriptor.endOfFrame
    #expect(statuses(.receive, received.count, board) == expected)
    for channel in Channel.allCases { #expect(board.status(channel) == done) }
    #expect(board.interrupt())
  }

  @Test("Pieces may lie anywhere, and their order in memory does not count")
  func scatters() throws {
    let board = try loop()
    let target = Self.target
    board.gather(
      .receive,
      [.init(offset: target + 0x800, words: 24), .init(offset: target, words: 40)])
    board.gather(.send, [.init(offset: 128, words: 32), .init(offset: 0, words: 32)])
    board.settle()
    let swapped = Array(message[32...] + message[..<32])
    #expect(board.memory.words(24, at: target + 0x800) == Array(swapped[..<24]))
    #expect(board.memory.words(40, at: target) == Array(swapped[24...]))
  }

  @Test("A descriptor's words land when it ends, each in its turn")
  func landsOneByOne() throws {
    let board = try loop()
    board.gather(.receive, pieces(at: Self.target, [16, 48]))
    board.gather(.send, pieces(at: 0, [64]))
    let nothing = [Int32](repeating: 0, count: 64)
    #expect(board.memory.words(64, at: Self.target) == nothing)
    board.advance(to: board.nextEvent)
    #expect(board.memory.words(64, at: Self.target) == Array(message[..<16] + nothing[16...]))
    #expect(board.status(.receive) == included, "the packet goes on")
    #expect(!board.interrupt())
    board.settle()
    #expect(board.memory.words(64, at: Self.target) == message)
  }

  @Test("One long step of time is as good as many short ones")
  func takesLongSteps() throws {
    let board = try loop()
    board.gather(.receive, pieces(at: Self.target, [7, 9, 48]))
    board.gather(.send, pieces(at: 0, [33, 31]))
    board.advance(to: 1_000_000)
    #expect(board.memory.words(64, at: Self.target) == message)
    #expect(board.status(.receive) == done)
  }

  @Test("A packet that ends early leaves the rest of the chain waiting")
  func endsEarly() throws {
    let board = try loop()
    board.gather(.receive, pieces(at: Self.target, [40, 40, 40]))
    board.gather(.send, pieces(at: 0, [64]))
    board.settle()
    let first = complete | Descriptor.startOfFrame | 160
    #expect(statuses(.receive, 3, board) == [first, complete | Descriptor.endOfFrame | 96, 0])
    #expect(board.status(.receive) == included | DMAStatus.completionInterrupt)
  }

  @Test("A packet that is longer than the chain waits for descriptors, without an error")
  func waitsForDescriptors() throws {
    let board = try loop()
    let last = board.chain(.receive, pieces(at: Self.target, [30, 34]))
    board.gather(.receive, from: BusDevice.receives, to: BusDevice.receives)
    board.gather(.send, pieces(at: 0, [64]))
    board.settle()
    #expect(board.status(.receive) == included | DMAStatus.idle)
    #expect(board.status(.send) == included)
    board.write(.receive, DMARegister.tailDescriptor, offset: last)
    board.settle()
    #expect(board.memory.words(64, at: Self.target) == message)
    #expect(board.status(.receive) == done)
  }

  @Test("A later tail is reached without a pause")
  func movesTheTail() throws {
    let board = try loop()
    let last = board.chain(.send, pieces(at: 0, [30, 34]))
    board.gather(.send, from: BusDevice.sends, to: BusDevice.sends)
    board.write(.send, DMARegister.tailDescriptor, offset: last)
    board.gather(.receive, pieces(at: Self.target, [64]))
    board.settle()
    #expect(board.memory.words(64, at: Self.target) == message)
    #expect(board.status(.send) == done)
  }

  @Test("The interrupt comes with as many packets as were asked for")
  func countsPackets() throws {
    let board = try loop()
    for packet in 0..<2 {
      let offset = packet * Descriptor.size
      board.chain(
        .send, [.init(offset: 4 * packet, words: 1)], at: BusDevice.sends + offset)
    }
    let last = board.chain(.receive, pieces(at: Self.target, [1, 1]))
    board.gather(.receive, from: BusDevice.receives, to: last, threshold: 2)
    board.gather(.send, from: BusDevice.sends, to: BusDevice.sends, threshold: 2)
    board.settle()
    #expect(!board.interrupt())
    board.write(.send, DMARegister.tailDescriptor, offset: BusDevice.sends + Descriptor.size)
    board.settle()
    #expect(board.interrupt())
    #expect(board.status(.receive) == done)
    #expect(board.memory.words(2, at: Self.target) == Array(message[..<2]))
  }

  @Test("A threshold of zero changes nothing")
  func keepsThreshold() throws {
    let board = try loop()
    board.write(DMAControl.threshold(3), to: DMARegister.control)
    board.write(DMAControl.run, to: DMARegister.control)
    let expected = DMAControl.run | DMAControl.readsAsOne | DMAControl.threshold(3)
    #expect(board.read(DMARegister.control) == expected)
  }

  @Test("A tail that is written while halted starts nothing", arguments: Channel.allCases)
  func needsToRun(_ channel: Channel) throws {
    let board = try loop()
    board.chain(channel, pieces(at: Self.target, [4]))
    board.write(channel, DMARegister.currentDescriptor, offset: BusDevice.sends)
    board.write(channel, DMARegister.tailDescriptor, offset: BusDevice.sends)
    #expect(board.status(channel) == DMAStatus.halted | included)
    #expect(board.nextEvent == .max)
  }

  @Test("The current descriptor is the engine's while it runs, and aligned to 64 bytes")
  func keepsCurrentDescriptor() throws {
    let board = try loop()
    let register = DMARegister.currentDescriptor
    board.write(.send, register, offset: BusDevice.sends + 0x3f)
    #expect(board.read(register) == UInt32(Int(BusMemory.base) + BusDevice.sends))
    board.write(DMAControl.run, to: DMARegister.control)
    board.write(0, to: register)
    #expect(board.read(register) == UInt32(Int(BusMemory.base) + BusDevice.sends))
  }

  @Test("Each mode has its own registers")
  func separatesModes() throws {
    let gathers = try loop()
    gathers.start(.send, at: 0, words: 4)
    #expect(gathers.status(.send) == included)
    #expect(gathers.read(DMARegister.length) == 0)
    let direct = try loop("dma=direct")
    direct.gather(.send, pieces(at: 0, [4]))
    #expect(direct.status(.send) == 0)
    #expect(direct.read(DMARegister.currentDescriptor) == 0)
    #expect(direct.read(DMARegister.tailDescriptor) == 0)
  }

  @Test("After a reset in the middle nothing lands, and the engine works")
  func resets() throws {
    let board = try loop()
    board.gather(.receive, pieces(at: Self.target, [16, 48]))
    board.gather(.send, pieces(at: 0, [64]))
    board.advance(to: board.nextEvent)
    board.write(DMAControl.reset, to: DMARegister.control)
    board.settle()
    #expect(statuses(.receive, 2, board)[1] == 0)
    #expect(board.memory.words(48, at: Self.target + 64) == [Int32](repeating: 0, count: 48))
    board.gather(.receive, pieces(at: Self.target, [16, 48]))
    board.gather(.send, pieces(at: 0, [64]))
    board.settle()
    #expect(board.memory.words(64, at: Self.target) == message)
  }

  @Test("The core is answered as by the engines of the published overlays")
  func reachesTheCore() throws {
    let board = try BusDevice("dma=sg")
    let network = SmallNetwork.lenet
    for layer in network.headers.indices {
      let message = network.load(layer)
      board.memory.store(message, at: 0)
      for channel in Channel.allCases {
        board.write(0, to: channel.rawValue + DMARegister.control)
      }
      board.gather(.receive, pieces(at: Self.target, [4, message.count - 4]))
      board.gather(.send, pieces(at: 0, [2, message.count - 2]))
      board.settle()
      #expect(board.memory.words(message.count, at: Self.target) == message)
      #expect(board.status(.receive) == done)
    }
  }

  @Test("The driver's direct sequence refuses such engines")
  func refusesDirectTransfers() throws {
    let board = try SimulatedBoard("dma=sg")
    let buffer = try board.buffer(64)
    defer { cdrv_buffer_free(buffer) }
    #expect(cdrv_dma_submit(board.device, 0, buffer, 0, 64, nil, 0, 0) == Status.notSupported)
  }
}
