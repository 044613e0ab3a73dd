// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

@testable import Tool

struct ProbeReportTests {
  private func report(_ board: FakeBoard) -> ProbeReport { ProbeReport(SystemRoot(board.root)) }

  @Test("A PYNQ 2.4 image: manager, xlnk, UIO, and nothing is missing for root but our module")
  func pynq2() throws {
    let report = report(try FakeBoards.pynq2())
    #expect(report.image.pynq == "2.4" && report.image.revision == "Release 2019_02_22 d11eb2b")
    #expect(report.image.kernel == "4.14.0-xilinx-v2018.3")
    #expect(report.board.family == "zynq-7000" && report.board.part == "xc7z020clg400")
    #expect(report.board.board == "Pynq-Z1")
    #expect(report.loaders.map(\.kind) == ["manager"])
    #expect(report.loaders.first?.state == "operating")
    #expect(report.clocks == ["fclk0": 100_000_000])
    #expect(report.xlnk?.detail?.hasPrefix("generation B or C") == true)
    #expect(
      report.uio == [
        ProbeReport.UserIO(
          path: "/dev/uio0", name: "fabric", allowed: true,
          maps: [ProbeReport.UserIO.Map(name: "s_axi", address: 0x4040_0000, size: 0x1_0000)])
      ])
    #expect(report.contiguous == ProbeReport.Contiguous(total: 128 << 20, free: 120_000 << 10))
    #expect(report.accel.isEmpty && report.zocl.isEmpty && report.missing.isEmpty)
  }

  @Test("A PYNQ 3.0 image has zocl's render node, and no xlnk")
  func pynq3() throws {
    let report = report(try FakeBoards.pynq3())
    #expect(report.image.pynq == "3.0" && report.image.system == "PynqLinux, based on Ubuntu 22.04")
    #expect(report.board.board == "Pynq-Z2" && report.board.part == "xc7z020clg400")
    #expect(report.zocl == [ProbeReport.Node(path: "/dev/dri/renderD128", allowed: true)])
    #expect(report.xlnk == nil && report.missing.isEmpty)
  }

  @Test("A PYNQ 2.0 image is programmed through xdevcfg, which is not opened")
  func pynq20() throws {
    let board = try FakeBoards.pynq20()
    // An open would wait for a writer.
    try FileManager.default.removeItem(atPath: board.path("/dev/xdevcfg"))
    #expect(mkfifo(board.path("/dev/xdevcfg"), 0o600) == 0)
    let report = report(board)
    #expect(report.loaders.map(\.kind) == ["xdevcfg"])
    #expect(report.loaders.first?.state == "operating")
    #expect(report.image.pynq == "unknown" && report.image.xlnkGeneration == "A")
    #expect(report.board.part == "xc7z020")
    #expect(report.missing.map(\.command).contains { $0.contains("uio_pdrv_genirq") })
  }

  @Test("Our module's devices are counted in order, and others of that name are not")
  func module() throws {
    let report = report(try FakeBoards.module())
    #expect(report.accel.map(\.path) == ["/dev/accel2", "/dev/accel10"])
    #expect(report.heaps.map(\.path) == ["/dev/dma_heap/reserved"])
    #expect(
      report.udmabuf
        == [ProbeReport.Node(path: "/dev/udmabuf0", allowed: true, detail: "8388608 bytes")])
    #expect(report.image.pynq == nil && report.hasGroup)
    // The files here are no devices of ours, so that nothing programs.
    #expect(report.loaders.isEmpty && report.managerState == "operating")
    #expect(report.missing.map(\.command) == ["sudo modprobe accel"])
  }

  @Test("A PC has nothing, and is told what runs on it")
  func pc() throws {
    let report = report(try FakeBoards.pc())
    #expect(report.board == BoardIdentity(SystemRoot("/nowhere")))
    #expect(report.loaders.isEmpty && report.accel.isEmpty && report.uio.isEmpty)
    #expect(report.contiguous == nil && report.image.pynq == nil)
    #expect(report.missing.map(\.command) == ["accel-demo --device sim:"])
  }

  @Test("What the image says of the part does not outweigh the chip")
  func parts() throws {
    let board = try FakeBoards.pynq2()
    try board.write("/sys/bus/soc/devices/soc0/soc_id", "0x2\n")
    #expect(report(board).board.part == "xc7z010")
    try FileManager.default.removeItem(atPath: board.path("/sys/bus/soc"))
    #expect(report(board).board.part == "xc7z020clg400")
    try board.write("/etc/environment", "BOARD=Ultra96\n")
    #expect(report(board).board.part == nil)
  }

  @Test("Pages of an old kernel are bytes, and too few are missing")
  func memory() throws {
    let board = try FakeBoards.pynq2()
    try board.write("/proc/meminfo", "MemTotal: 508532 kB\n")
    try board.write("/proc/vmstat", "nr_free_pages 5\nnr_free_cma 100\n")
    let report = report(board)
    #expect(report.contiguous == ProbeReport.Contiguous(total: nil, free: 409_600))
    #expect(report.missing.map(\.what) == ["only 400 KiB of contiguous memory are free"])
  }

  @Test("Odd files make no crash and no commands for terminals")
  func odd() throws {
    let board = try FakeBoards.pynq2()
    try board.write("/proc/sys/kernel/osrelease", "5\u{1b}[31m\n")
    try board.write("/proc/meminfo", "CmaTotal: many\nCmaFree:\n")
    try board.write("/sys/class/uio/uio0/maps/map0/addr", "0xzz\n")
    try board.write(
      "/sys/class/uio/uio0/maps/map0/size", String(repeating: "9", count: 200_000))
    try board.write("/proc/device-tree/model", [0, 0, 0xff, 0x0a, 0])
    let report = report(board)
    #expect(report.image.kernel == "5?[31m" && report.board.model == "??")
    #expect(report.uio.first?.maps.first?.address == 0 && report.uio.first?.maps.first?.size == 0)
    #expect(report.contiguous == nil)
  }
}
