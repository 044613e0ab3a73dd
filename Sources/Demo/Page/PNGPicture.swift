// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// An image as a PNG file, uncompressed: pictures of a page are small.
///
/// Source: "Portable Network Graphics (PNG) Specification", third edition; RFC 1950 and RFC 1951 of
/// the stream within.
enum PNGPicture {
  /// A `data:` URL.
  ///
  /// - Parameter pixels: in order (y, x, channel); of one channel, grey, or of three.
  /// - Returns: `nil` for another number of channels.
  static func url(_ pixels: ArraySlice<UInt8>, shape: Shape) -> String? {
    bytes(pixels, shape: shape).map {
      "data:image/png;base64," + Data($0).base64EncodedString()
    }
  }

  static func bytes(_ pixels: ArraySlice<UInt8>, shape: Shape) -> [UInt8]? {
    guard shape.channels == 1 || shape.channels == 3 else { return nil }
    let colour: UInt8 = shape.channels == 1 ? 0 : 2
    var rows: [UInt8] = []
    let width = shape.width * shape.channels
    for y in 0..<shape.height {
      let start = pixels.startIndex + y * width
      rows.append(0)  // No filter.
      rows += pixels[start..<start + width]
    }
    return [0x89] + Array("PNG\r\n\u{1A}\n".utf8)
      + chunk("IHDR", word(shape.width) + word(shape.height) + [8, colour, 0, 0, 0])
      + chunk("IDAT", stream(rows)) + chunk("IEND", [])
  }

  /// Stored blocks between the header of zlib and its check.
  private static func stream(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let block = bytes[start..<min(bytes.count, start + 65_535)]
      let length = UInt16(block.count)
      stream.append(start + block.count == bytes.count ? 1 : 0)
      for half in [length, ~length] { stream += [UInt8(half & 0xFF), UInt8(half >> 8)] }
      stream += block
    }
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return stream + word(Int(high << 16 | low))
  }

  private static func chunk(_ kind: String, _ body: [UInt8]) -> [UInt8] {
    let checked = Array(kind.utf8) + body
    var remainder = UInt32.max
    for byte in checked {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    return word(body.count) + checked + word(Int(~remainder))
  }

  private static func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
