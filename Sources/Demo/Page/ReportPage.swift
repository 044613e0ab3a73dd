// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ModelImport
internal import ProgramSupport

/// The report as one HTML file that needs nothing else: no network, no script.
struct ReportPage {
  let report: Report
  let images: LabelledImages

  init(_ report: Report, _ images: LabelledImages) {
    self.report = report
    self.images = images
  }

  /// - Throws: ``AccelError`` `valueOutOfRange`.
  func html() throws(AccelError) -> String {
    let json = ReportPage.scriptSafe(try report.json())
    let title = "\(report.network.name) on \(report.dataset)"
    return "<!DOCTYPE html>\n"
      + Markup.tag(
        "html", ["lang": "en"],
        [
          head(title),
          .tag(
            "body", [:],
            [
              .tag("header", [:], [.tag("h1", [:], title)] + summary),
              .tag("main", [:], sections),
              .tag("script", ["type": "application/json", "id": "figures"], json),
            ]),
        ]
      ).html + "\n"
  }

  private func head(_ title: String) -> Markup {
    .tag(
      "head", [:],
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("title", [:], "\(title): accel-demo"),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "color-scheme", "content": "light dark"]),
        // Whatever the page says, it fetches nothing and runs nothing.
        .tag(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; img-src data:; style-src 'unsafe-inline'",
          ]),
        .tag("style", [:], PageStyle.css),
      ])
  }

  private var summary: [Markup] {
    let right = report.classification.right
    var lines: [Markup] = [
      .tag(
        "p", ["class": "lead"],
        [
          .figure("classification.right", right), .text(" of "),
          .figure("images", report.images), .text(" images right: "),
          .figure(
            "classification.right", right, text: Figures.percent(right, of: report.images)),
          .text("."),
        ])
    ]
    if let differing = report.differingWords {
      lines.append(
        .tag(
          "p", ["class": differing == 0 ? "good" : "bad"],
          [
            .text(
              differing == 0
                ? "Board and CPU agree in every output word; " : "Board and CPU DIFFER: "),
            .figure("differingWords", differing), .text(" differ."),
          ]))
    }
    let notes =
      [
        "network  \(report.network.name), \(report.network.profile) \(report.network.format), "
          + report.network.source,
        "images   \(report.images) of the \(report.dataSource)",
      ] + report.notes
    return lines + [.tag("ul", ["class": "notes"], notes.map { .tag("li", [:], $0) })]
  }

  private var sections: [Markup] {
    [
      section("digits", "Images and what they were taken for", pictures),
      section("confusion", "Right and wrong", confusion),
      section("speed", "CPU and board", speed),
      section("roofline", "How fast it could be", roofline),
      section("latency", "One image at a time", latency),
      section("time", "Where the time goes", phases + boardTime + designLayers + cpuLayers),
      section("timeline", "What passes between CPU and board", timeline),
      section("machine", "Machine and versions", machine),
      section("origin", "How the figures were obtained", origins),
    ].compactMap { $0 }
  }

  private func section(_ id: String, _ title: String, _ content: [Markup]) -> Markup? {
    content.isEmpty
      ? nil
      : .tag(
        "section", ["aria-labelledby": id], [.tag("h2", ["id": id], title)] + content)
  }

  /// JSON that ends no script element, and is XML too.
  static func scriptSafe(_ json: String) -> String {
    var safe = ""
    for scalar in json.unicodeScalars {
      switch scalar {
      case "<", ">", "&", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}":
        let digits = String(scalar.value, radix: 16)
        safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
