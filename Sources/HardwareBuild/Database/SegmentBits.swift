// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What each feature of a tile type sets (prjxray's `segbits_*.db` and `ppips_*.db`).
struct SegmentBits: Sendable {
  struct Bit: Equatable, Sendable {
    /// From the tile's first frame.
    var frame: Int
    /// From the tile's first word, 32 a word.
    var position: Int
    var isSet: Bool
  }

  struct Feature: Equatable, Sendable {
    var block: Tile.Block
    /// Empty for wiring that is always there.
    var bits: [Bit]
  }

  private var features: [String: Feature] = [:]
  /// The database writes some indices with zeros in front, as `INIT_00[003]`.
  private var digits: [String: Int] = [:]

  /// Read the features of a file.
  ///
  /// - Throws: ``AccelError`` `malformedFile`.
  mutating func read(_ bytes: [UInt8], block: Tile.Block, named file: String) throws(AccelError) {
    var lines = TextLines(bytes)
    while let line = lines.next() {
      let words = line.words
      guard let first = words.first else { continue }
      let name = try SegmentBits.name(first, file, lines.number)
      var bits: [Bit] = []
      for word in words.dropFirst() where word.first != UInt8(ascii: "<") {
        bits.append(try SegmentBits.bit(word, file, lines.number))
      }
      insert(name, Feature(block: block, bits: bits))
    }
  }

  /// Read a file of wiring that needs no bits.
  ///
  /// - Throws: ``AccelError`` `malformedFile`.
  mutating func readFixed(_ bytes: [UInt8], named file: String) throws(AccelError) {
    var lines = TextLines(bytes)
    while let line = lines.next() {
      guard let first = line.words.first else { continue }
      let name = try SegmentBits.name(first, file, lines.number)
      if features[name] == nil { insert(name, Feature(block: .logic, bits: [])) }
    }
  }

  var isEmpty: Bool { features.isEmpty }

  /// Every feature's name, without the tile type.
  var names: Dictionary<String, Feature>.Keys { features.keys }

  /// A feature by its name without the tile type; one of a vector with its index.
  subscript(_ name: String, index: Int? = nil) -> Feature? {
    guard let index else { return features[name] ?? features["\(name)[0]"] }
    var number = String(index)
    if let width = digits[name], number.utf8.count < width {
      number = String(repeating: "0", count: width - number.utf8.count) + number
    }
    return features["\(name)[\(number)]"]
  }

  private mutating func insert(_ name: String, _ feature: Feature) {
    features[name] = feature
    guard name.hasSuffix("]"), let bracket = name.lastIndex(of: "[") else { return }
    let width = name.utf8.distance(from: bracket, to: name.endIndex) - 2
    let base = String(name[..<bracket])
    // The narrowest: where zeros are in front, all are equally wide.
    digits[base] = min(digits[base] ?? width, width)
  }

  private static func name(
    _ word: ArraySlice<UInt8>, _ file: String, _ line: Int
  ) throws(AccelError) -> String {
    guard let dot = word.firstIndex(of: UInt8(ascii: ".")), dot + 1 < word.endIndex else {
      throw malformed(file, "line \(line) names no feature of a tile")
    }
    return word[(dot + 1)...].text
  }

  /// For example `!27_043`: bit 43 of frame 27 clear.
  private static func bit(
    _ word: ArraySlice<UInt8>, _ file: String, _ line: Int
  ) throws(AccelError) -> Bit {
    let isSet = word.first != UInt8(ascii: "!")
    let parts = (isSet ? word : word.dropFirst()).split(
      separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    guard parts.count == 2, let frame = parts[0].decimal, let position = parts[1].decimal,
      frame < 1024, position < 101 * 32
    else { throw malformed(file, "line \(line) has a bit that cannot be understood") }
    return Bit(frame: frame, position: position, isSet: isSet)
  }
}
