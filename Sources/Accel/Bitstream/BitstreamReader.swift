// SPDX-License-Identifier: BSD-3-Clause

/// Reads what lies around and in a configuration, within its bounds.
struct BitstreamReader {
  private static let magic: [UInt8] = [0, 9, 0x0f, 0xf0, 0x0f, 0xf0, 0x0f, 0xf0, 0x0f, 0xf0, 0]
  /// Largest configuration, far beyond any Zynq's; keeps what tools put behind it out.
  private static let largest = 1 << 28
  /// How far from the start of the data the sync word may be: padding and bus width detection take
  /// some 200 bytes.
  private static let syncReach = 1 << 16

  let bytes: [UInt8]
  let file: String
  private var position = 0
  /// What is loaded: everything, or what the header announces.
  private(set) var configuration: Range<Int>

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    configuration = 0..<bytes.count
  }

  func malformed(
    _ problem: String, _ remedy: String = "name a .bit or .bin file for Zynq-7000"
  ) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read the bitstream \(file)", problem: problem, remedy: remedy)
  }

  private func cutShort(_ missing: Int) -> AccelError {
    malformed("it ends \(missing) bytes too early", "copy the file again")
  }

  // MARK: header

  /// The header, or `nil` if the file does not begin with one.
  mutating func header() throws(AccelError) -> Bitstream.Header? {
    guard bytes.count <= BitstreamReader.largest else { throw malformed("it is too large") }
    guard bytes.starts(with: BitstreamReader.magic) else { return nil }
    position = BitstreamReader.magic.count
    guard try number(bytes: 2) == 1 else { throw malformed("its header is of no known kind") }
    var header = Bitstream.Header()
    while true {
      switch try number(bytes: 1) {
      case 0x61: header.design = try text()
      case 0x62: header.part = try text()
      case 0x63: header.date = try text()
      case 0x64: header.time = try text()
      case 0x65:
        // Beyond an Int of 32 bits it is negative.
        let count = try number(bytes: 4)
        guard count >= 0 else { throw malformed("its length is beyond any part's") }
        guard count <= bytes.count - position else {
          throw cutShort(count - (bytes.count - position))
        }
        configuration = position..<position + count
        return header
      case let key: throw malformed("its header has a field of an unknown kind, \(key)")
      }
    }
  }

  private mutating func number(bytes count: Int) throws(AccelError) -> Int {
    guard bytes.count - position >= count else {
      throw malformed("it ends within its header", "copy the file again")
    }
    defer { position += count }
    return bytes[position..<position + count].reduce(0) { $0 << 8 | Int($1) }
  }

  /// Up to the first zero. What terminals could take for a command becomes a question mark.
  private mutating func text() throws(AccelError) -> String {
    let count = try number(bytes: 2)
    guard bytes.count - position >= count else {
      throw malformed("it ends within its header", "copy the file again")
    }
    defer { position += count }
    let text = bytes[position..<position + count].prefix { $0 != 0 }
    return String(
      decoding: text.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }

  // MARK: configuration

  func packets(isHeaded: Bool) throws(AccelError) -> BitstreamPackets {
    let reach = min(configuration.count, BitstreamReader.syncReach)
    for offset in stride(from: 0, to: reach - 3, by: 4) {
      let start = configuration.lowerBound + offset
      let order: Bitstream.ByteOrder
      switch (bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3]) {
      case (0xaa, 0x99, 0x55, 0x66): order = .highestFirst
      case (0x66, 0x55, 0x99, 0xaa): order = .lowestFirst
      default: continue
      }
      var packets = BitstreamPackets(byteOrder: order)
      if let missing = packets.read(bytes, start + 4..<configuration.upperBound) {
        throw cutShort(missing)
      }
      return packets
    }
    throw malformed(
      isHeaded
        ? "it has no sync word" : "it has neither a header nor a sync word, so it is no bitstream")
  }
}
