// SPDX-License-Identifier: BSD-3-Clause

/// Binary files, byte by byte.
enum ByteFiles {
  /// An idx file: the header's words, then the body.
  static func idx(_ header: [UInt32], _ body: [UInt8]) -> [UInt8] {
    header.flatMap { bigEndian($0) } + body
  }

  /// A `.npy` file with this dictionary, as long as it says or as `length` says.
  static func npy(
    _ dictionary: String, _ body: [UInt8] = [], version: UInt8 = 1, length: Int? = nil
  ) -> [UInt8] {
    let size = UInt32(length ?? dictionary.utf8.count)
    let sizeBytes = bigEndian(size).reversed()
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + sizeBytes.prefix(version == 1 ? 2 : 4)
      + Array(dictionary.utf8) + body
  }

  static func dictionary(
    _ type: String, _ shape: String, order: String = "False"
  ) -> String {
    "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n"
  }

  /// A gzip file that holds the bytes as they are.
  ///
  /// - Precondition: at most 65,535 bytes, which is what one stored block holds.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    let size = UInt16(bytes.count)
    let stored = [1] + littleEndian(UInt32(size) | UInt32(~size) << 16) + bytes
    let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    return header + stored + littleEndian(checksum(bytes)) + littleEndian(UInt32(size))
  }

  static func bigEndian(_ word: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  static func littleEndian(_ word: UInt32) -> [UInt8] { bigEndian(word).reversed() }

  /// CRC-32.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var remainder = UInt32.max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xedb8_8320 : remainder >> 1
      }
    }
    return ~remainder
  }
}

extension ByteFiles {
  /// A `.npy` file of float32 values in the order in which they are given.
  static func npy(_ values: [Float], _ shape: [Int], order: String = "False") -> [UInt8] {
    npy(
      dictionary("<f4", tuple(shape), order: order), values.flatMap { littleEndian($0.bitPattern) })
  }

  /// A shape as Python prints it.
  static func tuple(_ shape: [Int]) -> String {
    "(" + shape.map { "\($0)," }.joined(separator: " ") + ")"
  }
}

extension ByteFiles {
  /// The same with the CRC of each chunk as it should be, as far as chunks reach.
  static func withChecksums(png bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var position = 8
    while position + 12 <= bytes.count {
      let count = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard position + 12 + count <= bytes.count else { break }
      let end = position + 8 + count
      bytes.replaceSubrange(
        end..<end + 4, with: bigEndian(checksum(Array(bytes[position + 4..<end]))))
      position = end + 4
    }
    return bytes
  }
}
