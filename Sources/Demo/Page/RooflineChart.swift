// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import ProgramSupport

/// Points below a roof, on two logarithmic axes.
struct RooflineChart {
  struct Point {
    var name: String
    /// A class of the page's style.
    var series: String
    /// Operations a byte.
    var intensity: Double
    /// Gop/s.
    var speed: Double
  }

  /// Unique in the page.
  var id: String
  var title: String
  var description: String
  var points: [Point]
  /// Gop/s, where it is known.
  var roof: Double?
  /// GB/s, where it is known.
  var slope: Double?
  /// What colours mean: class and name.
  var legend: [(series: String, name: String)] = []

  private static let left = 60.0
  private static let right = Drawing.width - 20
  private static let top = Drawing.row + 24
  private static let bottom = top + 280
  /// Between the lines of names.
  private static let line = 15.0
  private static let mostTicks = 8.0

  var markup: Markup {
    Drawing.picture(
      id, title, description, height: RooflineChart.bottom + 40,
      Drawing.legend(legend) + axes + roofs + marks)
  }

  /// What has a place on a logarithmic axis.
  private var shown: [Point] {
    points.filter { isPositive($0.intensity) && isPositive($0.speed) }
  }

  private func isPositive(_ value: Double) -> Bool { value > 0 && value.isFinite }

  private var ridge: Double? {
    guard let roof, let slope, isPositive(roof), isPositive(slope) else { return nil }
    return roof / slope
  }

  // MARK: - Scales

  /// Powers of ten around values.
  private func decades(_ values: [Double]) -> ClosedRange<Double> {
    let logarithms = values.filter(isPositive).map { log10($0) }
    let low = ((logarithms.min() ?? 0) - 0.1).rounded(.down)
    return low...max(low + 1, ((logarithms.max() ?? 0) + 0.1).rounded(.up))
  }

  private var horizontal: ClosedRange<Double> {
    decades(shown.map(\.intensity) + (ridge.map { [$0] } ?? []))
  }

  private var vertical: ClosedRange<Double> {
    var values = shown.map(\.speed)
    if let roof {
      values.append(roof)
    } else if let slope, let most = shown.map(\.intensity).max() {
      values.append(slope * most)
    }
    return decades(values)
  }

  private func share(_ value: Double, of decades: ClosedRange<Double>) -> Double {
    (log10(value) - decades.lowerBound) / (decades.upperBound - decades.lowerBound)
  }

  private func x(_ intensity: Double) -> Double {
    RooflineChart.left
      + (RooflineChart.right - RooflineChart.left) * share(intensity, of: horizontal)
  }

  private func y(_ speed: Double) -> Double {
    RooflineChart.bottom
      - (RooflineChart.bottom - RooflineChart.top) * share(speed, of: vertical)
  }

  // MARK: - Marks

  private var axes: [Markup] {
    typealias Chart = RooflineChart
    let columns = ticks(horizontal).flatMap { value in
      [
        Drawing.line("grid", from: (x(value), Chart.top), to: (x(value), Chart.bottom)),
        Drawing.axisText(Figures.power(value), x: x(value), y: Chart.bottom + 15),
      ]
    }
    let rows = ticks(vertical).flatMap { value in
      [
        Drawing.line("grid", from: (Chart.left, y(value)), to: (Chart.right, y(value))),
        Drawing.axisText(Figures.power(value), x: Chart.left - 6, y: y(value) + 4, anchor: "end"),
      ]
    }
    return columns + rows + [
      Drawing.axisText(
        "operations a byte moved", x: Chart.right, y: Chart.bottom + 32, anchor: "end"),
      Drawing.axisText("Gop/s", x: Chart.left, y: Chart.top - 8),
    ]
  }

  private func ticks(_ decades: ClosedRange<Double>) -> [Double] {
    let count = decades.upperBound - decades.lowerBound
    let step = max(1, (count / RooflineChart.mostTicks).rounded(.up))
    return stride(from: decades.lowerBound, through: decades.upperBound, by: step)
      .map { pow(10, $0) }
  }

  /// The slope up to the ridge, and the roof from there.
  private var roofs: [Markup] {
    let (first, last) = (pow(10, horizontal.lowerBound), pow(10, horizontal.upperBound))
    let (lowest, highest) = (pow(10, vertical.lowerBound), pow(10, vertical.upperBound))
    var marks: [Markup] = []
    if let slope, isPositive(slope) {
      let start = max(first, lowest / slope)
      let end = min(last, ridge ?? highest / slope)
      if start < end {
        marks.append(
          Drawing.line(
            "roof", from: (x(start), y(slope * start)), to: (x(end), y(slope * end))))
      }
    }
    if let roof, isPositive(roof) {
      marks.append(
        Drawing.line("roof", from: (x(max(first, ridge ?? first)), y(roof)), to: (x(last), y(roof)))
      )
    }
    return marks
  }

  /// Names stand below each other where points are close.
  private var marks: [Markup] {
    var free = -Double.infinity
    return shown.sorted { $0.speed > $1.speed }.flatMap { point in
      let (x, y) = (x(point.intensity), y(point.speed))
      let isLeft = x < (RooflineChart.left + RooflineChart.right) / 2
      let height = max(y + 4, free)
      free = height + RooflineChart.line
      return [
        Drawing.dot(point.series, x: x, y: y),
        Drawing.text(
          point.name, x: isLeft ? x + 10 : x - 10, y: height, anchor: isLeft ? "start" : "end"),
      ]
    }
  }
}
