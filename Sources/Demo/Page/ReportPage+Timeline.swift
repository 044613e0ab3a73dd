// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

extension ReportPage {
  /// A few batches on the board, by this machine's clock.
  var timeline: [Markup] {
    guard let board = report.board, let timeline = board.timeline else { return [] }
    return [
      .tag(
        "p", [:],
        [
          .figure("board.timeline.batches", timeline.batches), .text(" batches of "),
          .figure("board.timeline.images", timeline.images),
          .text(" images, run anew with a trace after one that is not shown: "),
          .figure("board.timeline.microseconds", timeline.microseconds),
          .text(" µs by this machine's clock (measured). \(timelineOrigin(board.clock))"),
        ]),
      chart(timeline).markup, transferTable(timeline, board.clock),
    ] + [gapChart(timeline)?.markup].compactMap { $0 } + [otherTable(timeline)]
      + leftOut(timeline)
  }

  private func timelineOrigin(_ clock: String) -> String {
    let whose =
      switch clock {
      case "measured": "The transfers are those of a board."
      case "simulated":
        "No board ran: a transfer lasts as long as this machine simulates the design's RTL."
      default: "No board ran: a transfer lasts as long as this machine simulates the board."
      }
    return whose
      + " A transfer is a message and its reply, whose ends the driver sees as one. "
      + "No speed on this page is of these batches."
  }

  private func chart(_ timeline: Timeline) -> TimelineChart {
    TimelineChart(
      id: "chart-timeline", title: "Transfers, waits and synchronisations over time",
      description:
        "Four lanes above an axis of microseconds, a mark for each row of the tables that "
        + "follow; what is too short to be seen is drawn one unit wide.",
      lanes: lanes(timeline), range: 0...max(1, timeline.microseconds))
  }

  /// What the CPU does between two transfers is short beside them.
  private func gapChart(_ timeline: Timeline) -> TimelineChart? {
    guard let gap = timeline.firstGap else { return nil }
    let margin = (gap.upperBound - gap.lowerBound) / 4
    return TimelineChart(
      id: "chart-gap", title: "The same around the end of the first transfer",
      description:
        "The same lanes, from shortly before the first transfer ends until shortly after "
        + "the second begins.",
      lanes: lanes(timeline), range: gap.lowerBound - margin...gap.upperBound + margin)
  }

  private func lanes(_ timeline: Timeline) -> [TimelineChart.Lane] {
    func lane(_ name: String, _ series: String, _ spans: [Timeline.Span]) -> TimelineChart.Lane {
      TimelineChart.Lane(
        name: name,
        spans: spans.map { span in
          TimelineChart.Span(
            start: span.startMicroseconds, duration: span.durationMicroseconds,
            series: span.succeeded ? series : "failed")
        })
    }
    return [
      lane("transfer", "board", timeline.transfers.map(\.span)),
      lane("wait for interrupt", "cpu", timeline.waits),
      lane("caches, for board", "published", timeline.synchronizationsForDevice.map(\.span)),
      lane("caches, for CPU", "published", timeline.synchronizationsForCPU.map(\.span)),
    ]
  }

  private func transferTable(_ timeline: Timeline, _ clock: String) -> Markup {
    var table = PageTable(
      "Transfers: µs by this machine's clock (measured), and by the board's (\(clock))",
      ["", "starts at µs", "takes µs", "board's µs", "bytes to it", "bytes from it"])
    for (index, transfer) in timeline.transfers.enumerated() {
      let path = "board.timeline.transfers.\(index)"
      table.add(
        "\(index + 1), dma\(transfer.engine)" + (transfer.span.succeeded ? "" : ", FAILED"),
        figures(transfer.span, path + ".span") + [
          .figure(path + ".boardMicroseconds", transfer.boardMicroseconds),
          .figure(path + ".bytesToDevice", transfer.bytesToDevice),
          .figure(path + ".bytesFromDevice", transfer.bytesFromDevice),
        ])
    }
    return table.markup
  }

  private func otherTable(_ timeline: Timeline) -> Markup {
    var table = PageTable(
      "Waits, and synchronisations of caches: µs by this machine's clock (measured)",
      ["", "starts at µs", "takes µs", "bytes"])
    for (index, span) in timeline.waits.enumerated() {
      table.add(
        "wait \(index + 1)", figures(span, "board.timeline.waits.\(index)") + [.text("")])
    }
    for (name, key, synchronizations) in [
      ("caches, for board", "synchronizationsForDevice", timeline.synchronizationsForDevice),
      ("caches, for CPU", "synchronizationsForCPU", timeline.synchronizationsForCPU),
    ] {
      for (index, synchronization) in synchronizations.enumerated() {
        let path = "board.timeline.\(key).\(index)"
        table.add(
          "\(name) \(index + 1)",
          figures(synchronization.span, path + ".span") + [
            .figure(path + ".bytes", synchronization.bytes)
          ])
      }
    }
    return table.markup
  }

  private func figures(_ span: Timeline.Span, _ path: String) -> [Markup] {
    [
      .figure(path + ".startMicroseconds", span.startMicroseconds),
      .figure(path + ".durationMicroseconds", span.durationMicroseconds),
    ]
  }

  private func leftOut(_ timeline: Timeline) -> [Markup] {
    guard timeline.leftOut > 0 else { return [] }
    return [
      .tag(
        "p", [:],
        [.figure("board.timeline.leftOut", timeline.leftOut), .text(" more are left out.")])
    ]
  }
}
