// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The frames that a whole, uncompressed bitstream writes (UG470, "Configuration Packets").
struct BitstreamFrames {
  private enum Register {
    static let frameAddress: UInt32 = 1
    static let frameData: UInt32 = 2
  }
  /// The word in the middle of a frame, whose lowest 13 bits check the others.
  static let checkWord = 50
  static let checkMask: UInt32 = 0x1fff

  /// Without the bits that check a frame.
  let frames: Frames

  /// - Throws: ``AccelError`` `malformedFile` for another kind of bitstream, or for another part.
  init(_ bytes: [UInt8], named file: String, order: FrameOrder) throws(AccelError) {
    let bitstream = try Bitstream(bytes, named: file)
    guard let idcode = bitstream.idcode, idcode & 0x0fff_ffff == order.idcode & 0x0fff_ffff else {
      throw malformed(file, "it is for another part")
    }
    let image = bitstream.image(.highestFirst)
    let data = try BitstreamFrames.frameData(image, file)
    guard data.count % Frames.wordCount == 0 else {
      throw malformed(file, "its frames are not whole")
    }
    let count = data.count / Frames.wordCount
    // The padding behind the last row may be written or not.
    guard count >= order.addresses.count - 2, count <= order.addresses.count else {
      throw malformed(
        file, "it has \(count) frames, and the part \(order.addresses.count) with their padding")
    }
    var frames = Frames()
    for index in 0..<count {
      guard let address = order.addresses[index] else { continue }
      var words = Array(data[index * Frames.wordCount..<(index + 1) * Frames.wordCount])
      words[BitstreamFrames.checkWord] &= ~BitstreamFrames.checkMask
      if words.contains(where: { $0 != 0 }) { frames[address] = words }
    }
    self.frames = frames
  }

  /// The words of the only write to the frame data register; the first address must be 0.
  private static func frameData(_ image: [UInt8], _ file: String) throws(AccelError) -> [UInt32] {
    var words: [UInt32] = []
    words.reserveCapacity(image.count / 4)
    for index in stride(from: 0, to: image.count - 3, by: 4) {
      words.append(
        UInt32(image[index]) << 24 | UInt32(image[index + 1]) << 16
          | UInt32(image[index + 2]) << 8 | UInt32(image[index + 3]))
    }
    guard let sync = words.firstIndex(of: 0xaa99_5566) else {
      throw malformed(file, "it has no sync word")
    }
    var position = sync + 1
    var register: UInt32 = 0
    while position < words.count {
      let header = words[position]
      position += 1
      var count = 0
      switch header >> 29 {
      case 1:
        register = header >> 13 & 0x3fff
        count = Int(header & 0x7ff)
      case 2: count = Int(header & 0x07ff_ffff)
      default: throw malformed(file, "it has a packet of an unknown kind")
      }
      guard count <= words.count - position else { throw malformed(file, "it ends too early") }
      if register == Register.frameAddress, count > 0, words[position] != 0 { break }
      if register == Register.frameData, count > 1 {
        return Array(words[position..<position + count])
      }
      position += count
    }
    throw malformed(file, "it does not write all frames at once")
  }
}

extension Frames {
  /// Frames without those that are zero, and without the bits that check a frame.
  var significant: Frames {
    var frames = Frames()
    for address in addresses {
      var words = self[address]
      words[BitstreamFrames.checkWord] &= ~BitstreamFrames.checkMask
      if words.contains(where: { $0 != 0 }) { frames[address] = words }
    }
    return frames
  }

  /// Addresses of the frames in which two configurations differ.
  func differences(from other: Frames) -> [UInt32] {
    Set(addresses).union(other.addresses).filter { self[$0] != other[$0] }.sorted()
  }
}
