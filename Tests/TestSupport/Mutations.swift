// SPDX-License-Identifier: BSD-3-Clause

/// Spoils valid files in ways that reach far into a parser.
public struct Mutations {
  private static let numbers = [
    "0", "-1", "1", "2", "3", "255", "4095", "4096", "4097", "65536", "2147483647", "2147483648",
    "4294967295", "4294967296", "1073741824", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "1e309", "nan", "0x7fffffff", "",
  ].map { Array($0.utf8) }

  private static let words: [UInt64] = [
    0, 1, 2, 9, 10, 0x7f, 0x80, 0xff, 0x100, 0x1000, 0x1001, 0x7fff, 0xffff, 0x1_0000, 0x7fff_ffff,
    0x8000_0000, 0xffff_ffff, 0x7ff0_0000_0000_0000, .max >> 1, .max,
  ]

  private var random: SeededRandom

  public init(random: SeededRandom) { self.random = random }

  /// Mutates the bytes a few times: half of the results only in their numbers, so that they get
  /// past the syntax. `other` is what splices are taken from.
  public mutating func spoil(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let isGentle = Bool.random(using: &random)
    for _ in 0..<Int.random(in: 1...(isGentle ? 2 : 4), using: &random) {
      if isGentle { replaceNumber(in: &bytes) } else { mutate(&bytes, other) }
    }
    return bytes
  }

  private mutating func mutate(_ bytes: inout [UInt8], _ other: [UInt8]) {
    switch Int.random(in: 0..<8, using: &random) {
    case 0 where !bytes.isEmpty:
      bytes[place(in: bytes.count - 1)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes = Array(bytes.prefix(place(in: bytes.count)))
    case 2: bytes.removeSubrange(range(in: bytes))
    case 3: bytes.insert(contentsOf: other[range(in: other)], at: place(in: bytes.count))
    case 4: bytes.replaceSubrange(range(in: bytes), with: other[range(in: other)])
    case 5:
      let noise = (0..<place(in: 16)).map { _ in UInt8.random(in: 0...255, using: &random) }
      bytes.insert(contentsOf: noise, at: place(in: bytes.count))
    case 6: replaceWord(in: &bytes)
    default: replaceNumber(in: &bytes)
    }
  }

  private mutating func place(in count: Int) -> Int { Int.random(in: 0...count, using: &random) }

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let (one, two) = (place(in: bytes.count), place(in: bytes.count))
    return min(one, two)..<max(one, two)
  }

  private mutating func replaceWord(in bytes: inout [UInt8]) {
    guard let width = [1, 2, 4, 8].randomElement(using: &random), bytes.count >= width,
      let word = Self.words.randomElement(using: &random)
    else { return }
    let start = place(in: bytes.count - width)
    let little = (0..<width).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    let isLittle = Bool.random(using: &random)
    bytes.replaceSubrange(start..<start + width, with: isLittle ? little : little.reversed())
  }

  /// A number in digits becomes one at the edge of a type or of what Accel computes with.
  private mutating func replaceNumber(in bytes: inout [UInt8]) {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    let starts = bytes.indices.filter {
      isDigit(bytes[$0]) && ($0 == 0 || !isDigit(bytes[$0 - 1]))
    }
    guard let start = starts.randomElement(using: &random),
      let number = Self.numbers.randomElement(using: &random)
    else { return replaceWord(in: &bytes) }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: number)
  }
}
