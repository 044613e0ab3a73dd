// SPDX-License-Identifier: BSD-3-Clause

/// The tags of an XML file, one after the other. Text between them is skipped, entities beyond XML's
/// own are refused, and so are document types: no file makes this take more than its own size.
struct XMLTags {
  struct Tag {
    var name: String
    /// A few, so that they are searched.
    var attributes: [(name: String, value: String)] = []
    var isOpening = true

    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  private static let deepest = 64
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  /// The end of an element without contents comes as a tag of its own.
  private var pending: String?
  /// The elements that are open.
  private(set) var path: [String] = []

  init(_ bytes: [UInt8], named file: String) {
    self.bytes = bytes
    self.file = file
  }

  func malformed(_ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "take it from the design's project again")
  }

  /// The next tag; `nil` behind the last one. ``path`` holds an opening tag's parents and itself,
  /// and a closing tag's parents.
  mutating func next() throws(AccelError) -> Tag? {
    if let name = pending {
      pending = nil
      path.removeLast()
      return Tag(name: name, isOpening: false)
    }
    while true {
      while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
      guard position < bytes.count else {
        guard path.isEmpty else { throw malformed("it ends within \(path[path.count - 1])") }
        return nil
      }
      position += 1
      if skip("!--") {
        try pass("-->")
      } else if skip("?") {
        try pass("?>")
      } else if skip("![CDATA[") {
        try pass("]]>")
      } else if skip("!") {
        throw malformed("it has a document type")
      } else if skip("/") {
        return try closing()
      } else {
        return try opening()
      }
    }
  }

  private mutating func closing() throws(AccelError) -> Tag {
    let name = try name()
    skipSpace()
    guard skip(">"), path.last == name else { throw malformed("\(name) is closed out of order") }
    path.removeLast()
    return Tag(name: name, isOpening: false)
  }

  private mutating func opening() throws(AccelError) -> Tag {
    var tag = Tag(name: try name())
    guard path.count < XMLTags.deepest else { throw malformed("its elements are too deep") }
    path.append(tag.name)
    while true {
      skipSpace()
      if skip("/>") {
        pending = tag.name
        return tag
      }
      if skip(">") { return tag }
      let name = try name()
      skipSpace()
      guard skip("=") else { throw malformed("\(tag.name) has an attribute without a value") }
      skipSpace()
      tag.attributes.append((name, try value()))
    }
  }

  private mutating func name() throws(AccelError) -> String {
    let start = position
    while position < bytes.count, XMLTags.isNameByte(bytes[position]) { position += 1 }
    guard position > start else {
      throw malformed(position < bytes.count ? "it is no XML" : "it ends within a tag")
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func value() throws(AccelError) -> String {
    guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else {
      throw malformed("an attribute has no quotes")
    }
    let quote = bytes[position]
    position += 1
    var value: [UInt8] = []
    while position < bytes.count, bytes[position] != quote {
      guard bytes[position] != UInt8(ascii: "<") else {
        throw malformed("an attribute does not end")
      }
      value.append(bytes[position] == UInt8(ascii: "&") ? try entity() : bytes[position])
      position += 1
    }
    guard position < bytes.count else { throw malformed("it ends within a tag") }
    position += 1
    return String(decoding: value, as: UTF8.self)
  }

  /// Leaves the position at the semicolon.
  private mutating func entity() throws(AccelError) -> UInt8 {
    let entities: [(StaticString, UInt8)] = [
      ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
      ("&quot;", 0x22), ("&apos;", 0x27),
    ]
    for (text, byte) in entities where skip(text) {
      position -= 1
      return byte
    }
    throw malformed("it has an entity of an unknown kind")
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) {
      position += 1
    }
  }

  /// Pass a text if it comes next.
  private mutating func skip(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - position >= count else { return false }
    for index in 0..<count {
      // SAFETY: the index is below the count of the text's own bytes.
      let byte = unsafe text.utf8Start[index]
      if bytes[position + index] != byte { return false }
    }
    position += count
    return true
  }

  /// Pass everything up to a text, and the text.
  private mutating func pass(_ text: StaticString) throws(AccelError) {
    while position < bytes.count {
      if skip(text) { return }
      position += 1
    }
    throw malformed("it ends within a comment")
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x3a, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x80...: true
    default: false
    }
  }
}
