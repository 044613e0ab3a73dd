// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

extension ReportPage {
  /// The board and every CPU of the run; names, paths in the JSON, and how their time came about.
  private var runs: [Run] {
    var runs: [Run] = []
    if let board = report.board {
      runs.append(
        Run(
          name: "board", path: "board", series: "board", how: board.clock,
          right: board.right, seconds: board.seconds, imagesPerSecond: board.imagesPerSecond,
          gigaOperationsPerSecond: board.gigaOperationsPerSecond))
    }
    for (index, cpu) in report.cpu.enumerated() {
      runs.append(
        Run(
          name: Report.CPU.name(cpu.level, threads: cpu.threads, profile: cpu.profile),
          path: "cpu.\(index)", series: "cpu", how: "measured", right: cpu.right,
          seconds: cpu.seconds, imagesPerSecond: cpu.imagesPerSecond,
          gigaOperationsPerSecond: cpu.gigaOperationsPerSecond))
    }
    return runs
  }

  private struct Run {
    var name: String
    var path: String
    var series: String
    var how: String
    var right: Int
    var seconds: Double
    var imagesPerSecond: Double
    var gigaOperationsPerSecond: Double
  }

  var speed: [Markup] {
    var table = PageTable(
      "This run: \(report.images) images",
      ["", "how", "right", "images/s", "ms/image", "seconds", "Gop/s"])
    for run in runs {
      table.add(
        run.name,
        [
          .text(run.how),
          .figure(
            run.path + ".right", run.right, text: Figures.percent(run.right, of: report.images)),
          .figure(run.path + ".imagesPerSecond", run.imagesPerSecond),
          .text(Figures.text(1000 * run.seconds / Double(report.images))),
          .figure(run.path + ".seconds", run.seconds),
          .figure(run.path + ".gigaOperationsPerSecond", run.gigaOperationsPerSecond),
        ])
    }
    var content = [chart.markup, table.markup]
    if let published { content.append(published) }
    if let speedUp = report.speedUp {
      content.append(
        .tag(
          "p", [:],
          [
            .text("Images a second of the board over those of the first CPU: "),
            .figure("speedUp", speedUp), .text("."),
          ]))
    }
    return content
  }

  private var chart: BarChart {
    let published = report.published ?? []
    let bars =
      runs.map { run in
        bar(run.name, run.gigaOperationsPerSecond, run.series, run.how)
      }
      + published.map { row in
        bar("\(row.platform), \(row.format)", row.gigaOperationsPerSecond, "published", "published")
      }
    return BarChart(
      id: "chart-speed", title: "Gop/s of this run beside those published",
      description: "Bars on a logarithmic axis, one for each row of the tables that follow: "
        + bars.map { "\($0.name) \($0.text)" }.joined(separator: "; ") + ".",
      bars: bars, scale: .logarithmic,
      legend: [("board", "board"), ("cpu", "CPU of this machine")]
        + (published.isEmpty ? [] : [("published", "published, FCCM 2018")]))
  }

  private func bar(
    _ name: String, _ value: Double, _ series: String, _ how: String
  ) -> BarChart.Bar {
    BarChart.Bar(
      name: name, parts: [BarChart.Part(value: value, series: series)],
      text: how == "published" ? Figures.text(value) : "\(Figures.text(value)) \(how)")
  }

  private var published: Markup? {
    guard let published = report.published else { return nil }
    var table = PageTable(
      "LeNet-5 as published: \(PublishedResult.source)", ["", "format", "how", "Gop/s", "Gop/s/W"])
    for (index, row) in published.enumerated() {
      let path = "published.\(index)"
      table.add(
        row.platform,
        [
          .text(row.format), .text("published"),
          .figure(path + ".gigaOperationsPerSecond", row.gigaOperationsPerSecond),
          .figure(path + ".gigaOperationsPerSecondPerWatt", row.gigaOperationsPerSecondPerWatt),
        ])
    }
    return table.markup
  }

  /// Of a benchmark.
  var latency: [Markup] {
    guard let latency = report.latency, !latency.isEmpty else { return [] }
    var table = PageTable("Milliseconds from image to answer", ["", "how", "runs", "p50", "p99"])
    for (index, row) in latency.enumerated() {
      let path = "latency.\(index)"
      table.add(
        row.what,
        [
          .text(row.how), .figure(path + ".runs", row.runs),
          .figure(path + ".p50Milliseconds", row.p50Milliseconds),
          .figure(path + ".p99Milliseconds", row.p99Milliseconds),
        ])
    }
    let bars = latency.map { row in
      BarChart.Bar(
        name: row.what,
        parts: [
          BarChart.Part(
            value: row.p50Milliseconds, series: row.what == "board" ? "board" : "cpu")
        ], text: "\(Figures.text(row.p50Milliseconds)) ms \(row.how)")
    }
    let chart = BarChart(
      id: "chart-latency", title: "Median milliseconds of one image",
      description: "Bars on a logarithmic axis, one for each row of the table that follows.",
      bars: bars, scale: .logarithmic)
    return [chart.markup, table.markup]
  }
}
