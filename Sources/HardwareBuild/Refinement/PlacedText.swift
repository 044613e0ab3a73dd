// SPDX-License-Identifier: BSD-3-Clause

/// nextpnr's netlist with other places, and nothing else changed.
enum PlacedText {
  private static let before = Array("\"NEXTPNR_BEL\": \"".utf8)

  /// - Parameter moves: the new name of a place, by the old one.
  static func with(_ moves: [String: String], in text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var done = 0
    var position = 0
    while position < text.count {
      guard text[position] == before[0], text[position...].starts(with: before) else {
        position += 1
        continue
      }
      let start = position + before.count
      guard let end = text[start...].firstIndex(of: UInt8(ascii: "\"")) else { break }
      if let move = moves[text[start..<end].text] {
        result += text[done..<start]
        result += Array(move.utf8)
        done = end
      }
      position = end
    }
    return result + text[done...]
  }
}
