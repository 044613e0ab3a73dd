// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import FoundationXML

/// A page read as XML, which it is too.
final class ParsedPage: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    /// That of all elements within too.
    var text = ""
  }

  /// `<data data-figure="path" value="value">text</data>`.
  struct Figure {
    var path: String
    var value: String
    var text: String
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  init(_ html: String) throws {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    guard parser.parse() else {
      throw Failure(line: parser.lineNumber, what: "\(parser.parserError as Any)")
    }
  }

  struct Failure: Error {
    let line: Int
    let what: String
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  var figures: [Figure] {
    all("data").map {
      Figure(
        path: $0.attributes["data-figure"] ?? "", value: $0.attributes["value"] ?? "", text: $0.text
      )
    }
  }

  /// What the page's script element holds.
  var json: String {
    elements.first { $0.name == "script" && $0.attributes["id"] == "figures" }?.text ?? ""
  }

  /// The figures whose values are not those at their paths.
  func strangers(to json: String) throws -> [Figure] {
    let root = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
    return figures.filter { figure in
      switch root.value(at: figure.path) {
      case .number(let number): number != Double(figure.value)
      case .text(let text): text != figure.value
      default: true
      }
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    for index in open { elements[index].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }
}
