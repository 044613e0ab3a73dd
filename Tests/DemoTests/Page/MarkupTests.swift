// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Demo

struct MarkupTests {
  @Test("Text and attributes come back from a parser as they were given")
  func roundTrip() throws {
    let text = "a < b && c > \"d\" 'e' </p><script>alert(1)</script> ü 中 🙂 &amp; ]]>"
    let html = Markup.tag("p", ["title": text + "\ntwo"], text).html
    #expect(!html.contains("<script>"))
    let parsed = try ParsedPage(html)
    #expect(parsed.elements.count == 1)
    #expect(parsed.elements[0].text == text)
    #expect(parsed.elements[0].attributes["title"] == text + "\ntwo")
  }

  @Test("Characters that no page may have are replaced")
  func controls() throws {
    let forbidden = (0..<0x20).filter { $0 != 9 && $0 != 10 } + [0x7F, 0x85, 0xFFFE, 0xFFFF]
    for scalar in forbidden.compactMap({ Unicode.Scalar($0) }) {
      let text = "a" + String(scalar) + "b"
      #expect(Markup.escaped(text) == "a\u{FFFD}b", "\(scalar.value)")
      let parsed = try ParsedPage(Markup.tag("p", ["title": text], text).html)
      #expect(parsed.elements[0].text == "a\u{FFFD}b")
    }
  }

  @Test("Elements without content have an end tag unless HTML forbids it")
  func empty() {
    #expect(Markup.tag("td").html == "<td></td>")
    #expect(Markup.tag("img", ["alt": ""]).html == "<img alt=\"\"/>")
  }
}
