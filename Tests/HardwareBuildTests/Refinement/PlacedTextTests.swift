// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import HardwareBuild

struct PlacedTextTests {
  @Test("places that move get their new names, and nothing else changes")
  func moves() {
    let text = #"{"a": {"NEXTPNR_BEL": "X1Y2/S.AFF", "b": "X1Y2/S.AFF"}, "NEXTPNR_BEL": "X3Y4/T"}"#
    func moved(_ moves: [String: String]) -> String {
      String(decoding: PlacedText.with(moves, in: Array(text.utf8)), as: UTF8.self)
    }
    #expect(moved([:]) == text)
    #expect(
      moved(["X1Y2/S.AFF": "X10Y2/S.BFF"])
        == #"{"a": {"NEXTPNR_BEL": "X10Y2/S.BFF", "b": "X1Y2/S.AFF"}, "NEXTPNR_BEL": "X3Y4/T"}"#)
    #expect(
      moved(["X1Y2/S.AFF": "X3Y4/T", "X3Y4/T": "X1Y2/S.AFF"])
        == #"{"a": {"NEXTPNR_BEL": "X3Y4/T", "b": "X1Y2/S.AFF"}, "NEXTPNR_BEL": "X1Y2/S.AFF"}"#)
  }

  @Test("a text that ends too soon is left as it is")
  func short() {
    for text in ["", "\"NEXTPNR_BEL\": \"", "\"NEXTPNR_BEL\": \"X1", "\"NEXTPNR_BEL"] {
      #expect(PlacedText.with(["X1": "X2 "], in: Array(text.utf8)) == Array(text.utf8))
    }
  }
}
