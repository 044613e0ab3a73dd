// SPDX-License-Identifier: BSD-3-Clause

/// The first beat of what the host sends a generated design. Source: Hardware/README.md, "What the
/// host says".
struct HardwarePacket: Sendable, Hashable {
  private typealias Fields = HardwareRegisters.Packet

  /// Bytes of a beat; packets are whole beats.
  static let beatBytes = 8

  /// One of ``HardwareRegisters/Packet``'s opcodes.
  let operation: UInt32
  /// Index in the table of layers; 0 where images are sent.
  let layer: Int
  /// Images, or 32-bit words.
  let count: Int

  static func infer(images: Int) -> HardwarePacket {
    HardwarePacket(operation: Fields.opcodeInfer, layer: 0, count: images)
  }

  static func load(layer: Int, words: Int) -> HardwarePacket {
    HardwarePacket(operation: Fields.opcodeLoad, layer: layer, count: words)
  }

  static func read(layer: Int, words: Int) -> HardwarePacket {
    HardwarePacket(operation: Fields.opcodeRead, layer: layer, count: words)
  }

  /// In two words, the low one first.
  var header: [Int32] { header(Fields.markGood) }

  /// What answers a packet that the design did not take.
  var refusal: [Int32] { header(Fields.markBad) }

  private func header(_ mark: UInt32) -> [Int32] {
    let low =
      operation << Fields.opcodeShift | UInt32(layer) << Fields.layerShift
      | mark << Fields.markShift
    return [Int32(bitPattern: low), Int32(bitPattern: UInt32(count))]
  }

  /// Bytes of whole beats that hold so many.
  static func padded(_ bytes: Int) -> Int { (bytes + beatBytes - 1) / beatBytes * beatBytes }
}
