// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The part of an array file before its data: a magic number, a version, and a Python dictionary.
struct NPYHeader {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// For example `<i4`.
  let type: String
  let shape: [Int]
  /// Whether the first index varies fastest in the data.
  let isFortran: Bool
  /// Bytes before the data.
  let size: Int

  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    guard bytes.starts(with: NPYHeader.magic), bytes.count >= 12 else {
      throw NPYHeader.malformed(file, "it does not begin as a .npy file does")
    }
    let start: Int
    switch bytes[6] {
    case 1:
      start = 10
      size = start + Int(bytes[8]) + Int(bytes[9]) << 8
    case 2:
      start = 12
      size = start + (0..<4).reduce(0) { $0 + Int(bytes[8 + $1]) << (8 * $1) }
    default: throw NPYHeader.malformed(file, "its format version \(bytes[6]) is not known")
    }
    guard size >= start, size <= bytes.count, size - start <= 65_536,
      let text = String(validating: bytes[start..<size], as: UTF8.self)
    else { throw NPYHeader.malformed(file, "its header is damaged") }
    guard let type = NPYHeader.quoted(text, after: "'descr':"),
      let order = NPYHeader.text(text, after: "'fortran_order':", upTo: ","),
      let tuple = NPYHeader.text(text, after: "'shape': (", upTo: ")")
    else { throw NPYHeader.malformed(file, "its header is damaged") }
    guard order == "False" || order == "True" else {
      throw NPYHeader.malformed(file, "its header is damaged")
    }
    isFortran = order == "True"
    var shape: [Int] = []
    for words in tuple.split(separator: ",").map({ $0.split(separator: " ") }) where words != [] {
      guard words.count == 1, let side = Int(words[0]), side >= 0 else {
        throw NPYHeader.malformed(file, "its shape (\(tuple)) is damaged")
      }
      shape.append(side)
    }
    self.type = type
    self.shape = shape
  }

  static func malformed(_ file: String, _ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "write it with numpy.save from a little-endian array")
  }

  private static func text(_ header: String, after key: String, upTo end: Character) -> String? {
    guard let found = header.firstRange(of: key) else { return nil }
    let rest = header[found.upperBound...]
    guard let stop = rest.firstIndex(of: end) else { return nil }
    return String(rest[..<stop].drop { $0 == " " })
  }

  private static func quoted(_ header: String, after key: String) -> String? {
    guard let found = header.firstRange(of: key) else { return nil }
    let parts = header[found.upperBound...].split(
      separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 ? String(parts[1]) : nil
  }
}
