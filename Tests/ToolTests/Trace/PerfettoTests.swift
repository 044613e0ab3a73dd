// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

/// A trace of the built program as Perfetto itself has it, beside the text of the same run.
@Suite(.enabled(if: Browser.isPresent() && Python.hasPerfetto()))
struct PerfettoTests {
  /// What Scripts/perfetto_reads.py prints.
  private struct Reading: Decodable {
    struct Problem: Decodable {
      var name: String
      var value: Int
    }

    struct Thread: Decodable {
      var process: String
      var name: String
    }

    /// Start and duration are in nanoseconds; an instant has none.
    struct Slice: Decodable {
      var pid: Int
      var tid: Int
      var category: String
      var name: String
      var ts: Double
      var dur: Double
      var depth: Int
    }

    var errors: [Problem]
    var threads: [Thread]
    var slices: [Slice]

    func slices(_ process: Int, _ thread: Int) -> [Slice] {
      slices.filter { $0.pid == process && $0.tid == thread }
    }
  }

  /// An event as text, its times in microseconds with one decimal place.
  private struct Line {
    var start: Double
    var took: Double
    var event: String

    init(_ line: Substring) throws {
      let parts = try #require(line.wholeMatch(of: /\ *([0-9.]+)\ +([0-9.]+)\ +(.*)/)).output
      start = try #require(Double(parts.1))
      took = try #require(Double(parts.2))
      event = String(parts.3)
    }

    func isNear(_ slice: Reading.Slice) -> Bool {
      abs(slice.ts / 1000 - start) < 0.06 && abs(slice.dur / 1000 - took) < 0.06
    }

    /// The kind that Perfetto shows, of what is on the driver's track.
    var category: String? {
      [
        "read": "register", "write": "register", "alloc": "buffer", "free": "buffer",
        "sync": "sync", "wait": "wait",
      ][String(event.prefix { $0 != " " })]
    }

    /// How long the board took, in microseconds.
    var boardTime: Double? {
      event.firstMatch(of: /, ([0-9.]+) us modelled$/).flatMap { Double($0.output.1) }
    }
  }

  @Test("Perfetto has every event of a trace where it belongs, and as long as it was")
  func reads() throws {
    let folder = try TemporaryFolder()
    let run = try Program(
      ["trace", "--images", "2", "-o", "t.json", "--text"], name: "accel", home: folder)
    try #require(run.status == 0, "\(run.errors)")
    let lines = try run.output.split(separator: "\n").dropFirst(2).map(Line.init)
    let read = try Python.perfetto(reading: "t.json", in: folder)
    try #require(read.status == 0, "\(read.errors)")
    let perfetto = try JSONDecoder().decode(Reading.self, from: Data(read.output.utf8))

    #expect(perfetto.errors.isEmpty, "\(perfetto.errors)")
    #expect(
      perfetto.threads.map { "\($0.process): \($0.name)" } == [
        "this machine, measured: driver", "this machine, measured: interrupts",
        "this machine, measured: dma0",
        "board, modelled: PYNQ-Z1 (simulated), LeNet-5 overlay: dma0",
      ])
    #expect(perfetto.slices.allSatisfy { $0.depth == 0 }, "nothing overlaps")
    checkDriver(perfetto.slices(1, 1), lines.filter { $0.category != nil })
    let interrupts = lines.filter { $0.event.hasPrefix("wait") && $0.event.contains("interrupt") }
    #expect(perfetto.slices(1, 2).map(\.category) == interrupts.map { _ in "interrupt" })
    checkTransfers(perfetto.slices(1, 10), perfetto.slices(2, 10), lines)
    let shown = [(1, 1), (1, 2), (1, 10), (2, 10)].map { perfetto.slices($0, $1).count }
    #expect(perfetto.slices.count == shown.reduce(0, +))
  }

  private func checkDriver(_ slices: [Reading.Slice], _ lines: [Line]) {
    #expect(slices.count == lines.count)
    for (slice, line) in zip(slices, lines) {
      #expect(slice.category == line.category && line.isNear(slice), "\(slice) \(line)")
      let words = slice.name.split(separator: " ")
      #expect(line.event.hasPrefix(words[0]), "\(slice) \(line)")
      #expect(slice.category != "register" || line.event.contains(" \(words[1]) = "))
    }
  }

  private func checkTransfers(
    _ machine: [Reading.Slice], _ board: [Reading.Slice], _ lines: [Line]
  ) {
    let ends = lines.filter { $0.event.hasPrefix("end") }
    #expect(machine.count == 5 && ends.count == 5 && board.count == 5)
    for (index, end) in ends.enumerated() where index < min(machine.count, board.count) {
      let (here, there) = (machine[index], board[index])
      #expect(here.category == "transfer" && there.category == "board")
      #expect(abs((here.ts + here.dur) / 1000 - end.start) < 0.06)
      #expect(end.boardTime.map { abs(there.dur / 1000 - $0) < 0.06 } == true)
      let earlier = index > 0 ? board[index - 1].ts + board[index - 1].dur : 0
      #expect(
        abs(there.ts - max(here.ts, earlier)) <= 1, "it starts with it, or behind the one before")
    }
  }
}
