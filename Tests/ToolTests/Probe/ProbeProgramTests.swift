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

  @Test("A device is opened when that is asked for, and one that is not there is told")
  func device() throws {
    let root = try FakeBoards.pc().root
    let overlay = try run(["--root", root, "--device", "sim:"])
    #expect(overlay.status == 0)
    #expect(
      overlay.output.contains(
        "design      PYNQ-Z1 (simulated), LeNet-5 overlay holds no generated design"))
    let gone = try run(["--root", root, "--device", "rtl:gone.so"])
    #expect(gone.status == 1 && gone.complaint.contains("gone.so"))
  }

  @Test("The control registers are read when that is asked for, and of a Zynq-7000 alone")
  func control() throws {
    let board = try FakeBoards.pynq2()
    let refused = try run(["--root", board.root, "--dev-mem"])
    #expect(refused.status == 1 && refused.complaint.contains("the device tree has no PS_CLK"))
    try board.write(
      "/proc/device-tree/amba/slcr@f8000000/clkc@100/ps-clk-frequency", [0x02, 0xfa, 0xf0, 0x80])
    try board.write("/dev/mem", "")
    let handle = try #require(FileHandle(forWritingAtPath: board.path("/dev/mem")))
    for (register, value) in [
      (0x108, 20 << 12), (0x170, 1 << 20 | 10 << 8), (0x178, 1), (0x240, 2), (0x530, 0x0372_7093),
      (0x900, 0xf), (0xffc, 0),
    ] as [(UInt64, UInt32)] {
      try handle.seek(toOffset: 0xf800_0000 + register)
      try handle.write(contentsOf: withUnsafeBytes(of: value.littleEndian) { Data($0) })
    }
    try handle.close()
    let run = try run(["--root", board.root, "--dev-mem"])
    #expect(run.status == 0, "\(run.errors)")
    for line in [
      "control     FCLK0 100 MHz of the IO PLL, stopped", "level shifters are on",
      "FCLK_RESET1_N is held", "the chip is an xc7z020",
    ] {
      #expect(run.output.contains(line + "\n"), "\(line)\n\(run.output)")
    }
    #expect(try self.run(["--root", FakeBoards.pc().root, "--dev-mem"]).status == 1)
  }

  @Test("This machine itself can be looked at, whatever it is")
  func here() throws {
    let run = try run([])
    #expect(run.status == 0 && run.output.hasPrefix("kernel      "))
    #expect(try self.run(["--json", "nowhere/x"]).status == 1)
    #expect(try self.run(["--frobnicate"]).status == 64)
  }
}
