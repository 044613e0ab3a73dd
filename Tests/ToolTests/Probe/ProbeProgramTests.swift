// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

@testable import Tool

/// The built program, as a user runs it.
struct ProbeProgramTests {
  private func run(_ words: [String]) throws -> Program {
    try Program(["probe"] + words, name: "accel")
  }

  @Test("A board is described in words, without a control character")
  func words() throws {
    let board = try FakeBoards.pynq2()
    let run = try run(["--root", board.root])
    #expect(run.status == 0 && run.errors.isEmpty)
    for text in [
      "kernel      4.14.0-xilinx-v2018.3", "PYNQ 2.4, Release 2019_02_22 d11eb2b",
      "Digilent PYNQ-Z1 Development Board, zynq-7000, xc7z020clg400",
      "manager: /sys/class/fpga_manager/fpga0/firmware (Xilinx Zynq FPGA Manager), operating",
      "fclk0 100 MHz", "/dev/uio0 fabric", "  0x40400000, 65536 bytes, s_axi",
      "xlnk: /dev/xlnk, generation B or C", "120000 KiB contiguous free of 131072 KiB",
      "nothing is missing",
    ] {
      #expect(run.output.contains(text), "\(text)\n\(run.output)")
    }
    #expect(run.output.utf8.allSatisfy { $0 == 0x0a || (0x20...0x7e).contains($0) })
  }

  @Test("What is missing comes with its command")
  func missing() throws {
    let run = try run(["--root", FakeBoards.pc().root])
    #expect(run.status == 0)
    #expect(run.output.contains("board       no Zynq board"))
    #expect(run.output.contains("missing: this machine is no Zynq board"))
    #expect(run.output.contains("    accel-demo --device sim:\n"))
  }

  @Test("JSON holds the same findings, on stdout or in a file")
  func json() throws {
    let board = try FakeBoards.pynq3()
    let expected = ProbeReport(SystemRoot(board.root))
    let run = try run(["--root", board.root, "--json", "-"])
    #expect(run.status == 0)
    let decoder = JSONDecoder()
    #expect(try decoder.decode(ProbeReport.self, from: Data(run.output.utf8)) == expected)
    let folder = try TemporaryFolder()
    let file = try self.run(["--root", board.root, "--json", folder.path + "/p.json"])
    #expect(file.status == 0 && file.output.isEmpty)
    let bytes = try #require(folder.bytes(of: "p.json"))
    #expect(try decoder.decode(ProbeReport.self, from: Data(bytes)) == expected)
  }

  @Test("This machine itself can be looked at, whatever it is")
  func here() throws {
    let run = try run([])
    #expect(run.status == 0 && run.output.hasPrefix("kernel      "))
    #expect(try self.run(["--json", "nowhere/x"]).status == 1)
    #expect(try self.run(["--frobnicate"]).status == 64)
  }
}
