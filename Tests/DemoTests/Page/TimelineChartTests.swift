// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Demo

struct TimelineChartTests {
  /// Time runs from 150 to 710.
  private func parse(
    _ lanes: [[(start: Double, duration: Double)]], _ range: ClosedRange<Double>
  ) throws -> ParsedPage {
    try ParsedPage(
      TimelineChart(
        id: "t", title: "T <1>", description: "D & d",
        lanes: lanes.indices.map { index in
          TimelineChart.Lane(
            name: "lane \(index)",
            spans: lanes[index].map {
              TimelineChart.Span(start: $0.start, duration: $0.duration, series: "s\(index)")
            })
        }, range: range
      ).markup.html)
  }

  private func numbers(_ page: ParsedPage, _ name: String) throws -> [Double] {
    try page.all("rect").map { try #require($0.attributes[name].flatMap { Double($0) }) }
  }

  @Test("What happens at a time is at its place, as long as it takes")
  func places() throws {
    let page = try parse([[(0, 100), (280, 140), (560, 0)]], 0...560)
    #expect(try numbers(page, "x") == [150, 430, 709])
    #expect(try numbers(page, "width") == [100, 140, 1])
    let later = try parse([[(1000, 280)]], 1000...1560)
    #expect(try numbers(later, "x") == [150])
    #expect(try numbers(later, "width") == [280])
  }

  @Test("Lanes stand below each other in their order, each with its name beside it")
  func lanes() throws {
    let page = try parse([[(0, 1)], [], [(5, 1), (7, 1)]], 0...10)
    #expect(try numbers(page, "y") == [8, 60, 60])
    #expect(page.all("rect").map { $0.attributes["class"] } == ["s0", "s2", "s2"])
    let names = page.all("text").filter { $0.attributes["class"] == nil }
    #expect(names.map(\.text) == ["lane 0", "lane 1", "lane 2"])
    #expect(names.map { $0.attributes["y"] } == ["21", "47", "73"])
  }

  @Test("What lies outside is cut off, and what lies inside in part is shortened")
  func clipping() throws {
    let spans = [(0.0, 50.0), (50, 100), (100, 100), (150, 1000), (0, 1000), (201, 5)]
    let page = try parse([spans.map { (start: $0.0, duration: $0.1) }], 100...200)
    #expect(try numbers(page, "x") == [150, 150, 430, 150])
    #expect(try numbers(page, "width") == [280, 560, 280, 560])
  }

  @Test("What is too short to be seen is one unit wide, and stays inside")
  func short() throws {
    let page = try parse([[(5, 0.0001), (10, 0)]], 0...10)
    #expect(try numbers(page, "width") == [1, 1])
    #expect(try numbers(page, "x") == [430, 709])
  }

  @Test(
    "The axis is marked at round times",
    arguments: [
      (0.0, 560.0, ["0", "100", "200", "300", "400", "500"]),
      (0, 1, ["0", "0.2", "0.4", "0.6", "0.8"]),
      (1234, 1434, ["1250", "1300", "1350", "1400"]),
    ])
  func ticks(_ start: Double, _ end: Double, _ labels: [String]) throws {
    let page = try parse([[]], start...end)
    let axis = page.all("text").filter { $0.attributes["class"] == "axis" }
    #expect(axis.map(\.text) == ["µs"] + labels)
    for (label, line) in zip(axis.dropFirst(), page.all("line")) {
      #expect(label.attributes["x"] == line.attributes["x1"])
      let time = try #require(Double(label.text))
      let x = try #require(line.attributes["x1"].flatMap { Double($0) })
      #expect(abs(x - (150 + 560 * (time - start) / (end - start))) < 0.06)
    }
  }

  @Test("No time at all, and no lanes, are no trouble", arguments: [0.0, 1, 1e12])
  func degenerate(_ time: Double) throws {
    let page = try parse([[(time, 0)]], time...time)
    #expect(try numbers(page, "x") == [150])
    #expect(try parse([], 0...1).all("rect").isEmpty)
  }

  @Test("It names itself to those who do not see it")
  func accessible() throws {
    let page = try parse([], 0...1)
    #expect(page.all("svg").first?.attributes["aria-labelledby"] == "t-title t-desc")
    #expect(page.all("title").map(\.text) == ["T <1>"] && page.all("desc").map(\.text) == ["D & d"])
  }
}
