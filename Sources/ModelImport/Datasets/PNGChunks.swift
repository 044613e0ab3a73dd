// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The header and the packed rows of a PNG file, each chunk checked against its CRC.
struct PNGChunks {
  struct Header {
    /// 1 to ``Shape/maximumExtent``; likewise the height.
    let width: Int
    let height: Int
    let colour: PNGColour

    var rowBytes: Int { width * colour.channels }
    /// Of all rows, each behind the number of its filter.
    var byteCount: Int { height * (1 + rowBytes) }
  }

  static let signature: [UInt8] = [0x89] + Array("PNG\r\n\u{1A}\n".utf8)
  private static let remedy = "give the pixels as an idx file"

  let header: Header
  private let packed: [UInt8]
  private let file: String

  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    guard bytes.starts(with: PNGChunks.signature) else {
      throw PNGFile.malformed(file, "it is no PNG file")
    }
    var position = PNGChunks.signature.count
    var header: Header?
    var packed: [UInt8] = []
    var isEnded = false
    while !isEnded {
      let chunk = try PNGChunks.chunk(bytes, at: position, file)
      position += 12 + chunk.body.count
      switch chunk.kind {
      case "IHDR" where header == nil: header = try PNGChunks.header(chunk.body, file)
      case _ where header == nil: throw PNGFile.malformed(file, "it does not begin with its header")
      case "IDAT": packed += chunk.body
      case "IEND": isEnded = true
      case "PLTE": break
      default:
        // A small first letter marks what a reader need not understand.
        guard chunk.kind.utf8.first.map({ $0 & 0x20 != 0 }) == true else {
          throw PNGFile.malformed(file, "its chunk \(chunk.kind) is not known")
        }
      }
    }
    guard let header else { throw PNGFile.malformed(file, "it has no header") }
    guard position == bytes.count else {
      throw PNGFile.malformed(file, "it has \(bytes.count - position) bytes behind its end")
    }
    self.header = header
    self.packed = packed
    self.file = file
  }

  private static func chunk(
    _ bytes: [UInt8], at position: Int, _ file: String
  ) throws(AccelError) -> (kind: String, body: ArraySlice<UInt8>) {
    guard bytes.count - position >= 12 else {
      throw PNGFile.malformed(file, "it ends too early")
    }
    let count = word(bytes[position...])
    guard count <= bytes.count - position - 12 else {
      throw PNGFile.malformed(file, "it ends too early")
    }
    let checked = Array(bytes[position + 4..<position + 8 + count])
    let sum = try Zlib.checksum(checked, attempt: "read \(file)", remedy: remedy)
    guard Int(sum) == word(bytes[(position + 8 + count)...]),
      checked.prefix(4).allSatisfy({ UInt8(ascii: "A")...UInt8(ascii: "z") ~= $0 })
    else { throw PNGFile.malformed(file, "it is damaged") }
    return (
      String(decoding: checked.prefix(4), as: UTF8.self),
      bytes[position + 8..<position + 8 + count]
    )
  }

  private static func header(
    _ body: ArraySlice<UInt8>, _ file: String
  ) throws(AccelError) -> Header {
    guard body.count == 13 else { throw PNGFile.malformed(file, "its header is damaged") }
    let start = body.startIndex
    let (width, height) = (word(body), word(body[(start + 4)...]))
    let (depth, colour) = (body[start + 8], body[start + 9])
    let extents = 1...Shape.maximumExtent
    guard extents.contains(width), extents.contains(height) else {
      throw PNGFile.malformed(
        file, "it has \(width)x\(height) pixels, and at most 4096x4096 are read")
    }
    guard colour != 3 else { throw PNGFile.malformed(file, "it has a palette") }
    guard let colour = PNGColour(rawValue: colour), [1, 2, 4, 8, 16].contains(depth) else {
      throw PNGFile.malformed(file, "its header is damaged")
    }
    guard depth == 8 else { throw PNGFile.malformed(file, "it has \(depth) bits of a colour") }
    guard body[start + 10] == 0, body[start + 11] == 0, body[start + 12] <= 1 else {
      throw PNGFile.malformed(file, "its header is damaged")
    }
    guard body[start + 12] == 0 else { throw PNGFile.malformed(file, "it is interlaced") }
    return Header(width: width, height: height, colour: colour)
  }

  /// All rows, filtered.
  func rows() throws(AccelError) -> [UInt8] {
    guard header.byteCount / 1032 <= packed.count,
      let rows = try Zlib.inflate(
        packed[...], size: header.byteCount, in: .zlib, attempt: "read \(file)",
        remedy: PNGChunks.remedy)
    else { throw PNGFile.malformed(file, "its rows are damaged") }
    return rows
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }
}
