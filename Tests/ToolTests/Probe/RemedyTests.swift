// SPDX-License-Identifier: BSD-3-Clause
import TestSupport
import Testing

@testable import Tool

struct RemedyTests {
  private func commands(
    _ board: FakeBoard, _ change: (inout ProbeReport) -> Void
  ) -> [String] {
    var report = ProbeReport(SystemRoot(board.root))
    change(&report)
    return Remedy.all(for: report).map(\.command)
  }

  @Test("A device of ours that one may not use takes the group, and the rule where that is missing")
  func group() throws {
    let board = try FakeBoards.module()
    let with = commands(board) { report in
      for index in report.accel.indices { report.accel[index].allowed = false }
    }
    #expect(with.contains("sudo usermod -aG accel $USER"))
    let without = commands(board) { report in
      for index in report.accel.indices { report.accel[index].allowed = false }
      report.hasGroup = false
    }
    let all = without.joined()
    #expect(all.contains("groupadd --system accel") && all.contains("60-accel.rules"))
  }

  @Test("Without rights to program, UIO and buffers each has its command")
  func rights() throws {
    let commands = commands(try FakeBoards.pynq2()) { report in
      report.loaders[0].allowed = false
      report.uio[0].allowed = false
      report.xlnk?.allowed = false
    }
    for part in ["sudo accel load", "modprobe accel", "61-accel-uio.rules", "modprobe u-dma-buf"] {
      #expect(commands.contains { $0.contains(part) }, "\(part)")
    }
    #expect(commands.count == 4)
  }

  @Test("A mainline FPGA manager without our module is led to it")
  func mainline() throws {
    let board = try FakeBoards.module()
    let remedies = Remedy.all(for: ProbeReport(SystemRoot(board.root)))
    #expect(remedies.first?.what.contains("mainline") == true)
    let none = commands(board) { $0.managerState = nil }
    #expect(none == ["sudo modprobe accel"])
  }
}
