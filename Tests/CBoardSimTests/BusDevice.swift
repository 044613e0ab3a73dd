// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import Testing

/// Memory on a bus, the first half of which a device may only read.
final class BusMemory {
  static let base: UInt64 = 0x2000_0000
  static let size = 0x1_0000
  static let half = size / 2

  /// Nothing answers any more.
  var isGone = false
  let bytes = UnsafeMutableRawPointer.allocate(byteCount: BusMemory.size, alignment: 64)

  init() { bytes.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size) }

  deinit { bytes.deallocate() }

  func at(_ address: UInt64, _ length: Int, writes: Bool) -> UnsafeMutableRawPointer? {
    let first = Self.base + (writes ? UInt64(Self.half) : 0)
    let end = Self.base + UInt64(Self.size)
    guard !isGone, address >= first, address + UInt64(length) <= end else { return nil }
    return bytes + Int(address - Self.base)
  }

  func store(_ words: [Int32], at offset: Int) {
    (bytes + offset).copyMemory(from: words, byteCount: words.count * 4)
  }

  func words(_ count: Int, at offset: Int) -> [Int32] {
    (0..<count).map { bytes.load(fromByteOffset: offset + 4 * $0, as: Int32.self) }
  }
}

/// A simulated board as a device on a bus, open as long as this lives.
final class BusDevice {
  let device: OpaquePointer
  let memory = BusMemory()

  init(_ options: String = "", routed: Bool = true) throws {
    var opened: OpaquePointer?
    var message: CChar = 0
    let context = Unmanaged.passUnretained(memory).toOpaque()
    let status = cboardsim_device_open(
      options,
      { context, address, length, writes in
        guard let context else { return nil }
        let memory = Unmanaged<BusMemory>.fromOpaque(context).takeUnretainedValue()
        return memory.at(address, length, writes: writes)
      }, context, &message, 1, &opened)
    #expect(status == 0)
    device = try #require(opened)
    if routed { route() }
  }

  deinit { cboardsim_device_close(device) }

  func read(_ offset: UInt32, of window: UInt32 = SimulatedBoard.engine0) -> UInt32 {
    var value: UInt32 = 0
    #expect(cboardsim_device_read32(device, window, offset, &value) == 0)
    return value
  }

  func write(_ value: UInt32, to offset: UInt32, of window: UInt32 = SimulatedBoard.engine0) {
    #expect(cboardsim_device_write32(device, window, offset, value) == 0)
  }

  func status(_ channel: Channel, engine: UInt32 = SimulatedBoard.engine0) -> UInt32 {
    read(channel.rawValue + DMARegister.status, of: engine)
  }

  var nextEvent: UInt64 { cboardsim_device_next_event(device) }

  func interrupt(_ engine: UInt32 = SimulatedBoard.engine0) -> Bool {
    cboardsim_device_interrupt(device, engine)
  }

  func advance(to time: UInt64) { cboardsim_device_advance(device, time) }

  /// Let everything happen that is to come by itself.
  func settle() {
    while nextEvent != .max { advance(to: nextEvent) }
  }

  /// An engine to the core and back.
  func route(engine: UInt32 = SimulatedBoard.engine0) {
    let isFirst = engine == SimulatedBoard.engine0
    let input = isFirst ? SwitchInput.engine0 : SwitchInput.engine1
    let output = isFirst ? SwitchOutput.engine0 : SwitchOutput.engine1
    write(input, to: SwitchRegister.output(SwitchOutput.core), of: SimulatedBoard.streamSwitch)
    write(SwitchInput.core, to: SwitchRegister.output(output), of: SimulatedBoard.streamSwitch)
    write(2, to: SwitchRegister.control, of: SimulatedBoard.streamSwitch)
  }

  func start(
    _ channel: Channel, at offset: Int, words: Int, engine: UInt32 = SimulatedBoard.engine0
  ) {
    let interrupts = DMAControl.completionInterrupt | DMAControl.errorInterrupt
    let first = channel.rawValue
    write(DMAControl.run | interrupts, to: first + DMARegister.control, of: engine)
    write(UInt32(Int(BusMemory.base) + offset), to: first + DMARegister.address, of: engine)
    write(UInt32(4 * words), to: first + DMARegister.length, of: engine)
  }

  /// Send from the memory's start and receive into its second half; `settle()` ends it.
  func begin(_ message: [Int32], room: Int, engine: UInt32 = SimulatedBoard.engine0) {
    memory.store(message, at: 0)
    start(.receive, at: BusMemory.half, words: room, engine: engine)
    start(.send, at: 0, words: message.count, engine: engine)
  }

  func acknowledge(engine: UInt32 = SimulatedBoard.engine0) {
    for channel in Channel.allCases {
      write(.max, to: channel.rawValue + DMARegister.status, of: engine)
    }
  }

  func exchange(
    _ message: [Int32], room: Int, engine: UInt32 = SimulatedBoard.engine0
  ) -> [Int32] {
    begin(message, room: room, engine: engine)
    settle()
    acknowledge(engine: engine)
    let received = read(Channel.receive.rawValue + DMARegister.length, of: engine)
    return memory.words(Int(received) / 4, at: BusMemory.half)
  }
}
