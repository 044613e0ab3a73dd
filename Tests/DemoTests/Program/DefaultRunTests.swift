// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import ProgramSupport
import TestSupport
import Testing

@testable import Demo

/// What somebody sees who has nothing but the program.
struct DefaultRunTests {
  private func report(_ text: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(text.utf8))
  }

  @Test("Offline and without files it classifies drawn digits, says so, and hints at MNIST")
  func offline() throws {
    let run = try Program("--mnist", "--json", "-")
    #expect(run.status == 0)
    let report = try report(run.output)
    let board = try #require(report.board)
    #expect(Double(board.right) > 0.9 * Double(report.images))
    #expect(report.differingWords == 0)
    #expect(report.dataSource.contains("drew itself"))
    #expect(run.errors.contains("not MNIST"))
    #expect(run.errors.contains("--data DIR"))
    #expect(run.errors.contains("simulated PYNQ-Z1"))
    for note in report.notes { #expect(run.errors.contains(note)) }
    #expect(Build.defaultCount == nil || report.notes.contains { $0.contains("--count") })
    #expect(board.clock == "modelled" && board.device.contains("simulated"))
  }

  @Test("Output that goes to a file is plain text: no colour, no pictures, no bars")
  func plain() throws {
    let run = try Program("--mnist", "--count", "20")
    #expect(run.status == 0 && run.errors.isEmpty)
    let allowed = run.output.unicodeScalars.allSatisfy { $0 == "\n" || (" "..."~").contains($0) }
    #expect(allowed)
    #expect(run.output.contains("board and CPU agree in every output word"))
  }

  @Test("Each device and instruction set writes the same logits, as many as asked for")
  func logits() throws {
    let folder = try TemporaryFolder()
    let ways =
      [["--device", "sim:"], ["--device", "sim:latency=20ms", "--batch", "7"]]
      + CPULevelNames.available.map { ["--device", "cpu", "--cpu", $0] }
    for (index, way) in ways.enumerated() {
      let path = folder.path + "/\(index).npy"
      let run = try Program(["--mnist", "--count", "25", "--logits", path] + way)
      #expect(run.status == 0, "\(way)")
    }
    let first = try #require(folder.bytes(of: "0.npy"))
    #expect(try NPYFile.read(first, named: "0.npy").shape == [25, 10])
    for index in ways.indices { #expect(folder.bytes(of: "\(index).npy") == first) }
    #expect(folder.names.count == ways.count, "nothing else is left behind")
  }

  @Test("A benchmark shows the board, every instruction set, and Table 1 of the paper")
  func benchmark() throws {
    let run = try Program("--benchmark", "--count", "20", "--json", "report.json")
    #expect(run.status == 0)
    for row in ["Cortex-A9", "fpgaConvNet, XC7Z020", "the paper, XC7Z020", "speed-up", "p99 ms"] {
      #expect(run.output.contains(row), "\(row)")
    }
    for level in CPULevelNames.available { #expect(run.output.contains("CPU \(level), 1 thread")) }
  }

  @Test("A fault in the latency run is told too")
  func latencyFaults() throws {
    let run = try Program("--benchmark", "--count", "20", "--device", "sim:fault=slverr@10")
    #expect(
      run.status == 0
        && run.output.contains("recovered, then repeated: classify 1 images: DMASlvErr"))
  }

  @Test("--json writes what the screen shows")
  func json() throws {
    let folder = try TemporaryFolder()
    let run = try Program(
      "--benchmark", "--mnist", "--count", "20", "--json", "report.json", home: folder)
    let report = try report(
      String(decoding: #require(folder.bytes(of: "report.json")), as: UTF8.self))
    #expect(report.published == PublishedResult.table1)
    #expect(report.latency?.count == 1 + 2 * CPULevelNames.available.count)
    let board = try #require(report.board)
    #expect(run.output.contains(Figures.text(board.imagesPerSecond)))
    #expect(run.output.contains(Figures.text(board.gigaOperationsPerSecond)))
    for cpu in report.cpu { #expect(run.output.contains(Figures.text(cpu.imagesPerSecond))) }
    #expect(folder.names == ["report.json"])
  }

  @Test("--help names every option and the exit codes, --version the version")
  func help() throws {
    let help = try Program("--help")
    #expect(help.status == 0)
    for option in [
      "--mnist", "--cifar10", "--benchmark", "--device", "--cpu", "--model", "--data", "--count",
      "--batch", "--threads", "--logits", "--json", "--report", "Exit codes",
    ] {
      #expect(help.output.contains(option), "\(option)")
    }
    #expect(try Program("--version").output.contains(Version.text.description))
  }
}
