// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// A picture in PNG's format: 8 bits of grey or of red, green and blue, with or without opacity.
///
/// What is not opaque lies on white. Palettes, 1, 2, 4 and 16 bits, and interlacing are refused by
/// name. Gamma and colour profiles are not looked at: bytes are what the file says.
///
/// Memory: at most 1,032 times the file's size for the rows, which is what deflate can reach, and as
/// much again for the pixels; no more than a picture of 4096x4096 pixels takes.
///
/// Source: "Portable Network Graphics (PNG) Specification", third edition; RFC 1950 of the stream.
public struct PNGFile: Sendable, Hashable {
  /// Of 1 channel (grey) or 3 (red, green, blue).
  public let shape: Shape
  /// In order (y, x, channel).
  public let pixels: [UInt8]

  /// Read a file.
  ///
  /// - Throws: `AccelError`: `unreadableFile`, `malformedFile` for what is no PNG file or a
  ///   damaged one, `unavailable` where the system has no zlib.
  public init(_ path: String) throws(AccelError) {
    try self.init(BinaryFile.read(path), named: path)
  }

  /// Likewise, from the contents of the file.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - file: what messages call it.
  public init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    let chunks = try PNGChunks(bytes, named: file)
    let header = chunks.header
    let rows = try chunks.rows()
    let unfiltered = try PNGRows(header, named: file).unfiltered(rows)
    shape = Shape(
      height: header.height, width: header.width, channels: header.colour.visibleChannels)
    pixels = header.colour.isOpaque ? unfiltered : header.colour.onWhite(unfiltered)
  }

  static func malformed(_ file: String, _ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "save the picture as PNG of 8 bits, grey or RGB, not interlaced")
  }
}

/// What a pixel consists of.
enum PNGColour: UInt8 {
  case grey = 0
  case rgb = 2
  case greyWithOpacity = 4
  case rgbWithOpacity = 6

  var isOpaque: Bool { self == .grey || self == .rgb }
  var visibleChannels: Int { self == .grey || self == .greyWithOpacity ? 1 : 3 }
  /// Bytes of a pixel.
  var channels: Int { visibleChannels + (isOpaque ? 0 : 1) }

  /// The visible channels of pixels whose last one says how opaque they are.
  func onWhite(_ bytes: [UInt8]) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(bytes.count / channels * visibleChannels)
    for start in stride(from: 0, to: bytes.count, by: channels) {
      let opacity = Int(bytes[start + visibleChannels])
      for channel in 0..<visibleChannels {
        let sum = Int(bytes[start + channel]) * opacity + 255 * (255 - opacity)
        pixels.append(UInt8((sum + 127) / 255))
      }
    }
    return pixels
  }
}
