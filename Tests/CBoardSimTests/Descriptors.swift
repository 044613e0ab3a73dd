// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim

/// A scatter-gather descriptor (PG021): 64 bytes, of which eight words count.
struct Descriptor {
  static let size = 0x40
  static let endOfFrame: UInt32 = 1 << 26
  static let startOfFrame: UInt32 = 1 << 27
  static let internalError: UInt32 = 1 << 28
  static let decodeError: UInt32 = 1 << 30
  static let complete: UInt32 = 1 << 31

  /// Offsets in the memory.
  var next: Int
  var buffer: Int
  var control: UInt32
  var status: UInt32 = 0

  /// A piece of memory, in words.
  struct Piece {
    var offset: Int
    var words: Int
  }

  fileprivate var words: [Int32] {
    let base = UInt32(BusMemory.base)
    return [
      base &+ UInt32(truncatingIfNeeded: next), 0, base &+ UInt32(truncatingIfNeeded: buffer), 0,
      0, 0, control, status,
    ].map(Int32.init(bitPattern:))
  }
}

extension BusMemory {
  func store(_ descriptor: Descriptor, at offset: Int) { store(descriptor.words, at: offset) }

  func descriptorStatus(at offset: Int) -> UInt32 {
    UInt32(bitPattern: words(8, at: offset)[7])
  }
}

extension BusDevice {
  static let sends = BusMemory.half
  static let receives = BusMemory.half + 0x1000

  /// Write descriptors one behind the other; those of a packet to send say where it begins and
  /// ends. Returns the last one's offset.
  @discardableResult
  func chain(_ channel: Channel, _ pieces: [Descriptor.Piece], at first: Int? = nil) -> Int {
    let first = first ?? (channel == .send ? Self.sends : Self.receives)
    for (index, piece) in pieces.enumerated() {
      let offset = first + index * Descriptor.size
      var control = UInt32(4 * piece.words)
      if channel == .send && index == 0 { control |= Descriptor.startOfFrame }
      if channel == .send && index == pieces.count - 1 { control |= Descriptor.endOfFrame }
      let descriptor = Descriptor(
        next: offset + Descriptor.size, buffer: piece.offset, control: control)
      memory.store(descriptor, at: offset)
    }
    return first + (pieces.count - 1) * Descriptor.size
  }

  func write(_ channel: Channel, _ register: UInt32, offset: Int) {
    write(UInt32(Int(BusMemory.base) + offset), to: channel.rawValue + register)
  }

  /// Let a halted channel run through the descriptors up to one.
  func gather(_ channel: Channel, from first: Int, to last: Int, threshold: UInt32 = 1) {
    let interrupts = DMAControl.completionInterrupt | DMAControl.errorInterrupt
    write(channel, DMARegister.currentDescriptor, offset: first)
    write(
      DMAControl.run | interrupts | DMAControl.threshold(threshold),
      to: channel.rawValue + DMARegister.control)
    write(channel, DMARegister.tailDescriptor, offset: last)
  }

  func gather(_ channel: Channel, _ pieces: [Descriptor.Piece]) {
    let last = chain(channel, pieces)
    gather(channel, from: channel == .send ? Self.sends : Self.receives, to: last)
  }

  /// What the first engine sends comes back to it.
  func loop() {
    write(
      SwitchInput.engine0, to: SwitchRegister.output(SwitchOutput.engine0),
      of: SimulatedBoard.streamSwitch)
    write(2, to: SwitchRegister.control, of: SimulatedBoard.streamSwitch)
  }
}
