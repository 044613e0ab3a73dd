// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import Testing

/// How messages name what is wrong with the text of a `.prototxt`.
struct PrototxtReaderTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    let line: String
    let message: String

    var testDescription: String { name }

    static let all = [
      Mistake(name: "syntax", line: "  top; \"ip\"", message: "(top; \"ip\") is not well formed"),
      Mistake(name: "string", line: "  top: \"ip", message: "(top: \"ip) is not well formed"),
      Mistake(name: "field", line: "  colour: 1", message: "has a field that Accel does not know"),
      Mistake(
        name: "enumerator", line: "  phase: REST", message: "has a value that Accel does not know"),
      Mistake(
        name: "number", line: "  inner_product_param { num_output: 4294967296 }",
        message: "has a malformed number"),
    ]
  }

  private func read(_ text: String) throws(AccelError) -> LayerGraph {
    try CaffeFiles(text, parameters: SmallNetwork.parameters).graph()
  }

  @Test(
    "A mistake is named with its line, whatever ends the lines", arguments: Mistake.all,
    ["\n", "\r\n"])
  func mistakes(_ mistake: Mistake, _ end: String) {
    let lines = ["# a network", "name: \"n\"", "layer {", "  name: \"ip\"", mistake.line, "}", ""]
    expectRefusal(.malformedFile, naming: ["net.prototxt", "line 5 (", mistake.message]) {
      () throws(AccelError) in try read(lines.joined(separator: end))
    }
  }

  @Test("A brace that does not close, or closes too often, is named")
  func braces() {
    let text = SmallNetwork().prototxt
    expectRefusal(.malformedFile, naming: ["net.prototxt", "a brace does not close"]) {
      () throws(AccelError) in try read(text + "layer {\n")
    }
    let count = text.count { $0 == "\n" }
    expectRefusal(.malformedFile, naming: ["line \(count + 1) (})"]) {
      () throws(AccelError) in try read(text + "}\n")
    }
  }

  @Test(
    "Braces in comments and strings do not mislead the search for the line",
    arguments: ["# { {", "# }", "name: \"{\"", "name: '}'", "name: \"\\\"{\"", "name: '#{'"])
  func bracesElsewhere(_ line: String) {
    expectRefusal(.malformedFile, naming: ["line 4 (bogus: 1)"]) {
      () throws(AccelError) in try read("layer <\n\(line)\n>\nbogus: 1\n\n")
    }
  }

  @Test("A layer that is commented out does not mislead the search for the line")
  func commentedOut() {
    let text = "# layer {\n#   name: \"x\"\n#   top: \"x\"\n# }\nlayer {\n  bogus: 1\n}\n"
    expectRefusal(.malformedFile, naming: ["line 6 (bogus: 1)"]) {
      () throws(AccelError) in try read(text)
    }
  }

  @Test("A long line is cut in the message")
  func longLine() {
    expectRefusal(.malformedFile, naming: ["line 1 (" + String(repeating: "z", count: 60) + ")"]) {
      () throws(AccelError) in try read(String(repeating: "z", count: 100_000))
    }
  }

  @Test("Bytes that are no text are refused")
  func noText() {
    expectRefusal(.malformedFile, naming: ["net.prototxt", "it is not text"]) {
      () throws(AccelError) in
      try CaffeModel.graph(
        prototxt: [0x6e, 0xff, 0xfe], named: "net.prototxt", caffemodel: [], named: "m")
    }
  }

  @Test(
    "Messages that are nested 200,000 deep are refused, on one line or on many",
    arguments: ["layer {", "layer {\n", "layer <", "[", "a: {", "a: [", "layer: {", "# {"])
  func nested(_ opening: String) {
    expectRefusal(.malformedFile, naming: ["net.prototxt"]) {
      () throws(AccelError) in try read(String(repeating: opening, count: 200_000))
    }
  }
}
