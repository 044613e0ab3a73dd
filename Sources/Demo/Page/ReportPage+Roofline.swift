// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

extension ReportPage {
  /// The speeds of the run beside what the board could do.
  var roofline: [Markup] {
    guard let roofline = report.roofline, !roofline.points.isEmpty else { return [] }
    return [
      .tag(
        "p", [:],
        "Operations of the network for each byte of images and results that is moved, and how fast "
          + "they were. No board is faster than its multipliers (the level line) and its memory's "
          + "port (the rising one) let it be."),
      chart(roofline).markup, pointTable(roofline),
    ] + limits(roofline) + [
      .tag("ul", ["class": "notes"], roofline.unknown.map { .tag("li", [:], $0) })
    ]
  }

  private func chart(_ roofline: Roofline) -> RooflineChart {
    RooflineChart(
      id: "chart-roofline", title: "Gop/s over operations a byte, below what limits them",
      description: "Two logarithmic axes, a point for each row of the table that follows: "
        + roofline.points.map {
          "\($0.name) \(Figures.text($0.gigaOperationsPerSecond)) Gop/s at "
            + "\(Figures.text($0.operationsPerByte))"
        }.joined(separator: "; ") + ".",
      points: roofline.points.map { point in
        RooflineChart.Point(
          name: "\(point.name), \(point.how)", series: point.isBoard ? "board" : "cpu",
          intensity: point.operationsPerByte, speed: point.gigaOperationsPerSecond)
      },
      roof: roofline.arithmetic?.value, slope: roofline.memory?.value,
      legend: [("board", "board"), ("cpu", "CPU of this machine")])
  }

  private func pointTable(_ roofline: Roofline) -> Markup {
    var table = PageTable(
      "The network as a whole",
      ["", "how", "bytes an image", "how", "operations a byte", "Gop/s", "of its roof"])
    for (index, point) in roofline.points.enumerated() {
      let path = "roofline.points.\(index)"
      table.add(
        point.name,
        [
          .text(point.how), .figure(path + ".bytesPerImage", point.bytesPerImage),
          .text(point.howBytes), .figure(path + ".operationsPerByte", point.operationsPerByte),
          .figure(path + ".gigaOperationsPerSecond", point.gigaOperationsPerSecond),
          point.shareOfRoof.map {
            .figure(path + ".shareOfRoof", $0, text: Figures.percent($0))
          } ?? .text("not known"),
        ])
    }
    return table.markup
  }

  private func limits(_ roofline: Roofline) -> [Markup] {
    var table = PageTable("What limits the board", ["", "", "how", "from"], isText: true)
    for (name, path, limit) in [
      ("multipliers, Gop/s", "arithmetic", roofline.arithmetic),
      ("memory's port, GB/s", "memory", roofline.memory),
    ] {
      guard let limit else { continue }
      table.add(
        name,
        [.figure("roofline.\(path).value", limit.value), .text(limit.how), .text(limit.source)])
    }
    if let ridge = roofline.ridge {
      table.add(
        "ridge, operations a byte",
        [.figure("roofline.ridge", ridge), .text("computed"), .text("the first over the second")])
    }
    return table.rows.isEmpty ? [] : [table.markup]
  }
}
