// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

/// The report as text.
struct ReportScreen {
  let report: Report
  let console: Console

  func show() {
    table.lines.forEach(console.print)
    console.print()
    if let board = report.board { show(board) }
    if let speedUp = report.speedUp, let cpu = report.cpu.first, let board = report.board {
      console.print(
        "speed-up \(Figures.text(speedUp)) (board \(board.clock), CPU \(cpu.level) measured here)")
    }
    if let latency = report.latency {
      show(latency)
      show(report.published ?? [])
    }
  }

  private var table: TextTable {
    var table = TextTable(header: ["", "how", "right", "images/s", "ms/image", "Gop/s"])
    func add(_ name: String, _ how: String, right: Int, seconds: Double, gops: Double) {
      let images = Double(report.images)
      table.add([
        name, how, Figures.percent(right, of: report.images), Figures.text(images / seconds),
        Figures.text(1000 * seconds / images), Figures.text(gops),
      ])
    }
    if let board = report.board {
      add(
        "board", board.clock, right: board.right, seconds: board.seconds,
        gops: board.gigaOperationsPerSecond)
    }
    for cpu in report.cpu {
      add(
        Report.CPU.name(cpu.level, threads: cpu.threads, profile: cpu.profile), "measured",
        right: cpu.right, seconds: cpu.seconds, gops: cpu.gigaOperationsPerSecond)
    }
    return table
  }

  private func show(_ board: Report.Board) {
    if let differing = report.differingWords {
      console.print(
        differing == 0
          ? "words    board and CPU agree in every output word"
          : console.red("words    board and CPU DIFFER in \(differing) output words"))
    }
    console.print(
      "board    \(board.device): \(Figures.text(board.seconds)) s \(board.clock), "
        + "\(Figures.text(board.wallSeconds)) s here, of which the driver took "
        + Figures.percent(board.driverShare))
    board.design?.lines(board.clock).forEach(console.print)
    for fault in board.recovered { console.print("recovered, then repeated: \(fault)") }
    if board.lostInterrupts > 0 {
      let what =
        board.lostInterrupts == 1 ? "1 lost interrupt" : "\(board.lostInterrupts) lost interrupts"
      console.print("recovered: \(what), found by polling")
    }
  }

  private func show(_ latency: [Report.Latency]) {
    console.print()
    var times = TextTable(header: ["one image at a time", "how", "p50 ms", "p99 ms"])
    for row in latency {
      times.add([
        row.what, row.how, Figures.text(row.p50Milliseconds), Figures.text(row.p99Milliseconds),
      ])
    }
    times.lines.forEach(console.print)
  }

  private func show(_ published: [PublishedResult]) {
    console.print()
    var table = TextTable(header: [
      "LeNet-5 as published (FCCM 2018, Table 1)", "format", "Gop/s", "Gop/s/W",
    ])
    for row in published {
      table.add([
        row.platform, row.format, Figures.text(row.gigaOperationsPerSecond),
        Figures.text(row.gigaOperationsPerSecondPerWatt),
      ])
    }
    table.lines.forEach(console.print)
  }
}
