// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import ProgramSupport

/// Horizontal bars as inline SVG, in the page's colours. The same figures stand in a table beside it.
struct BarChart {
  struct Part {
    /// 0 or more.
    var value: Double
    /// A class of the page's style.
    var series: String
  }

  struct Bar {
    var name: String
    /// One after the other.
    var parts: [Part]
    /// Behind the bar.
    var text: String
  }

  enum Scale {
    case linear
    /// For bars of one part.
    case logarithmic
  }

  /// Unique in the page.
  var id: String
  var title: String
  var description: String
  var bars: [Bar]
  var scale = Scale.linear
  /// What colours mean: class and name.
  var legend: [(series: String, name: String)] = []

  private static let names = 260.0
  private static let bar = 370.0
  private static let longestName = 34

  var markup: Markup {
    let top = legend.isEmpty ? 4 : Drawing.row + 4
    let bottom = top + Drawing.row * Double(bars.count)
    return Drawing.picture(
      id, title, description, height: bottom + (gridLines.isEmpty ? 4 : Drawing.row),
      Drawing.legend(legend) + gridLines.flatMap { grid($0, from: top, to: bottom) }
        + bars.indices.flatMap { row(bars[$0], top: top + Drawing.row * Double($0)) })
  }

  private func row(_ bar: Bar, top: Double) -> [Markup] {
    var x = BarChart.names
    var marks = [
      Drawing.text(shortened(bar.name), x: BarChart.names - 8, y: top + 17, anchor: "end")
    ]
    for part in bar.parts {
      let length = BarChart.bar * share(part.value)
      marks.append(Drawing.rectangle(part.series, x: x, y: top + 4, width: length, height: 18))
      x += length
    }
    return marks + [Drawing.text(bar.text, x: x + 6, y: top + 17)]
  }

  private func grid(_ value: Double, from top: Double, to bottom: Double) -> [Markup] {
    let x = BarChart.names + BarChart.bar * share(value)
    return [
      Drawing.line("grid", from: (x, top), to: (x, bottom)),
      Drawing.axisText(Figures.power(value), x: x, y: bottom + 15),
    ]
  }

  private func shortened(_ name: String) -> String {
    name.count <= BarChart.longestName ? name : name.prefix(BarChart.longestName - 1) + "…"
  }

  /// Of the length that bars have.
  private func share(_ value: Double) -> Double {
    switch scale {
    case .linear:
      let largest = bars.map { $0.parts.reduce(0) { $0 + $1.value } }.max() ?? 0
      return largest > 0 ? max(0, value / largest) : 0
    case .logarithmic:
      guard value > 0 else { return 0 }
      let (low, high) = decades
      return max(0, (log10(value) - low) / (high - low))
    }
  }

  /// Powers of ten around the bars; the smallest bar has a length too.
  private var decades: (low: Double, high: Double) {
    let logarithms = bars.flatMap(\.parts).map(\.value).filter { $0 > 0 }.map { log10($0) }
    let low = ((logarithms.min() ?? 0) - 0.1).rounded(.down)
    return (low, max(low + 1, (logarithms.max() ?? 0).rounded(.up)))
  }

  /// Values of a logarithmic axis: without it, lengths would be taken for proportions.
  private var gridLines: [Double] {
    guard scale == .logarithmic else { return [] }
    return stride(from: decades.low, through: decades.high, by: 1).map { pow(10, $0) }
  }
}
