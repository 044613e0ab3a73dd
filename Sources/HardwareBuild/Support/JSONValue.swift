// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What a JSON text says, with its objects in the text's order. Foundation's reader takes ten times
/// as long for netlists of many megabytes.
indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// As it is written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  struct Member: Equatable, Sendable {
    var name: String
    var value: JSONValue
  }

  /// A member of an object; the last one of a name counts.
  subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  var elements: [JSONValue] {
    if case .array(let elements) = self { elements } else { [] }
  }

  var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  var integer: Int? {
    if case .number(let text) = self { Int(text) } else { nil }
  }
}

/// Reads one JSON text (RFC 8259). Takes memory of some twenty times the text's size.
struct JSONReader {
  private static let deepest = 64

  private let bytes: [UInt8]
  private let file: String
  private var position = 0

  /// - Throws: ``AccelError`` `malformedFile`.
  static func read(_ bytes: [UInt8], named file: String) throws(AccelError) -> JSONValue {
    var reader = JSONReader(bytes: bytes, file: file)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else {
      throw reader.wrong("something follows its end")
    }
    return value
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  private func wrong(_ problem: String) -> AccelError {
    malformed(file, "at byte \(position) \(problem)")
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(AccelError) -> JSONValue {
    guard depth < JSONReader.deepest else { throw wrong("it is nested too deeply") }
    skipSpace()
    guard position < bytes.count else { throw wrong("it ends too early") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(AccelError) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw wrong("a name is missing")
      }
      let name = try text()
      guard take(UInt8(ascii: ":")) else { throw wrong("a colon is missing") }
      members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw wrong("an object is not closed") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(AccelError) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw wrong("an array is not closed") }
    return .array(elements)
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(AccelError) -> JSONValue {
    let end = position + word.utf8.count
    guard end <= bytes.count, bytes[position..<end].elementsEqual(word.utf8) else {
      throw wrong("a word is none of JSON's")
    }
    position = end
    return value
  }

  private mutating func number() throws(AccelError) -> JSONValue {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case 0x30...0x39, 0x2b, 0x2d, 0x2e, 0x45, 0x65: position += 1
      default:
        guard position > start else { throw wrong("a value is missing") }
        return .number(bytes[start..<position].text)
      }
    }
    guard position > start else { throw wrong("a value is missing") }
    return .number(bytes[start..<position].text)
  }

  private mutating func text() throws(AccelError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        defer { position += 1 }
        return bytes[start..<position].text
      case UInt8(ascii: "\\"): return try escapedText(from: start)
      default: position += 1
      }
    }
    throw wrong("a string is not closed")
  }

  private mutating func escapedText(from start: Int) throws(AccelError) -> String {
    var units = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: units, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        units.append(byte)
        continue
      }
      guard position < bytes.count else { break }
      let escape = bytes[position]
      position += 1
      switch escape {
      case UInt8(ascii: "n"): units.append(0x0a)
      case UInt8(ascii: "t"): units.append(0x09)
      case UInt8(ascii: "r"): units.append(0x0d)
      case UInt8(ascii: "b"): units.append(0x08)
      case UInt8(ascii: "f"): units.append(0x0c)
      case UInt8(ascii: "u"): units.append(contentsOf: try escapedScalar())
      default: units.append(escape)
      }
    }
    throw wrong("a string is not closed")
  }

  /// Halves of a pair become replacement characters: the tools write none.
  private mutating func escapedScalar() throws(AccelError) -> [UInt8] {
    guard position + 4 <= bytes.count,
      let code = UInt32(bytes[position..<position + 4].text, radix: 16)
    else { throw wrong("an escaped character is incomplete") }
    position += 4
    return Array(String(Unicode.Scalar(code) ?? "\u{fffd}").utf8)
  }
}
