// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The central directory of a ZIP archive, with ZIP64's longer fields.
struct ZipDirectory {
  struct Header {
    let name: String
    let checksum: UInt32
    let size: Int
    let packedSize: Int
    let offset: Int
    let isDeflated: Bool
  }

  private static let recordSize = 22

  private let bytes: [UInt8]
  private let file: String
  /// Where the directory begins: the files end before it.
  private let start: Int
  private(set) var headers: [Header] = []

  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    self.bytes = bytes
    self.file = file
    let record = bytes.count - ZipDirectory.recordSize
    let fields = ZipFields(bytes: bytes, start: record)
    guard bytes.starts(with: [0x50, 0x4b]), fields[0, 4] == 0x0605_4b50, fields[4, 4] == 0,
      fields[20, 2] == 0, var count = fields[10, 2], count == fields[8, 2],
      var size = fields[12, 4], var offset = fields[16, 4]
    else {
      throw ZipArchive.malformed(file, "it is no ZIP archive, ends too early, or has a comment")
    }
    var end = record
    let locator = ZipFields(bytes: bytes, start: record - 20)
    if locator[0, 4] == 0x0706_4b50 {
      let longer = ZipFields(bytes: bytes, start: locator[8, 8] ?? -1)
      guard longer[0, 4] == 0x0606_4b50, longer[16, 8] == 0, let longCount = longer[32, 8],
        let longSize = longer[40, 8], let longOffset = longer[48, 8]
      else { throw ZipArchive.malformed(file, "its directory is damaged") }
      (count, size, offset, end) = (longCount, longSize, longOffset, longer.start)
    }
    guard offset <= end, size == end - offset, count <= size / 46 else {
      throw ZipArchive.malformed(file, "its directory is damaged")
    }
    start = offset
    var next = offset
    for _ in 0..<count { headers.append(try header(&next, end: end)) }
    guard next == end else { throw ZipArchive.malformed(file, "its directory is damaged") }
  }

  private func header(_ next: inout Int, end: Int) throws(AccelError) -> Header {
    let fields = ZipFields(bytes: bytes, start: next)
    guard fields[0, 4] == 0x0201_4b50, let flags = fields[8, 2], let method = fields[10, 2],
      let checksum = fields[16, 4], let nameLength = fields[28, 2],
      let extraLength = fields[30, 2], let commentLength = fields[32, 2]
    else { throw ZipArchive.malformed(file, "its directory is damaged") }
    let nameStart = next + 46
    let extraStart = nameStart + nameLength
    next = extraStart + extraLength + commentLength
    guard next <= end,
      let name = String(validating: bytes[nameStart..<extraStart], as: UTF8.self),
      let sizes = longFields(fields, extraStart..<extraStart + extraLength)
    else { throw ZipArchive.malformed(file, "its directory is damaged") }
    guard flags & 1 == 0, method == 0 || method == 8 else {
      throw ZipArchive.malformed(file, "\(name) in it is encrypted or not packed by deflate")
    }
    return Header(
      name: name, checksum: UInt32(checksum), size: sizes[0], packedSize: sizes[1],
      offset: sizes[2], isDeflated: method == 8)
  }

  /// Size, packed size and offset; those that do not fit their field stand in a ZIP64 field, in
  /// that order.
  private func longFields(_ fields: ZipFields, _ extra: Range<Int>) -> [Int]? {
    let short = [fields[24, 4], fields[20, 4], fields[42, 4]].compactMap { $0 }
    guard short.count == 3 else { return nil }
    guard short.contains(0xffff_ffff) else { return short }
    var at = extra.lowerBound
    while let kind = fields.absolute(at, 2), let size = fields.absolute(at + 2, 2),
      at + 4 + size <= extra.upperBound
    {
      guard kind == 1 else {
        at += 4 + size
        continue
      }
      at += 4
      let end = at + size
      let long = short.map { value -> Int? in
        guard value == 0xffff_ffff else { return value }
        defer { at += 8 }
        return at + 8 <= end ? fields.absolute(at, 8) : nil
      }.compactMap { $0 }
      return long.count == 3 ? long : nil
    }
    return nil
  }

  /// Where a file's packed bytes are: behind its local header, whose own sizes may be missing.
  func place(of header: Header) throws(AccelError) -> Range<Int> {
    let local = ZipFields(bytes: bytes, start: header.offset)
    guard local[0, 4] == 0x0403_4b50, let nameLength = local[26, 2], let extraLength = local[28, 2]
    else { throw ZipArchive.malformed(file, "\(header.name) in it is not where it should be") }
    let first = header.offset + 30 + nameLength + extraLength
    guard first <= start, header.packedSize <= start - first else {
      throw ZipArchive.malformed(file, "\(header.name) in it is longer than the archive")
    }
    return first..<first + header.packedSize
  }
}

/// Little-endian numbers in a record, or `nil` beyond its file.
private struct ZipFields {
  let bytes: [UInt8]
  let start: Int

  subscript(offset: Int, width: Int) -> Int? {
    guard start >= 0, start <= bytes.count else { return nil }
    return absolute(start + offset, width)
  }

  func absolute(_ place: Int, _ width: Int) -> Int? {
    guard place >= 0, place <= bytes.count - width else { return nil }
    var word: UInt64 = 0
    for byte in 0..<width { word |= UInt64(bytes[place + byte]) << (8 * UInt64(byte)) }
    return Int(exactly: word)
  }
}
