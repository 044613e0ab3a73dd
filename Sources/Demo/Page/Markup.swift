// SPDX-License-Identifier: BSD-3-Clause

/// A piece of a page: HTML that is XML too. What it says is escaped as it is written.
indirect enum Markup {
  case text(String)
  case element(String, attributes: [(name: String, value: String)], children: [Markup])

  /// HTML gives these no end tag.
  private static let void: Set = ["br", "img", "meta"]
  /// A line break after these changes nothing that is seen.
  private static let blocks: Set = [
    "desc", "figure", "g", "h1", "h2", "head", "header", "li", "main", "meta", "p", "section",
    "svg", "table", "title", "tr", "ul",
  ]

  /// - Parameter attributes: names, and values that are escaped as they are written.
  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) -> Markup {
    .element(name, attributes: attributes.map { ($0.key, $0.value) }, children: children)
  }

  static func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: String
  ) -> Markup {
    tag(name, attributes, [.text(text)])
  }

  var html: String {
    var html = ""
    write(to: &html)
    return html
  }

  private func write(to html: inout String) {
    switch self {
    case .text(let text): html += Markup.escaped(text)
    case .element(let name, let attributes, let children):
      html += "<" + name
      for (key, value) in attributes { html += " \(key)=\"\(Markup.quoted(value))\"" }
      if Markup.void.contains(name) {
        html += "/>"
      } else {
        html += ">"
        for child in children { child.write(to: &html) }
        html += "</\(name)>"
      }
      if Markup.blocks.contains(name) { html += "\n" }
    }
  }

  /// Text as it may stand in an attribute between quotes.
  static func quoted(_ text: String) -> String {
    escaped(text).replacing("\"", with: "&quot;").replacing("\n", with: "&#10;")
  }

  /// Text as it may stand between tags. Characters that neither HTML nor XML has are replaced.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\t", "\n": escaped.unicodeScalars.append(scalar)
      case "\0"..<" ", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
