// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

extension ReportPage {
  /// The run's parts by the wall clock.
  var phases: [Markup] {
    var table = PageTable("Parts of the run, by this machine's clock", ["", "how", "seconds"])
    for (index, phase) in report.phases.enumerated() {
      table.add(
        phase.name,
        [.text("measured"), .figure("phases.\(index).seconds", phase.seconds)])
    }
    let chart = BarChart(
      id: "chart-phases", title: "Seconds of each part of the run",
      description: "Bars, one for each row of the table that follows.",
      bars: report.phases.map { phase in
        BarChart.Bar(
          name: phase.name, parts: [BarChart.Part(value: phase.seconds, series: "cpu")],
          text: "\(Figures.text(phase.seconds)) s")
      })
    return [chart.markup, table.markup]
  }

  /// What the board's part consists of.
  var boardTime: [Markup] {
    guard let board = report.board else { return [] }
    var table = PageTable("The board's part", ["", "how", ""])
    table.add(
      "loading the weights, seconds by the board's clock",
      [.text(board.clock), .figure("board.loadingSeconds", board.loadingSeconds)])
    table.add(
      "classifying, seconds by the board's clock",
      [.text(board.clock), .figure("board.seconds", board.seconds)])
    table.add(
      "classifying, seconds by this machine's clock",
      [.text("measured"), .figure("board.wallSeconds", board.wallSeconds)])
    table.add(
      "of these in driver and session, not in the board",
      [
        .text("measured"),
        .figure(
          "board.driverShare", board.driverShare, text: Figures.percent(board.driverShare)),
      ])
    for (name, key, count) in [
      ("transfers", "transfers", board.transfers),
      ("bytes to it", "bytesToDevice", board.bytesToDevice),
      ("bytes from it", "bytesFromDevice", board.bytesFromDevice),
      ("bytes whose caches were synchronised", "bytesSynchronized", board.bytesSynchronized),
      ("lost interrupts", "lostInterrupts", board.lostInterrupts),
    ] {
      table.add(name, [.text("counted"), .figure("board." + key, Int(clamping: count))])
    }
    var content = [table.markup]
    if !board.recovered.isEmpty {
      content.append(.tag("p", [:], "Recovered, then repeated:"))
      content.append(.tag("ul", [:], board.recovered.map { .tag("li", [:], $0) }))
    }
    return content
  }
}
