// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import ProgramSupport

/// What happened when, in lanes above an axis of time.
struct TimelineChart {
  struct Span {
    /// In microseconds.
    var start: Double
    var duration: Double
    /// A class of the page's style.
    var series: String
  }

  struct Lane {
    var name: String
    var spans: [Span]
  }

  /// Unique in the page.
  var id: String
  var title: String
  var description: String
  var lanes: [Lane]
  /// In microseconds: what lies outside is cut off.
  var range: ClosedRange<Double>

  private static let left = 150.0
  private static let right = Drawing.width - 10
  /// Shorter spans would not be seen.
  private static let shortest = 1.0
  private static let mostTicks = 6.0

  var markup: Markup {
    let bottom = 4 + Drawing.row * Double(lanes.count)
    return Drawing.picture(
      id, title, description, height: bottom + Drawing.row,
      [Drawing.axisText("µs", x: TimelineChart.left - 8, y: bottom + 15, anchor: "end")]
        + ticks.flatMap { tick($0, bottom: bottom) }
        + lanes.indices.flatMap { row(lanes[$0], top: 4 + Drawing.row * Double($0)) })
  }

  private func row(_ lane: Lane, top: Double) -> [Markup] {
    [Drawing.text(lane.name, x: TimelineChart.left - 8, y: top + 17, anchor: "end")]
      + lane.spans.compactMap { mark($0, top: top) }
  }

  private func mark(_ span: Span, top: Double) -> Markup? {
    let end = span.start + span.duration
    guard range.contains(span.start) || range.contains(end) || covers(span) else { return nil }
    let x = min(x(max(span.start, range.lowerBound)), TimelineChart.right - TimelineChart.shortest)
    let length = self.x(min(end, range.upperBound)) - x
    return Drawing.rectangle(
      span.series, x: x, y: top + 4, width: max(TimelineChart.shortest, length), height: 18)
  }

  private func covers(_ span: Span) -> Bool {
    span.start < range.lowerBound && span.start + span.duration > range.upperBound
  }

  private func tick(_ time: Double, bottom: Double) -> [Markup] {
    let x = x(time)
    return [
      Drawing.line("grid", from: (x, 4), to: (x, bottom)),
      Drawing.axisText(Figures.power(time), x: x, y: bottom + 15),
    ]
  }

  private var length: Double { range.upperBound - range.lowerBound }

  private func x(_ time: Double) -> Double {
    let share = length > 0 ? (time - range.lowerBound) / length : 0
    return TimelineChart.left + (TimelineChart.right - TimelineChart.left) * share
  }

  /// At 1, 2 or 5 times a power of ten.
  private var ticks: [Double] {
    guard length > 0, length.isFinite else { return [range.lowerBound] }
    let least = length / TimelineChart.mostTicks
    let power = pow(10, log10(least).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= least } ?? 10 * power
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    // An end label would be cut off.
    return stride(from: first, through: last, by: 1).map { $0 * step }
      .filter { x($0) <= TimelineChart.right - 8 }
  }
}
