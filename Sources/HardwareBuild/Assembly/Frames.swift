// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A part of the configuration memory: frames of 101 words each (UG470, "Configuration Memory
/// Frames"), by their addresses. Frames that are not there are zeros.
struct Frames: Equatable, Sendable {
  static let wordCount = 101

  private(set) var words: [UInt32: [UInt32]] = [:]

  /// Addresses of the frames there are, in ascending order.
  var addresses: [UInt32] { words.keys.sorted() }

  /// Bits that are set.
  var setBits: Int {
    words.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.nonzeroBitCount } }
  }

  subscript(address: UInt32) -> [UInt32] {
    get { words[address] ?? [UInt32](repeating: 0, count: Frames.wordCount) }
    set { words[address] = newValue }
  }

  /// Whether a bit, counted from the frame's first, is set.
  func isSet(_ address: UInt32, _ position: Int) -> Bool {
    guard let frame = words[address], position < 32 * Frames.wordCount else { return false }
    return frame[position / 32] >> UInt32(position % 32) & 1 == 1
  }

  mutating func set(_ address: UInt32, _ position: Int) {
    words[address, default: [UInt32](repeating: 0, count: Frames.wordCount)][position / 32] |=
      1 << UInt32(position % 32)
  }

  /// Make sure that a frame is there.
  mutating func touch(_ address: UInt32) {
    if words[address] == nil { words[address] = self[address] }
  }

  /// As xc7frames2bit reads them: a line for each frame, its address and its words.
  var text: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(words.count * Frames.wordCount * 11 + 16)
    for address in addresses {
      append(address, to: &text)
      for (index, word) in self[address].enumerated() {
        text.append(index == 0 ? UInt8(ascii: " ") : UInt8(ascii: ","))
        append(word, to: &text)
      }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }

  private func append(_ word: UInt32, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "0"))
    text.append(UInt8(ascii: "x"))
    for shift in stride(from: 28, through: 0, by: -4) {
      let digit = UInt8(word >> UInt32(shift) & 15)
      text.append(digit < 10 ? 0x30 + digit : 0x41 + digit - 10)
    }
  }
}
