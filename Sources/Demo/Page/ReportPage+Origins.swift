// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

extension ReportPage {
  var machine: [Markup] {
    let machine = report.machine
    var table = PageTable("Where and when", ["", ""], isText: true)
    table.add("program", [.figure("program", report.program)])
    table.add("build", [.figure("build", report.build)])
    table.add("network", [.figure("network.name", report.network.name)])
    table.add("its source", [.figure("network.source", report.network.source)])
    table.add("its numbers", [.text("\(report.network.profile) \(report.network.format)")])
    table.add(
      "operations an image, millions",
      [.figure("network.megaOperations", report.network.megaOperations)])
    if !report.network.layersWithoutTheirBiases.isEmpty {
      table.add(
        "layers without their biases",
        [.text(report.network.layersWithoutTheirBiases.joined(separator: ", "))])
    }
    if let board = report.board {
      table.add("board", [.figure("board.device", board.device)])
      table.add("images in one run of it", [.figure("board.batch", board.batch)])
    }
    table.add("processor", [.figure("machine.processor", machine.processor)])
    table.add("architecture", [.figure("machine.architecture", machine.architecture)])
    table.add("cores", [.figure("machine.cores", machine.cores)])
    table.add("system", [.figure("machine.system", machine.system)])
    table.add("kernel", [.figure("machine.kernel", machine.kernel)])
    table.add("date", [.figure("machine.date", machine.date)])
    return [table.markup]
  }

  /// For each kind of figure, in words.
  var origins: [Markup] {
    var table = PageTable("Each kind of figure", ["", "how", "in words"], isText: true)
    func add(_ what: String, _ how: String, _ words: String) {
      table.add(what, [.text(how), .text(words)])
    }
    add(
      "right, confusion", "counted",
      report.board == nil
        ? "from the output words of the first CPU in the table"
        : "from the output words of the board; those of the CPU are compared with them word by word"
    )
    let found = report.classification
    table.add(
      "confidence",
      [
        .text("computed"),
        .tag(
          "span", [:],
          [
            .text("softmax of the output words times "),
            .figure("classification.logitsPerWord", found.logitsPerWord),
            .text(": \(found.logitsSource)"),
          ]),
      ])
    if let board = report.board {
      add("time of the board", board.clock, boardClock(board.clock))
    }
    add(
      "time of the CPU", "measured",
      report.latency == nil
        ? "by the wall clock, all images once"
        : "by the wall clock, the median of seven blocks of runs, each of a tenth of a second or more"
    )
    if report.cpu.contains(where: { $0.layers != nil }) {
      add(
        "time of the CPU's layers", "measured",
        "on one thread, by the wall clock behind each layer: the median of up to "
          + "\(LayerRun.runs) runs of \(LayerRun.images) images or fewer"
      )
    }
    add("parts of the run", "measured", "by the wall clock, once")
    add(
      "Gop/s", "computed",
      "operations of the network over time; a multiplication and an addition are two")
    add(
      "bytes an image", report.board == nil ? "computed" : "counted",
      "counted: what the transfers of the run moved, over its images; computed, for a CPU: an image "
        + "and its result in words of 32 bits")
    if report.published != nil { add("published", "published", PublishedResult.source) }
    return [table.markup]
  }

  private func boardClock(_ clock: String) -> String {
    switch clock {
    case "modelled":
      "no board ran: a formula, calibrated on what the overlay's authors measured "
        + "(600 images in 1.12595 s)"
    case "simulated":
      "no board ran: clock cycles of the design's RTL in simulation, at the clock it was made for"
    default: "by the wall clock, while the program waited for the board"
    }
  }
}
