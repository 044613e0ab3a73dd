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
    for part in ["sudo accel load", "modprobe accel", "61-accel-uio.rules", "61-accel-xlnk.rules"] {
      #expect(commands.contains { $0.contains(part) }, "\(part)")
    }
    #expect(commands.count == 4)
    #expect(
      commands[2] == #"sudo groupadd --system accel && echo 'SUBSYSTEM=="uio", "#
        + #"KERNEL=="uio[0-9]*", GROUP="accel", MODE="0660"' | sudo tee "#
        + "/etc/udev/rules.d/61-accel-uio.rules && sudo udevadm control --reload && "
        + "sudo udevadm trigger && sudo usermod -aG accel $USER")
  }

  @Test("Buffers that one may not use take a rule of their own, and none at all a module")
  func buffers() throws {
    let zocl = commands(try FakeBoards.pynq3()) { $0.zocl[0].allowed = false }
    #expect(zocl.contains { $0.contains(#"KERNEL=="renderD*""#) })
    let udmabuf = commands(try FakeBoards.module()) { report in
      report.accel = []
      report.udmabuf[0].allowed = false
    }
    #expect(udmabuf.contains { $0.contains(#"'SUBSYSTEM=="u-dma-buf|udmabuf", GROUP="#) })
    let none = commands(try FakeBoards.pynq3()) { $0.zocl = [] }
    #expect(none.contains("sudo modprobe u-dma-buf udmabuf0=16777216"))
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
