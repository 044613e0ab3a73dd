// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import ProgramSupport
import TestSupport
import Testing

@testable import Demo

struct TraceRunTests {
  @Test("--trace counts what the run counts, and changes no result")
  func trace() throws {
    let folder = try TemporaryFolder()
    let words = ["--mnist", "--count", "6", "--batch", "2", "--device", "sim:", "--cpu", "scalar"]
    let traced = try Program(
      words + ["--trace", "t.json", "--json", "r.json", "--logits", "a.npy"], home: folder)
    #expect(traced.status == 0, "\(traced.errors)")
    #expect(traced.output.hasSuffix("\nwrote    a.npy\nwrote    r.json\nwrote    t.json\n"))
    let plain = try Program(words + ["--logits", "b.npy"], home: folder)
    #expect(plain.status == 0)
    #expect(folder.bytes(of: "a.npy") == folder.bytes(of: "b.npy"))
    let trace = try JSONDecoder().decode(
      ChromeTrace.self, from: Data(#require(folder.bytes(of: "t.json"))))
    let report = try JSONDecoder().decode(
      Report.self, from: Data(#require(folder.bytes(of: "r.json"))))
    let board = try #require(report.board)
    let transfers = trace.traceEvents.filter { $0.cat == "transfer" }
    // Four layers' weights come first.
    #expect(board.transfers == 3 && transfers.count == 4 + 3)
    let bytes = transfers.suffix(3).reduce(0) { $0 + ($1.args?.bytes ?? 0) }
    #expect(bytes == Int(board.bytesToDevice + board.bytesFromDevice))
    let onBoard = trace.traceEvents.filter { $0.cat == "board" }.suffix(3)
    let seconds = onBoard.reduce(0) { $0 + ($1.dur ?? 0) } / 1e6
    #expect(abs(seconds - board.seconds) < 1e-8)
    #expect(trace.otherData.boardClock == "modelled" && trace.otherData.droppedEvents == 0)
  }

  @Test("A run without a board, and a name that is taken, are told")
  func refusals() throws {
    let folder = try TemporaryFolder()
    for words in [
      ["--device", "cpu", "--trace", "t"], ["--trace", "-"], ["--trace", "t", "--json", "t"],
    ] {
      let run = try Program(["--mnist", "--count", "2"] + words, home: folder)
      #expect(run.status == 64, "\(words)")
    }
    #expect(folder.names.isEmpty)
  }
}
