// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import Testing

struct DeviceTests {
  private let network = SmallNetwork.lenet
  private let done = DMAStatus.idle | DMAStatus.completionInterrupt

  @Test("A message in the bus's memory is answered there")
  func exchanges() throws {
    let board = try BusDevice()
    for layer in network.headers.indices {
      let message = network.load(layer)
      #expect(board.exchange(message, room: message.count) == message)
    }
    let images = network.images([127, 64, 32])
    #expect(board.exchange(images, room: 11) == images.prefix(8) + [7, 4, 2])
  }

  @Test("Time passes when it is told to, and the interrupt comes in its time")
  func waitsForTime() throws {
    let board = try BusDevice()
    let message = network.load(0)
    #expect(board.nextEvent == .max)
    board.begin(message, room: message.count)
    for _ in 0..<10_000 { #expect(board.status(.receive) == 0) }
    let event = board.nextEvent
    #expect(event > 0 && event < 1_000_000)
    board.advance(to: event - 1)
    #expect(!board.interrupt())
    board.advance(to: event)
    #expect(board.interrupt())
    #expect(board.status(.send) == done)
    #expect(board.status(.receive) == 0, "the reply takes longer")
    board.advance(to: board.nextEvent)
    #expect(board.status(.receive) == done)
    #expect(board.nextEvent == .max)
    board.advance(to: 0)
    #expect(board.status(.receive) == done)
    board.acknowledge()
    #expect(!board.interrupt())
  }

  @Test("The reply reaches memory when its transfer ends, and not before")
  func landsLate() throws {
    let board = try BusDevice()
    let message = network.load(0)
    let nothing = [Int32](repeating: 0, count: message.count)
    board.begin(message, room: message.count)
    board.advance(to: board.nextEvent)
    #expect(board.status(.send) == done)
    #expect(board.memory.words(message.count, at: BusMemory.half) == nothing)
    board.advance(to: board.nextEvent)
    #expect(board.memory.words(message.count, at: BusMemory.half) == message)
  }

  @Test("After an engine's reset nothing reaches memory any more")
  func leavesMemoryAfterResets() throws {
    let board = try BusDevice()
    let message = network.load(0)
    let nothing = [Int32](repeating: 0, count: message.count)
    board.begin(message, room: message.count)
    let end = board.nextEvent + 1_000_000
    board.write(DMAControl.reset, to: DMARegister.control)
    #expect(board.nextEvent == .max)
    board.advance(to: end)
    board.begin(message, room: message.count)
    #expect(board.memory.words(message.count, at: BusMemory.half) == nothing)
    board.settle()
    #expect(board.memory.words(message.count, at: BusMemory.half) == message)
  }

  @Test("Memory that is gone when the reply is to land is a decode error")
  func losesMemory() throws {
    let board = try BusDevice()
    let message = network.load(0)
    board.begin(message, room: message.count)
    board.memory.isGone = true
    board.settle()
    #expect(board.status(.send) == done)
    #expect(board.status(.receive) & DMAStatus.decodeError != 0)
  }

  @Test("A reply that does not fit fills the buffer and ends in an internal error")
  func overruns() throws {
    let board = try BusDevice()
    let message = network.load(0)
    board.begin(message, room: 4)
    board.settle()
    #expect(board.status(.receive) & DMAStatus.internalError != 0)
    #expect(board.memory.words(5, at: BusMemory.half) == message.prefix(4) + [0])
  }

  @Test("An exchange takes as long as on the back end")
  func agreesOnTime() throws {
    let message = network.load(0)
    let device = try BusDevice()
    device.begin(message, room: message.count)
    device.advance(to: device.nextEvent)
    let end = device.nextEvent
    let board = try SimulatedBoard()
    let exchange = try board.exchange(message, room: message.count)
    // The back end counts from the start of the wait, two registers later.
    #expect(end > exchange.report.elapsed_ns)
    #expect(end - exchange.report.elapsed_ns < 1_000)
  }

  @Test("Each engine has a line of its own, and there is no third")
  func separatesInterrupts() throws {
    let board = try BusDevice("", routed: false)
    board.route(engine: SimulatedBoard.engine1)
    let message = network.load(0)
    board.begin(message, room: message.count, engine: SimulatedBoard.engine1)
    board.settle()
    #expect(!board.interrupt(SimulatedBoard.engine0))
    #expect(board.interrupt(SimulatedBoard.engine1))
    #expect(!board.interrupt(2))
    #expect(board.memory.words(message.count, at: BusMemory.half) == message)
  }

  @Test("Without memory a transfer ends in a decode error")
  func decodesAddresses() throws {
    let board = try BusDevice()
    let size = BusMemory.size
    for (channel, offset) in [
      (Channel.send, size), (.send, size - 4), (.send, -8), (.receive, size - 4),
    ] {
      board.start(channel, at: offset, words: 2)
      board.settle()
      let status = board.status(channel)
      #expect(status & DMAStatus.decodeError != 0, "\(channel) at \(offset)")
      #expect(board.interrupt())
      board.write(DMAControl.reset, to: DMARegister.control)
    }
  }

  @Test("Memory that may only be read is sent from and never received into")
  func keepsReadOnlyMemory() throws {
    let board = try BusDevice()
    board.start(.receive, at: BusMemory.half - 4, words: 2)
    board.settle()
    #expect(board.status(.receive) & DMAStatus.decodeError != 0)
    board.write(DMAControl.reset, to: DMARegister.control)
    board.start(.send, at: BusMemory.half - 4, words: 2)
    board.settle()
    #expect(board.status(.send) == done)
  }

  @Test("A window ends at 64 KiB, and registers lie on words")
  func checksOffsets() throws {
    let board = try BusDevice()
    var value: UInt32 = 7
    for window in 0..<CBOARDSIM_REGION_COUNT {
      #expect(cboardsim_device_read32(board.device, window, 0xfffc, &value) == 0)
      #expect(value == 0)
      #expect(cboardsim_device_write32(board.device, window, 0xfffc, 1) == 0)
    }
    let range: Int32 = -34
    let invalid: Int32 = -22
    #expect(cboardsim_device_read32(board.device, 0, 0x1_0000, &value) == range)
    #expect(cboardsim_device_read32(board.device, 4, 0, &value) == range)
    #expect(cboardsim_device_write32(board.device, .max, 0, 0) == range)
    #expect(cboardsim_device_read32(board.device, 0, 2, &value) == invalid)
    #expect(cboardsim_device_write32(board.device, 3, 0x23f, 0) == invalid)
  }

  @Test("A reset forgets routes, weights, transfers and locks, and time goes on")
  func resets() throws {
    let board = try BusDevice()
    let message = network.load(0)
    #expect(board.exchange(message, room: message.count) == message)
    board.write(
      SystemControl.unlockKey, to: SystemControl.unlock, of: SimulatedBoard.systemControl)
    board.write(0xe, to: SystemControl.fabricReset, of: SimulatedBoard.systemControl)
    board.begin(message, room: message.count)
    cboardsim_device_reset(board.device)
    #expect(board.nextEvent == .max)
    #expect(!board.interrupt())
    #expect(board.status(.send) == DMAStatus.halted)
    let route = SwitchRegister.output(SwitchOutput.core)
    #expect(board.read(route, of: SimulatedBoard.streamSwitch) == SwitchRegister.off)
    #expect(board.read(SystemControl.fabricReset, of: SimulatedBoard.systemControl) == 0)
    board.write(0xe, to: SystemControl.fabricReset, of: SimulatedBoard.systemControl)
    #expect(board.read(SystemControl.fabricReset, of: SimulatedBoard.systemControl) == 0)
    board.route()
    board.begin(message, room: message.count)
    #expect(board.nextEvent > 150_000, "not from the start again")
    board.settle()
    #expect(board.memory.words(message.count, at: BusMemory.half) == message)
  }

  @Test("A fault strikes at its exchange, and after a reset again")
  func repeatsFaults() throws {
    let board = try BusDevice("fault=slverr@2")
    let message = network.load(0)
    for _ in 0..<2 {
      #expect(board.exchange(message, room: message.count) == message)
      board.begin(message, room: message.count)
      board.settle()
      #expect(board.status(.send) & DMAStatus.slaveError != 0)
      cboardsim_device_reset(board.device)
      board.route()
    }
  }

  @Test("An interrupt that is lost leaves the transfer complete")
  func losesInterrupts() throws {
    let board = try BusDevice("fault=lost-irq")
    let message = network.load(0)
    board.begin(message, room: message.count)
    board.settle()
    #expect(board.status(.receive) == done)
    #expect(!board.interrupt())
  }

  @Test("Without a programmed fabric all registers read as ones, until its reset")
  func unprogrammed() throws {
    let board = try BusDevice("fault=unprogrammed", routed: false)
    #expect(board.status(.send) == .max)
    #expect(!board.interrupt())
    let control = SimulatedBoard.systemControl
    board.write(SystemControl.unlockKey, to: SystemControl.unlock, of: control)
    board.write(SystemControl.holdReset0, to: SystemControl.fabricReset, of: control)
    board.write(0, to: SystemControl.fabricReset, of: control)
    #expect(board.status(.send) == DMAStatus.halted)
    cboardsim_device_reset(board.device)
    #expect(board.status(.send) == .max)
  }

  @Test("Options that are none are refused with a sentence")
  func refusesOptions() {
    var opened: OpaquePointer?
    var message = [CChar](repeating: 0, count: 200)
    let status = cboardsim_device_open(
      "overlay=alexnet", { _, _, _, _ in nil }, nil, &message, message.count, &opened)
    #expect(status == -22)
    #expect(opened == nil)
    let text = String(
      decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #expect(text == "overlay=alexnet is not overlay=lenet or overlay=cifar10")
  }
}
