// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// One line of FASM (the "FPGA assembly" text that nextpnr writes): a feature of a tile that is
/// switched on, or a vector of them.
struct FASMFeature: Equatable, Sendable {
  var tile: String
  /// Without the tile and without indices.
  var name: String
  /// The lowest index and which of those from it on are set; `nil` for a single feature.
  var vector: Vector?

  struct Vector: Equatable, Sendable {
    var lowest: Int
    /// By index from `lowest`.
    var bits: [Bool]
  }

  /// As FASM has it.
  var text: String {
    guard let vector else { return "\(tile).\(name)" }
    let value = String(decoding: vector.bits.reversed().map { $0 ? 0x31 : 0x30 }, as: UTF8.self)
    let range = "[\(vector.lowest + vector.bits.count - 1):\(vector.lowest)]"
    return "\(tile).\(name)\(range) = \(vector.bits.count)'b\(value)"
  }
}

/// Reads FASM: `TILE.FEATURE`, `TILE.FEATURE[INDEX]` and `TILE.FEATURE[HIGH:LOW] = W'bVALUE`, with
/// `#` before comments; features whose value is 0 are left out.
struct FASMReader {
  private var lines: TextLines
  private let file: String
  /// Widest vector; block RAM contents have 256 bits.
  private static let widest = 1024

  init(_ bytes: [UInt8], named file: String) {
    lines = TextLines(bytes)
    self.file = file
  }

  /// The next feature that is on, or `nil` at the end.
  ///
  /// - Throws: ``AccelError`` `malformedFile`.
  mutating func next() throws(AccelError) -> FASMFeature? {
    while let line = lines.next() {
      let comment = line.firstIndex(of: UInt8(ascii: "#")) ?? line.endIndex
      let note = line.firstIndex(of: UInt8(ascii: "{")) ?? line.endIndex
      let text = line[..<Swift.min(comment, note)].trimmed()
      if text.isEmpty { continue }
      if let feature = try feature(text) { return feature }
    }
    return nil
  }

  private func wrong(_ problem: String) -> AccelError {
    malformed(file, "line \(lines.number) \(problem)")
  }

  private func feature(_ text: ArraySlice<UInt8>) throws(AccelError) -> FASMFeature? {
    var target = text
    var value: ArraySlice<UInt8>?
    if let equals = text.firstIndex(of: UInt8(ascii: "=")) {
      target = text[..<equals].trimmed()
      value = text[(equals + 1)...].trimmed()
    }
    guard let dot = target.firstIndex(of: UInt8(ascii: ".")), dot > target.startIndex,
      dot + 1 < target.endIndex
    else { throw wrong("names no feature of a tile") }
    let tile = target[..<dot].text
    var name = target[(dot + 1)...]
    var range: (high: Int, low: Int)?
    if name.last == UInt8(ascii: "]"), let bracket = name.lastIndex(of: UInt8(ascii: "[")) {
      range = try self.range(name[(bracket + 1)..<(name.endIndex - 1)])
      name = name[..<bracket]
    }
    guard !name.isEmpty else { throw wrong("names no feature of a tile") }
    let width = range.map { $0.high - $0.low + 1 } ?? 1
    var bits = [Bool](repeating: true, count: 1)
    if let value {
      bits = try self.value(value, width: width)
    } else if width > 1 {
      throw wrong("gives a vector no value")
    }
    guard bits.contains(true) else { return nil }
    guard let range else { return FASMFeature(tile: tile, name: name.text) }
    return FASMFeature(
      tile: tile, name: name.text, vector: FASMFeature.Vector(lowest: range.low, bits: bits))
  }

  private func range(_ text: ArraySlice<UInt8>) throws(AccelError) -> (high: Int, low: Int) {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let high = parts.first?.decimal, let low = parts.last?.decimal, parts.count <= 2,
      high >= low, high - low < FASMReader.widest
    else { throw wrong("has indices that cannot be understood") }
    return (high, low)
  }

  /// For example `18'b111111111111111111` or `1`.
  private func value(_ text: ArraySlice<UInt8>, width: Int) throws(AccelError) -> [Bool] {
    var digits = text
    var perDigit = 1
    if let quote = text.firstIndex(of: UInt8(ascii: "'")) {
      guard let stated = text[..<quote].decimal, stated == width, quote + 1 < text.endIndex else {
        throw wrong("has a value of another width than its vector")
      }
      switch text[quote + 1] {
      case UInt8(ascii: "b"): perDigit = 1
      case UInt8(ascii: "h"): perDigit = 4
      default: throw wrong("has a value that is neither binary nor hexadecimal")
      }
      digits = text[(quote + 2)...]
    }
    var bits: [Bool] = []
    for digit in digits.reversed() where digit != UInt8(ascii: "_") {
      guard let value = Int([digit][...].text, radix: 1 << perDigit) else {
        throw wrong("has a value that cannot be understood")
      }
      for index in 0..<perDigit { bits.append(value >> index & 1 == 1) }
      guard bits.count < 2 * FASMReader.widest else { throw wrong("has too long a value") }
    }
    guard !bits.isEmpty, !bits.dropFirst(width).contains(true) else {
      throw wrong("has a value that does not fit its vector")
    }
    return (0..<width).map { $0 < bits.count && bits[$0] }
  }
}
