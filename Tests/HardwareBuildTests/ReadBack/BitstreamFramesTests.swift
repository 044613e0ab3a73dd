// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct BitstreamFramesTests {
  private let order: FrameOrder

  init() throws {
    order = try FrameOrder(Array(SmallDatabase.partDescription.utf8), named: "part.json")
  }

  /// A configuration that writes all frames of the small part.
  static func bitstream(
    _ frames: Frames, order: FrameOrder, idcode: UInt32 = 0x0372_7093, padding: Bool = true
  ) -> [UInt8] {
    var words: [UInt32] = [0xffff_ffff, 0xaa99_5566, 0x2000_0000]
    words += [0x3001_8001, idcode, 0x3000_2001, 0, 0x3000_4000]
    let addresses = padding ? order.addresses : order.addresses.dropLast(2)
    words.append(0x5000_0000 | UInt32(addresses.count * Frames.wordCount))
    for address in addresses {
      words += address.map { frames[$0] } ?? [UInt32](repeating: 0, count: Frames.wordCount)
    }
    words += [0x3000_8001, 0x0d]
    return words.flatMap { word in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  @Test("frames are counted by block, half, row and column, with padding behind each row")
  func addresses() {
    #expect(order.idcode == 0x0372_7093)
    let expected: [UInt32?] = [
      0, 1, 2, 3, 0x80, 0x81, nil, nil, 0x40_0000, nil, nil, 0x80_0000, 0x80_0001, 0x80_0002, nil,
      nil, 0xc0_0000, nil, nil,
    ]
    #expect(order.addresses == expected)
  }

  @Test(
    "what was written is read back, but for the bits that check a frame", arguments: [true, false])
  func readBack(padding: Bool) throws {
    var frames = Frames()
    frames.set(2, 7)
    frames.set(0x81, 101 * 32 - 1)
    frames.set(0xc0_0000, 50 * 32 + 20)
    var written = frames
    written.set(2, 50 * 32 + 3)
    let bytes = BitstreamFramesTests.bitstream(written, order: order, padding: padding)
    let read = try BitstreamFrames(bytes, named: "a.bin", order: order)
    #expect(read.frames == frames)
    #expect(read.frames.differences(from: frames.significant).isEmpty)
    frames.set(1, 0)
    #expect(read.frames.differences(from: frames.significant) == [1])
  }

  @Test("another part, and a bitstream that is cut or not whole, are refused")
  func wrong() {
    let whole = BitstreamFramesTests.bitstream(Frames(), order: order)
    let other = BitstreamFramesTests.bitstream(Frames(), order: order, idcode: 0x0372_2093)
    for bytes in [other, Array(whole.dropLast(400)), Array(whole.prefix(40)), []] {
      #expect(throws: AccelError.self) {
        try BitstreamFrames(bytes, named: "a.bin", order: order)
      }
    }
  }
}
