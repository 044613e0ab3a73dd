// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The built program, as a user runs it.
struct TraceProgramTests {
  private func run(_ words: String..., home: TemporaryFolder? = nil) throws -> Program {
    try Program(["trace"] + words, name: "accel", home: home)
  }

  /// Behind the two columns of times, and without the board's.
  private func events(_ output: String) -> [String] {
    output.split(separator: "\n").dropFirst(2).map {
      String($0.dropFirst(24)).replacing(/, [0-9.]+ us modelled$/, with: "")
    }
  }

  @Test("Text is the sequence of a session: reset, routes, weights, images, streams off")
  func text() throws {
    let run = try run()
    #expect(run.status == 0 && run.errors.isEmpty)
    let lines = events(run.output)
    #expect(
      run.output.hasPrefix("PYNQ-Z1 (simulated), LeNet-5 overlay: \(lines.count) events\n"))
    #expect(
      lines.filter { $0.hasPrefix("send") || $0.hasPrefix("end") } == [
        "send    dma0 MM2S, 2032 bytes from 0x10000000", "end     dma0, 2032 bytes received",
        "send    dma0 MM2S, 100032 bytes from 0x10004000", "end     dma0, 100032 bytes received",
        "send    dma0 MM2S, 1600032 bytes from 0x10038000",
        "end     dma0, 1600032 bytes received",
        "send    dma0 MM2S, 20032 bytes from 0x10038000", "end     dma0, 20032 bytes received",
        "send    dma0 MM2S, 3168 bytes from 0x10038000", "end     dma0, 72 bytes received",
      ])
    let registers = lines.filter { $0.hasPrefix("write") }
    #expect(
      registers.prefix(5) == [
        "write   dma0 MM2S_DMACR = 0x00000004", "write   dma0 S2MM_DMACR = 0x00005001",
        "write   dma0 MM2S_DMACR = 0x00005001", "write   switch0 MI0_MUX = 0x80000000",
        "write   switch0 MI1_MUX = 0x80000000",
      ])
    #expect(registers.last == "write   switch0 CONTROL = 0x00000002")
    #expect(try events(self.run().output) == lines, "the same every time")
  }

  @Test("JSON holds the same events; with --text both are written")
  func json() throws {
    let folder = try TemporaryFolder()
    let run = try run("-o", "t.json", "--text", "--images", "2", home: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(folder.names == ["t.json"])
    let bytes = try #require(folder.bytes(of: "t.json"))
    let trace = try JSONDecoder().decode(ChromeTrace.self, from: Data(bytes))
    let lines = events(run.output)
    #expect(trace.otherData.events == lines.count && trace.otherData.droppedEvents == 0)
    func count(_ category: String) -> Int { trace.traceEvents.count { $0.cat == category } }
    func lineCount(_ prefixes: String...) -> Int {
      lines.count { line in prefixes.contains { line.hasPrefix($0) } }
    }
    #expect(count("register") == lineCount("read", "write"))
    #expect(count("sync") == lineCount("sync") && count("buffer") == lineCount("alloc", "free"))
    #expect(count("wait") == lineCount("wait") && count("interrupt") == lineCount("wait"))
    #expect(count("transfer") == 5 && count("board") == 5)
    let texts = trace.traceEvents.filter { $0.cat == "register" }.map { $0.args?.text }
    #expect(texts == lines.filter { $0.hasPrefix("read") || $0.hasPrefix("write") })
    let quiet = try self.run("-o", "-")
    #expect(quiet.output.hasPrefix("{") && quiet.output.hasSuffix("}\n"))
  }

  @Test("A small trace says how many events it dropped")
  func dropped() throws {
    let run = try run("--events", "10")
    let all = try #require(try self.run().output.firstMatch(of: /: ([0-9]+) events/))
    let count = try #require(Int(all.output.1))
    #expect(run.output.contains(": 10 events; \(count - 10) older ones were dropped\n"))
    #expect(events(run.output).count == 10)
  }

  @Test("What led to a failure is written too")
  func failure() throws {
    let run = try run("--device", "sim:fault=unprogrammed@2x9")
    #expect(run.status == 1 && !run.complaint.contains("\n"), "\(run.errors)")
    #expect(run.output.contains("0xffffffff"))
    let folder = try TemporaryFolder()
    let gone = try self.run("--device", "rtl:gone.so", "-o", "t.json", home: folder)
    #expect(gone.status == 1 && gone.output.isEmpty && folder.names.isEmpty)
  }

  @Test(
    "Wrong usage is told",
    arguments: [
      ["--images", "0"], ["--images", "10001"], ["--events", "0"], ["--text", "-o", "-"], ["more"],
    ])
  func usage(_ words: [String]) throws {
    let run = try Program(["trace"] + words, name: "accel")
    #expect(run.status == 64 && run.output.isEmpty)
  }
}
