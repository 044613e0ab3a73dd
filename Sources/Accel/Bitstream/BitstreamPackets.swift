// SPDX-License-Identifier: BSD-3-Clause

/// What the packets behind the sync word say (UG470, "Configuration packets").
struct BitstreamPackets {
  private enum Register {
    static let frameData: UInt32 = 0x02
    static let command: UInt32 = 0x04
    static let multipleFrames: UInt32 = 0x0a
    static let idcode: UInt32 = 0x0c
  }
  private static let desynchronize: UInt32 = 0x0d

  let byteOrder: Bitstream.ByteOrder
  private(set) var idcode: UInt32?
  /// Words of frames that are written.
  private var frameWords = 0
  /// Whether one frame is written to several places: the file is compressed.
  private var isCompressed = false
  /// Whether everything up to the end was understood.
  private var isReadable = true

  init(byteOrder: Bitstream.ByteOrder) {
    self.byteOrder = byteOrder
  }

  /// Walk through them.
  ///
  /// - Returns: how many bytes are missing to a whole configuration, or `nil` if it ends, or if
  ///   it cannot be understood: that it is encrypted, for example, is for the device to judge.
  mutating func read(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var position = range.lowerBound
    var register: UInt32 = 0
    var isWrite = false
    while range.upperBound - position >= 4 {
      let header = word(bytes, position)
      position += 4
      let count: Int
      switch header >> 29 {
      case 1:
        register = (header >> 13) & 0x3fff
        isWrite = (header >> 27) & 3 == 2
        count = Int(header & 0x7ff)
      case 2: count = Int(header & 0x07ff_ffff)
      default:
        isReadable = false
        return nil
      }
      guard range.upperBound - position >= 4 * count else {
        return 4 * count - (range.upperBound - position)
      }
      if isWrite && count > 0 {
        let value = word(bytes, position)
        if register == Register.command && value == Self.desynchronize { return nil }
        note(register, value, count)
      }
      position += 4 * count
    }
    // At least the command that ends it.
    return 8
  }

  private mutating func note(_ register: UInt32, _ value: UInt32, _ count: Int) {
    switch register {
    case Register.frameData: frameWords += count
    case Register.multipleFrames: isCompressed = true
    case Register.idcode: idcode = idcode ?? value
    default: break
    }
  }

  /// Tools mark partial bitstreams in the header; without one, the size tells.
  func extent(_ header: Bitstream.Header?) -> Bitstream.Extent? {
    if let header { return header.isPartial ? .partial : .full }
    guard isReadable, !isCompressed, let idcode,
      let words = FPGAPart(idcode: idcode)?.configurationWords
    else { return nil }
    // All but the frames is less than a hundredth.
    return frameWords >= words - words / 20 ? .full : .partial
  }

  private func word(_ bytes: [UInt8], _ position: Int) -> UInt32 {
    let (a, b, c, d) = (
      UInt32(bytes[position]), UInt32(bytes[position + 1]), UInt32(bytes[position + 2]),
      UInt32(bytes[position + 3])
    )
    return byteOrder == .highestFirst
      ? a << 24 | b << 16 | c << 8 | d : d << 24 | c << 16 | b << 8 | a
  }
}

extension Bitstream.Header {
  /// Vivado writes it so, for example `top;UserID=0XFFFFFFFF;PARTIAL=TRUE;Version=2018.3`.
  fileprivate var isPartial: Bool {
    design.utf8.split(separator: UInt8(ascii: ";")).contains { option in
      option.elementsEqual("PARTIAL=TRUE".utf8)
    }
  }
}
