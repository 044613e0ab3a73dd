// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Delays in the standard delay format (IEEE 1497): nextpnr's of a routed design, and the
/// database's of its blocks. Of each delay the largest of its figures is kept.
struct SDFFile: Sendable {
  struct Delay: Equatable, Sendable {
    var from: String
    var to: String
    var picoseconds: Int
  }

  /// How long before the clock a pin must be stable.
  struct Setup: Equatable, Sendable {
    var pin: String
    var clock: String
    var picoseconds: Int
  }

  struct Cell: Sendable {
    var type = ""
    /// Empty for the design itself.
    var instance = ""
    /// Through a cell; `from` may be a clock.
    var paths: [Delay] = []
    /// Between cells, each pin as `INSTANCE/PIN`.
    var wires: [Delay] = []
    var setups: [Setup] = []
  }

  private(set) var cells: [Cell] = []

  /// - Throws: ``AccelError`` `malformedFile`.
  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    var reader = SDFReader(bytes, file: file)
    cells = try reader.cells()
  }
}

/// An SDF text is one list of lists; those that do not matter are passed over.
private struct SDFReader {
  private enum Token {
    case open, close
    case word(ArraySlice<UInt8>)
  }

  private static let deepest = 16
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  /// Picoseconds of the text's unit.
  private var unit = 1000.0

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  private func wrong(_ problem: String) -> AccelError {
    malformed(file, "at byte \(position) \(problem)")
  }

  mutating func cells() throws(AccelError) -> [SDFFile.Cell] {
    guard case .open? = next(), case .word(let word)? = next(), word.text == "DELAYFILE" else {
      throw wrong("it is no delay file")
    }
    var cells: [SDFFile.Cell] = []
    while let token = next() {
      switch token {
      case .close: return cells
      case .word: break
      case .open:
        switch try keyword() {
        case "CELL": cells.append(try cell())
        case "TIMESCALE": try timescale()
        default: try skip()
        }
      }
    }
    throw wrong("it ends too early")
  }

  private mutating func timescale() throws(AccelError) {
    let text = try list(depth: 0).flatMap { $0 }.joined()
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let factor = Double(digits) else { throw wrong("its unit cannot be understood") }
    switch text.dropFirst(digits.count) {
    case "ps": unit = factor
    case "ns": unit = 1000 * factor
    default: throw wrong("its unit cannot be understood")
    }
  }

  private mutating func cell() throws(AccelError) -> SDFFile.Cell {
    var cell = SDFFile.Cell()
    while let token = next() {
      switch token {
      case .close: return cell
      case .word: break
      case .open:
        switch try keyword() {
        case "CELLTYPE": cell.type = try list(depth: 0).first?.first ?? ""
        case "INSTANCE": cell.instance = try list(depth: 0).first?.first ?? ""
        case "DELAY", "TIMINGCHECK": try entries(&cell, depth: 0)
        default: try skip()
        }
      }
    }
    throw wrong("a cell is not closed")
  }

  private mutating func entries(
    _ cell: inout SDFFile.Cell, depth: Int
  ) throws(AccelError) {
    guard depth < SDFReader.deepest else { throw wrong("it is nested too deeply") }
    while let token = next() {
      switch token {
      case .close: return
      case .word: break
      case .open:
        switch try keyword() {
        case "ABSOLUTE": try entries(&cell, depth: depth + 1)
        case "IOPATH": cell.paths.append(try delay())
        case "INTERCONNECT": cell.wires.append(try delay())
        case "SETUP", "SETUPHOLD": cell.setups.append(try setup())
        default: try skip()
        }
      }
    }
    throw wrong("a list is not closed")
  }

  private mutating func delay() throws(AccelError) -> SDFFile.Delay {
    let items = try list(depth: 0)
    guard items.count >= 3, let from = items[0].last, let to = items[1].last else {
      throw wrong("a delay is incomplete")
    }
    var figures: [Int] = []
    for item in items.dropFirst(2) { figures.append(contentsOf: try picoseconds(item)) }
    guard let longest = figures.max() else { throw wrong("a delay has no figures") }
    return SDFFile.Delay(from: from, to: to, picoseconds: longest)
  }

  private mutating func setup() throws(AccelError) -> SDFFile.Setup {
    let items = try list(depth: 0)
    guard items.count >= 3, let pin = items[0].last, let clock = items[1].last,
      let longest = try picoseconds(items[2]).max()
    else { throw wrong("a check is incomplete") }
    return SDFFile.Setup(pin: pin, clock: clock, picoseconds: longest)
  }

  /// For example `0.585::1.098`.
  private func picoseconds(_ item: [String]) throws(AccelError) -> [Int] {
    var figures: [Int] = []
    for text in item.joined(separator: ":").split(separator: ":") {
      guard let figure = Double(text), abs(figure) < 1e6 else {
        throw wrong("a figure cannot be understood")
      }
      figures.append(Int((figure * unit).rounded()))
    }
    return figures
  }

  // MARK: lists

  private mutating func keyword() throws(AccelError) -> String {
    guard case .word(let word)? = next() else { throw wrong("a list has no name") }
    return word.text
  }

  /// The rest of a list: each item a word, or the words of a list in it.
  private mutating func list(depth: Int) throws(AccelError) -> [[String]] {
    guard depth < SDFReader.deepest else { throw wrong("it is nested too deeply") }
    var items: [[String]] = []
    while let token = next() {
      switch token {
      case .close: return items
      case .word(let word): items.append([SDFReader.name(word)])
      case .open: items.append(try list(depth: depth + 1).flatMap { $0 })
      }
    }
    throw wrong("a list is not closed")
  }

  private mutating func skip() throws(AccelError) {
    var depth = 1
    while let token = next() {
      switch token {
      case .open: depth += 1
      case .close:
        depth -= 1
        if depth == 0 { return }
      case .word: break
      }
    }
    throw wrong("a list is not closed")
  }

  /// Without quotes and without the backslashes before special characters.
  private static func name(_ word: ArraySlice<UInt8>) -> String {
    guard word.contains(UInt8(ascii: "\\")) else { return word.text }
    var name: [UInt8] = []
    var isEscaped = false
    for byte in word {
      if byte == UInt8(ascii: "\\") && !isEscaped {
        isEscaped = true
      } else {
        name.append(byte)
        isEscaped = false
      }
    }
    return name[...].text
  }

  private mutating func next() -> Token? {
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "("):
      position += 1
      return .open
    case UInt8(ascii: ")"):
      position += 1
      return .close
    case UInt8(ascii: "\""):
      let start = position + 1
      position = start
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { position += 1 }
      defer { position += 1 }
      return .word(bytes[start..<position])
    default:
      let start = position
      var isEscaped = false
      while position < bytes.count {
        let byte = bytes[position]
        if !isEscaped, byte <= 0x20 || byte == 0x28 || byte == 0x29 { break }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        position += 1
      }
      return .word(bytes[start..<position])
    }
  }
}
