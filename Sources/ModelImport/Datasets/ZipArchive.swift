// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The files in a ZIP archive, stored or deflated, as its central directory has them.
///
/// Source: PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.5.3. Read strictly: one disk, no encryption,
/// no comment behind the directory, no two files of the same name or in the same bytes.
struct ZipArchive {
  struct Entry {
    let name: String
    /// Of the unpacked bytes, CRC-32.
    let checksum: UInt32
    /// Unpacked, at most ``BinaryFile/maximumSize`` over all entries.
    let size: Int
    fileprivate let isDeflated: Bool
    /// Where its packed bytes are.
    fileprivate let place: Range<Int>
  }

  /// In the directory's order.
  let entries: [Entry]
  private let bytes: [UInt8]
  private let file: String

  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    let directory = try ZipDirectory(bytes, named: file)
    self.bytes = bytes
    self.file = file
    entries = try directory.headers.map { header throws(AccelError) in
      Entry(
        name: header.name, checksum: header.checksum, size: header.size,
        isDeflated: header.isDeflated, place: try directory.place(of: header))
    }
    guard Set(entries.map(\.name)).count == entries.count else {
      throw ZipArchive.malformed(file, "two files in it have the same name")
    }
    // Entries that share bytes could unpack to far more than their archive justifies.
    let places = entries.map(\.place).sorted { $0.lowerBound < $1.lowerBound }
    guard zip(places, places.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) else {
      throw ZipArchive.malformed(file, "two files in it share their bytes")
    }
    // A sum of sizes that are each below 2^63 and fewer than 2^30 may still overflow.
    let limit = BinaryFile.maximumSize
    guard entries.reduce(0, { min($0, limit + 1) + min($1.size, limit + 1) }) <= limit else {
      throw ZipArchive.malformed(file, "it unpacks to more than 1 GiB")
    }
  }

  /// The unpacked bytes of an entry of this archive.
  ///
  /// - Throws: `AccelError`: `malformedFile` for other bytes than the directory promises,
  ///   `unavailable` where the system has no zlib.
  func contents(of entry: Entry) throws(AccelError) -> [UInt8] {
    let packed = bytes[entry.place]
    // What deflate cannot reach takes no memory.
    let isPossible =
      entry.isDeflated ? entry.size / 1032 <= packed.count : entry.size == packed.count
    guard isPossible,
      let contents = entry.isDeflated
        ? try Zlib.inflate(packed, size: entry.size, attempt: "read \(file)") : Array(packed),
      try Zlib.checksum(contents, attempt: "read \(file)") == entry.checksum
    else { throw ZipArchive.malformed(file, "\(entry.name) in it is damaged") }
    return contents
  }

  static func malformed(_ file: String, _ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "get the file again, whole")
  }
}
