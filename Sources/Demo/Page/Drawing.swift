// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// Pictures as inline SVG, 720 units wide, in the page's colours.
enum Drawing {
  static let width = 720.0
  /// Height of a line of text with what stands beside it.
  static let row = 26.0

  /// - Parameter id: unique in the page.
  static func picture(
    _ id: String, _ title: String, _ description: String, height: Double, _ marks: [Markup]
  ) -> Markup {
    .tag(
      "svg",
      [
        "role": "img", "viewBox": "0 0 \(number(width)) \(number(height))",
        "aria-labelledby": "\(id)-title \(id)-desc",
      ],
      [
        .tag("title", ["id": "\(id)-title"], title),
        .tag("desc", ["id": "\(id)-desc"], description),
      ] + marks)
  }

  /// What colours mean, in one row at the top.
  ///
  /// - Parameter entries: classes of the page's style, and names.
  static func legend(_ entries: [(series: String, name: String)]) -> [Markup] {
    let step = (width - 8) / Double(max(1, entries.count))
    return entries.indices.flatMap { index in
      let x = 4 + step * Double(index)
      return [
        rectangle(entries[index].series, x: x, y: 7, width: 12, height: 12),
        text(entries[index].name, x: x + 18, y: 17),
      ]
    }
  }

  static func rectangle(
    _ series: String, x: Double, y: Double, width: Double, height: Double
  ) -> Markup {
    .tag(
      "rect",
      [
        "class": series, "x": number(x), "y": number(y), "width": number(width),
        "height": number(height),
      ])
  }

  static func line(
    _ kind: String, from start: (x: Double, y: Double), to end: (x: Double, y: Double)
  ) -> Markup {
    .tag(
      "line",
      [
        "class": kind, "x1": number(start.x), "x2": number(end.x), "y1": number(start.y),
        "y2": number(end.y),
      ])
  }

  static func dot(_ series: String, x: Double, y: Double) -> Markup {
    .tag("circle", ["class": series, "cx": number(x), "cy": number(y), "r": "5"])
  }

  static func text(_ text: String, x: Double, y: Double, anchor: String = "start") -> Markup {
    .tag("text", ["x": number(x), "y": number(y), "text-anchor": anchor], text)
  }

  /// Smaller, and fainter.
  static func axisText(
    _ text: String, x: Double, y: Double, anchor: String = "middle"
  ) -> Markup {
    .tag(
      "text", ["class": "axis", "x": number(x), "y": number(y), "text-anchor": anchor], text)
  }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
