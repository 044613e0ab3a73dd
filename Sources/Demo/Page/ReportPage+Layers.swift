// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

extension ReportPage {
  /// What a generated design counted.
  var designLayers: [Markup] {
    guard let board = report.board else { return [] }
    guard let design = board.design else {
      return [
        .tag(
          "p", [:],
          "No times of the board's single layers: only generated designs (--device rtl:LIB.so, or a "
            + "board that holds one) count them.")
      ]
    }
    var table = PageTable(
      "Layers of the design: shares of its clock cycles, counted while it ran (\(board.clock))",
      [
        "", "computing", "waiting for input", "waiting for the next layer",
        "computing, µs an image",
      ])
    for (index, layer) in design.layers.enumerated() {
      let path = "board.design.layers.\(index)"
      table.add(
        layer.name,
        [
          .figure(path + ".busy", layer.busy, text: Figures.percent(layer.busy)),
          .figure(path + ".starved", layer.starved, text: Figures.percent(layer.starved)),
          .figure(path + ".blocked", layer.blocked, text: Figures.percent(layer.blocked)),
          .text(Figures.text(layer.busy * design.cyclesPerImage / design.megahertz)),
        ])
    }
    let chart = BarChart(
      id: "chart-layers", title: "What each layer does with its clock cycles",
      description: "Bars of three parts, one for each row of the table that follows.",
      bars: design.layers.map { layer in
        BarChart.Bar(
          name: layer.name,
          parts: [
            BarChart.Part(value: layer.busy, series: "board"),
            BarChart.Part(value: layer.starved, series: "published"),
            BarChart.Part(value: layer.blocked, series: "cpu"),
          ], text: "\(Figures.percent(layer.busy)) busy")
      },
      legend: [
        ("board", "computing"), ("published", "waiting for input"),
        ("cpu", "waiting for the next layer"),
      ])
    let cycles: [Markup] = [
      .text("Cycles an image: "), .figure("board.design.cyclesPerImage", design.cyclesPerImage),
      .text(" (\(board.clock)), at "), .figure("board.design.megahertz", design.megahertz),
      .text(" MHz "), .figure("board.design.imagesPerSecond", design.imagesPerSecond),
      .text(" images/s."),
    ]
    return [.tag("p", [:], cycles), chart.markup, table.markup]
  }

  /// What each layer takes on the CPU.
  var cpuLayers: [Markup] {
    report.cpu.enumerated().flatMap { index, cpu in layers(of: cpu, "cpu.\(index)") }
  }

  private func layers(of cpu: Report.CPU, _ path: String) -> [Markup] {
    guard let layers = cpu.layers else { return [] }
    let name = Report.CPU.name(cpu.level, threads: 1, profile: cpu.profile)
    var table = PageTable("Layers on the \(name)", ["", "how", "µs an image", "Gop/s"])
    for (index, layer) in layers.enumerated() {
      let path = "\(path).layers.\(index)"
      table.add(
        layer.name,
        [
          .text("measured"), .figure(path + ".microsecondsPerImage", layer.microsecondsPerImage),
          layer.gigaOperationsPerSecond.map {
            .figure(path + ".gigaOperationsPerSecond", $0)
          } ?? .text("–"),
        ])
    }
    let chart = BarChart(
      id: "chart-" + path.replacing(".", with: "-"), title: "Microseconds of each layer, \(name)",
      description: "Bars, one for each row of the table that follows.",
      bars: layers.map { layer in
        BarChart.Bar(
          name: layer.name,
          parts: [BarChart.Part(value: layer.microsecondsPerImage, series: "cpu")],
          text: "\(Figures.text(layer.microsecondsPerImage)) µs")
      })
    return [chart.markup, table.markup]
  }
}
