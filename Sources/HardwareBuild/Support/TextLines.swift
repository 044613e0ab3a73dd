// SPDX-License-Identifier: BSD-3-Clause

/// The lines of a text, without their ends; empty ones are left out.
struct TextLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0
  /// Of the line that came last, from 1.
  private(set) var number = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func next() -> ArraySlice<UInt8>? {
    while position < bytes.count {
      number += 1
      let start = position
      while position < bytes.count && bytes[position] != UInt8(ascii: "\n") { position += 1 }
      var end = position
      position += 1
      if end > start && bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      if end > start { return bytes[start..<end] }
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  /// As text; what is no UTF-8 becomes a replacement character.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// What lies between spaces and tabs.
  var words: [ArraySlice<UInt8>] {
    split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  func trimmed() -> ArraySlice<UInt8> {
    var part = self
    while let first = part.first, first == 0x20 || first == 0x09 { part = part.dropFirst() }
    while let last = part.last, last == 0x20 || last == 0x09 { part = part.dropLast() }
    return part
  }

  /// A decimal number of at most nine digits.
  var decimal: Int? {
    guard !isEmpty, count <= 9 else { return nil }
    var value = 0
    for byte in self {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }
}
