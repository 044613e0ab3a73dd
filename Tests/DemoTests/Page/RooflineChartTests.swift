// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Demo

struct RooflineChartTests {
  private typealias Line = (x1: Double, y1: Double, x2: Double, y2: Double)

  private func point(_ intensity: Double, _ speed: Double, _ series: String = "board")
    -> RooflineChart.Point
  {
    RooflineChart.Point(
      name: "at \(intensity)", series: series, intensity: intensity, speed: speed)
  }

  private func parse(
    _ points: [RooflineChart.Point], roof: Double? = nil, slope: Double? = nil
  ) throws -> ParsedPage {
    try ParsedPage(
      RooflineChart(
        id: "r", title: "T", description: "D", points: points, roof: roof, slope: slope,
        legend: [("board", "the board")]
      ).markup.html)
  }

  private func lines(_ page: ParsedPage, _ kind: String) throws -> [Line] {
    try page.all("line").filter { $0.attributes["class"] == kind }.map { line in
      let ends = try ["x1", "y1", "x2", "y2"].map { name in
        try #require(line.attributes[name].flatMap { Double($0) })
      }
      return (ends[0], ends[1], ends[2], ends[3])
    }
  }

  private func dots(_ page: ParsedPage) throws -> [(x: Double, y: Double)] {
    try page.all("circle").map { dot in
      (
        try #require(dot.attributes["cx"].flatMap { Double($0) }),
        try #require(dot.attributes["cy"].flatMap { Double($0) })
      )
    }
  }

  private func isNear(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 0.25 }

  @Test("The slope meets the roof at the ridge, where a point on both would be")
  func ridge() throws {
    // 40 Gop/s over 0.5 GB/s.
    let page = try parse([point(80, 40), point(8000, 2)], roof: 40, slope: 0.5)
    let roofs = try lines(page, "roof")
    let corner = try dots(page)[0]
    try #require(roofs.count == 2)
    #expect(isNear(roofs[0].x2, corner.x) && isNear(roofs[0].y2, corner.y))
    #expect(isNear(roofs[1].x1, corner.x) && isNear(roofs[1].y1, corner.y))
    #expect(roofs[1].y1 == roofs[1].y2 && roofs[1].x2 == 700)
  }

  @Test("Ten times as many operations a byte are ten times as fast along the slope")
  func slope() throws {
    let page = try parse([point(10, 1), point(100, 10), point(1000, 20)], roof: 20, slope: 0.1)
    let slope = try lines(page, "roof")[0]
    let dots = try dots(page)
    // Fastest first: the second and third lie on it.
    for dot in dots.dropFirst() {
      let share = (dot.x - slope.x1) / (slope.x2 - slope.x1)
      #expect(isNear(slope.y1 + share * (slope.y2 - slope.y1), dot.y))
    }
  }

  @Test("A roof that is not known is not drawn")
  func unknown() throws {
    let points = [point(1444, 2.4), point(1444, 0.9, "cpu")]
    #expect(try lines(parse(points), "roof").isEmpty)
    let slope = try lines(parse(points, slope: 0.4), "roof")
    #expect(slope.count == 1 && slope[0].y1 > slope[0].y2)
    let roof = try lines(parse(points, roof: 30), "roof")
    #expect(roof.count == 1 && roof[0].x1 == 60 && roof[0].y1 == roof[0].y2)
  }

  @Test(
    "Everything stays inside the axes",
    arguments: [(0.001, 1e6), (1e-9, 1e-9), (1e12, 1e-12), (30, 4)] as [(Double, Double)])
  func inside(_ roof: Double, _ slope: Double) throws {
    for (roof, slope) in [(roof, slope), (roof, nil), (nil, slope)] as [(Double?, Double?)] {
      let page = try parse([point(7, 3), point(7000, 0.01)], roof: roof, slope: slope)
      for line in try lines(page, "roof") {
        #expect([line.x1, line.x2].allSatisfy { (59.9...700.1).contains($0) })
        #expect([line.y1, line.y2].allSatisfy { (49.9...330.1).contains($0) })
      }
      for dot in try dots(page) {
        #expect((60...700).contains(dot.x) && (50...330).contains(dot.y))
      }
    }
  }

  @Test("Axes are marked at powers of ten, where a point of that size would be")
  func axes() throws {
    let page = try parse([point(100, 1), point(2000, 20)])
    let labels = page.all("text").filter { $0.attributes["class"] == "axis" }
    let texts = labels.map(\.text)
    #expect(
      texts == ["10", "100", "1000", "10000", "0.1", "1", "10", "100"]
        + ["operations a byte moved", "Gop/s"])
    let dot = try #require(try dots(page).last)
    #expect(isNear(dot.x, try #require(labels[1].attributes["x"].flatMap { Double($0) })))
    #expect(isNear(dot.y, try #require(labels[5].attributes["y"].flatMap { Double($0) }) - 4))
  }

  @Test("Names of points that are close stand below each other")
  func names() throws {
    let page = try parse((0..<4).map { point(100 + Double($0), 1) })
    let heights = page.all("text").filter { $0.text.hasPrefix("at ") }
      .compactMap { $0.attributes["y"].flatMap { Double($0) } }
    #expect(heights.count == 4)
    for (one, next) in zip(heights, heights.dropFirst()) { #expect(next - one > 14) }
  }

  @Test("What no logarithmic axis can show is left out", arguments: [0, -1, .nan, .infinity])
  func degenerate(_ value: Double) throws {
    let page = try parse([point(value, 1), point(1, value)], roof: value, slope: value)
    #expect(page.all("circle").isEmpty)
    #expect(try lines(page, "roof").isEmpty)
    #expect(try parse([]).all("svg").count == 1)
  }
}
