// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Demo

struct BarChartTests {
  private func bar(_ name: String, _ values: Double...) -> BarChart.Bar {
    BarChart.Bar(
      name: name, parts: values.map { BarChart.Part(value: $0, series: "cpu") },
      text: "\(values[0]) ms")
  }

  private func parse(_ bars: [BarChart.Bar], _ scale: BarChart.Scale) throws -> ParsedPage {
    try ParsedPage(
      BarChart(
        id: "c", title: "T <1>", description: "D & d", bars: bars, scale: scale,
        legend: [("cpu", "the CPU")]
      ).markup.html)
  }

  /// Of the bars; the legend's mark comes first.
  private func lengths(_ page: ParsedPage) throws -> [Double] {
    try page.all("rect").dropFirst().map {
      try #require($0.attributes["width"].flatMap { Double($0) })
    }
  }

  @Test("It names itself and what it shows to those who do not see it")
  func accessible() throws {
    let page = try parse([bar("one", 1)], .linear)
    let svg = try #require(page.all("svg").first)
    #expect(svg.attributes["role"] == "img")
    #expect(svg.attributes["aria-labelledby"] == "c-title c-desc")
    #expect(page.all("title").map(\.text) == ["T <1>"])
    #expect(page.all("desc").map(\.text) == ["D & d"])
    #expect(page.all("title")[0].attributes["id"] == "c-title")
    #expect(page.all("text").map(\.text) == ["the CPU", "one", "1.0 ms"])
  }

  @Test("Linear bars are as long as their values, parts stand end to end")
  func linear() throws {
    let page = try parse([bar("a", 1, 3), bar("b", 2), bar("c", 0)], .linear)
    let lengths = try lengths(page)
    #expect(lengths == [92.5, 277.5, 185, 0])
    let starts = page.all("rect").dropFirst().compactMap { $0.attributes["x"] }
    #expect(starts == ["260", "352.5", "260", "260"])
  }

  @Test("On a logarithmic axis ten times as much is a decade longer, and decades are marked")
  func logarithmic() throws {
    let page = try parse([bar("a", 0.5), bar("b", 5), bar("c", 50), bar("d", 0)], .logarithmic)
    let lengths = try lengths(page)
    #expect(abs(lengths[1] - lengths[0] - (lengths[2] - lengths[1])) < 0.2)
    #expect(lengths[0] > 0 && lengths[3] == 0)
    let axis = page.all("text").filter { $0.attributes["class"] == "axis" }
    #expect(axis.map(\.text) == ["0.1", "1", "10", "100"])
    // A decade is as long on the axis as between bars.
    let lines = page.all("line").compactMap { $0.attributes["x1"].flatMap { Double($0) } }
    #expect(abs(lines[1] - lines[0] - (lengths[1] - lengths[0])) < 0.2)
    #expect(lines.allSatisfy { (260...630).contains($0) })
  }

  @Test("Bars that are equal, few or none at all are no trouble", arguments: [0, 1, 100, 1e300])
  func degenerate(_ value: Double) throws {
    for bars in [[], [bar("a", value)], [bar("a", value), bar("b", value)]] {
      for scale in [BarChart.Scale.linear, .logarithmic] {
        let page = try parse(bars, scale)
        #expect(try lengths(page).allSatisfy { (0...370).contains($0) })
      }
    }
  }

  @Test("A long name is shortened in the picture alone")
  func longNames() throws {
    let page = try parse([bar(String(repeating: "x", count: 80), 1)], .linear)
    let name = page.all("text")[1].text
    #expect(name.count == 34 && name.hasSuffix("…"))
  }
}
