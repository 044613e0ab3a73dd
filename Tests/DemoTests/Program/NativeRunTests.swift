// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import ProgramSupport
import TestSupport
import Testing

@testable import Demo

/// Networks of the native profile through the program.
struct NativeRunTests {
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("net.accel", NetworkFile.bytes(of: .native(DefaultNetwork.native())))
    return folder
  }

  private func report(_ folder: TemporaryFolder) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(#require(folder.bytes(of: "report.json"))))
  }

  @Test("The default network is shown in both profiles")
  func both() throws {
    let folder = try TemporaryFolder()
    let run = try Program("--mnist", "--count", "40", "--json", "report.json", home: folder)
    #expect(run.status == 0 && run.output.contains("native fixed8"))
    let report = try report(folder)
    #expect(report.network.profile == "overlay" && report.differingWords == 0)
    #expect(report.cpu.map(\.profile) == ["overlay", "native"])
    #expect(report.cpu.allSatisfy { $0.right >= 38 })
  }

  @Test("A .accel file gives the same words on every instruction set, those of the library")
  func levels() throws {
    let folder = try folder()
    for level in CPULevelNames.available {
      let run = try Program(
        "--mnist", "--count", "24", "--model", "net.accel", "--cpu", level, "--logits",
        "\(level).npy", "--json", "report.json", home: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("CPU alone") && run.output.contains("from net.accel"))
      let report = try report(folder)
      #expect(report.network.profile == "native" && report.board == nil)
      #expect(report.cpu.count == 1 && report.differingWords == nil)
      #expect(folder.bytes(of: "\(level).npy") == folder.bytes(of: "scalar.npy"))
    }
    let array = try NPYFile.read(#require(folder.bytes(of: "scalar.npy")), named: "scalar.npy")
    guard case .int32(let words) = array.values else { return #expect(Bool(false)) }
    let digits = SyntheticDigits.draw(24, seed: 2018)
    let network = try DefaultNetwork.native()
    #expect(try CPUExecutor(network).run(network.words(for: digits.pixels)) == words)
  }

  @Test("One for the overlay runs on the board, and gives the words of the CPU")
  func overlay() throws {
    let folder = try TemporaryFolder()
    let network = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    try folder.write("net.accel", NetworkFile.bytes(of: .overlay(network)))
    let run = try Program(
      "--mnist", "--count", "24", "--model", "net.accel", "--json", "report.json", home: folder)
    #expect(run.status == 0, "\(run.errors)")
    let report = try report(folder)
    #expect(report.network.profile == "overlay" && report.differingWords == 0)
    #expect(report.board != nil && report.cpu.count == 1)
  }

  @Test("A benchmark of one shows every instruction set")
  func benchmark() throws {
    let run = try Program(
      "--benchmark", "--count", "20", "--model", "net.accel", home: folder())
    #expect(run.status == 0, "\(run.errors)")
    for level in CPULevelNames.available {
      #expect(run.output.contains("CPU \(level), 1 thread, native"))
    }
  }

  @Test("What cannot be run is refused in one sentence")
  func refusals() throws {
    let folder = try folder()
    let whole = try #require(folder.bytes(of: "net.accel"))
    try folder.write("short.accel", Array(whole.dropLast()))
    try folder.write("empty.accel", [])
    for (arguments, says) in [
      (["--model", "net.accel", "--device", "sim:"], "overlay"),
      (["--model", "net.accel", "--device", "rtl:gone.so"], "gone.so"),
      (["--model", "short.accel"], "short.accel"), (["--model", "empty.accel"], "empty.accel"),
      (["--model", "gone.accel"], "gone.accel"),
    ] {
      let run = try Program(["--mnist", "--count", "1"] + arguments, home: folder)
      #expect(run.status == 1 && run.complaint.contains(says), "\(run.errors)")
      #expect(!run.complaint.contains("\n") && run.complaint.hasPrefix("accel-demo: cannot "))
    }
  }
}
