// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct JSONReaderTests {
  private func read(_ text: String) throws(AccelError) -> JSONValue {
    try JSONReader.read(Array(text.utf8), named: "a.json")
  }

  @Test("objects, arrays, words, numbers and strings are read")
  func values() throws {
    let value = try read(#" {"a": [1, -2.5e3, true, false, null], "b": {"c": "x"}, "a2": {}} "#)
    #expect(value["a"]?.elements.first?.integer == 1)
    #expect(value["a"]?.elements.count == 5)
    #expect(value["b"]?["c"]?.string == "x")
    #expect(value["nothing"] == nil)
    #expect(value.members.map { $0.name } == ["a", "b", "a2"])
  }

  @Test("escaped characters are what they stand for")
  func escapes() throws {
    #expect(try read(#""a\"b\\c\n\u0041\u00e9""#).string == "a\"b\\c\nA\u{e9}")
  }

  @Test(
    "what is no JSON is one clear sentence",
    arguments: [
      "", "{", "[1,", #"{"a" 1}"#, "[1] 2", #""open"#, "tru", #"{"a":}"#, #""\u12"#, "nul",
      String(repeating: "[", count: 100),
    ])
  func wrong(text: String) throws {
    let error = #expect(throws: AccelError.self) { try read(text) }
    #expect(error?.code == .malformedFile)
    #expect("\(String(describing: error))".contains("a.json"))
  }
}
