// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

/// Tables of a page: the first cell of a row names it, the others are figures.
struct PageTable {
  let caption: String
  let header: [String]
  /// Whether cells are text, not figures.
  let isText: Bool
  private(set) var rows: [[Markup]] = []

  init(_ caption: String, _ header: [String], isText: Bool = false) {
    self.caption = caption
    self.isText = isText
    self.header = header
  }

  mutating func add(_ name: String, _ cells: [Markup]) {
    rows.append([.tag("th", ["scope": "row"], name)] + cells.map { .tag("td", [:], [$0]) })
  }

  var markup: Markup {
    let head = header.map {
      // A heading without words is none.
      $0.isEmpty ? Markup.tag("td") : Markup.tag("th", ["scope": "col"], $0)
    }
    return .tag(
      "div", ["class": "wide"],
      [
        .tag(
          "table", isText ? ["class": "words"] : [:],
          [
            .tag("caption", [:], caption), .tag("thead", [:], [.tag("tr", [:], head)]),
            .tag("tbody", [:], rows.map { .tag("tr", [:], $0) }),
          ])
      ])
  }
}

extension Markup {
  /// A figure of the report: what people read, and the value that it stands for.
  ///
  /// - Parameter path: to the value in the report's JSON, for example `cpu.0.right`.
  static func figure(_ path: String, _ value: Double, text: String? = nil) -> Markup {
    figure(path, value: "\(value)", text: text ?? Figures.text(value))
  }

  static func figure(_ path: String, _ value: Int, text: String? = nil) -> Markup {
    figure(path, value: "\(value)", text: text ?? "\(value)")
  }

  static func figure(_ path: String, _ value: String) -> Markup {
    figure(path, value: value, text: value)
  }

  private static func figure(_ path: String, value: String, text: String) -> Markup {
    .tag("data", ["data-figure": path, "value": value], text)
  }
}
