// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

/// The built program, as a user runs it.
struct LoadProgramTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func file(_ bitstream: TestBitstream, tail: [UInt8] = []) throws -> String {
    try folder.write("lenet.bit", bitstream.bytes + tail)
  }

  private func run(_ board: FakeBoard, _ words: [String]) throws -> Program {
    try Program(["load"] + words + ["--root", board.root], name: "accel")
  }

  /// A PYNQ image whose manager is driven by a thread.
  private func served(
    _ make: () throws -> FakeBoard, ends state: String
  ) throws -> (board: FakeBoard, kernel: DispatchGroup) {
    let board = try make()
    let manager = FakeBoards.manager
    try FileManager.default.removeItem(atPath: board.path(manager + "/firmware"))
    try board.write(manager + "/state", "unknown\n")
    var swapped = TestBitstream.withoutHeader()
    swapped.isSwapped = true
    let expected = Data(swapped.bytes)
    let kernel = try board.serve(manager + "/firmware") { [board] name in
      let file = board.path("/lib/firmware/" + String(decoding: name, as: UTF8.self))
      let isRight = FileManager.default.contents(atPath: file) == expected
      try? board.write(manager + "/state", isRight ? state + "\n" : "write init error\n")
    }
    return (board, kernel)
  }

  @Test("A bitstream for the board is described and loaded")
  func loads() throws {
    let (board, kernel) = try served(FakeBoards.pynq2, ends: "operating")
    let run = try run(board, [file(TestBitstream(), tail: [1, 2]), "--clock", "142.857142"])
    kernel.wait()
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    let size = TestBitstream().configuration.count
    #expect(
      lines.first == "lenet.bit: lenet_wrapper, 2018/05/15 12:34:56, for xc7z020clg400, full, "
        + "\(size) bytes")
    #expect(lines[1] == "  2 bytes behind its end are not loaded")
    #expect(lines[2] == "FCLK0 is 142.857 MHz")
    #expect(
      lines.last?.hasPrefix("loaded through /sys/class/fpga_manager/fpga0/firmware in") == true)
    #expect(run.errors.isEmpty && board.names(in: "/lib/firmware").isEmpty)
  }

  @Test("A failure of the manager is one sentence and exit code 1")
  func fails() throws {
    let (board, kernel) = try served(FakeBoards.pynq3, ends: "write error")
    let run = try run(board, [file(TestBitstream())])
    kernel.wait()
    #expect(run.status == 1)
    #expect(run.complaint.hasPrefix("accel: cannot load "))
    #expect(run.complaint.contains("the FPGA manager says \"write error\""))
    #expect(!run.complaint.contains("\n"))
  }

  @Test("Old images are loaded through xdevcfg")
  func devcfg() throws {
    let board = try FakeBoards.pynq20()
    let run = try run(board, [file(TestBitstream())])
    #expect(run.status == 0 && run.output.contains("loaded through /dev/xdevcfg"))
    #expect(board.text("/sys/devices/soc0/amba/f8007000.devcfg/is_partial_bitstream") == "0\n")
  }

  @Test("A bitstream for another part is loaded only if any part will do")
  func parts() throws {
    let other = try file(TestBitstream(part: "7z010clg400", idcode: 0x0372_2093))
    for words in [[], ["--part", "xc7z010clg400"]] {
      let board = try FakeBoards.pynq2()
      let run = try run(board, [other] + words)
      #expect(run.status == 1 && run.complaint.contains("for xc7z010clg400, and the board has"))
      #expect(board.text(FakeBoards.manager + "/firmware") == "")
    }
    let board = try FakeBoards.pynq2()
    #expect(try run(board, [other, "--any-part"]).status == 0)
    #expect(board.text(FakeBoards.manager + "/firmware")?.hasPrefix("accel-") == true)
    let package = try file(TestBitstream(part: "7z020clg484", idcode: 0x0372_7093))
    #expect(try run(board, [package]).complaint.contains("clg484"))
  }

  @Test("Where the board's part is not known it must be said")
  func unknownPart() throws {
    let board = try FakeBoards.pynq2()
    try FileManager.default.removeItem(atPath: board.path("/sys/bus/soc"))
    try FileManager.default.removeItem(atPath: board.path("/etc/environment"))
    let file = try file(TestBitstream())
    let run = try run(board, [file])
    #expect(run.status == 1 && run.complaint.contains("say --part NAME, or --any-part"))
    #expect(try self.run(board, [file, "--part", "xc7z020"]).status == 0)
    #expect(try self.run(board, [file, "--part", "xc7z010"]).status == 1)
  }

  @Test("Whether it is partial must be known, and not be said wrongly")
  func extent() throws {
    var compressed = TestBitstream.withoutHeader()
    compressed.isCompressed = true
    let file = try file(compressed)
    let board = try FakeBoards.pynq2()
    #expect(try run(board, [file]).complaint.contains("say --full or --partial"))
    #expect(try run(board, [file, "--partial"]).status == 0)
    #expect(board.text(FakeBoards.manager + "/flags") == "1\n")
    #expect(try run(board, [file, "--full"]).status == 0)
    #expect(board.text(FakeBoards.manager + "/flags") == "0\n")
    let full = try self.file(TestBitstream())
    #expect(try run(board, [full, "--partial"]).complaint.contains("it is full"))
  }

  @Test("A handoff beside the bitstream tells its addresses, and the clock that is set")
  func handoff() throws {
    let board = try FakeBoards.pynq2()
    let file = try file(TestBitstream())
    var handoff = TestHandoff()
    handoff.clock = "142.857132"
    try folder.write("lenet.hwh", handoff.text)
    let run = try run(board, [file])
    #expect(run.status == 0, "\(run.errors)")
    for line in [
      "lenet.hwh: AXI DMA at 0x40400000, 23 bits of length, 4 bytes a beat to the fabric and 8 back",
      "lenet.hwh: AXI DMA at 0x40410000, 14 bits of length, 4 bytes a beat to the fabric and 0 back, "
        + "by descriptors: not for board:uio",
      "lenet.hwh: stream switch at 0x43c00000", "lenet.hwh: built for FCLK0 at 142.857 MHz",
      "FCLK0 is 142.871 MHz",
    ] {
      #expect(run.output.contains(line + "\n"), "\(line)\n\(run.output)")
    }
    // Room for rounding alone: the seventh of 1 GHz, and no more.
    #expect(board.text("/sys/bus/platform/devices/fclk0/set_rate") == "142871417\n")
    #expect(try self.run(board, [file, "--clock", "123.456789"]).status == 0)
    #expect(board.text("/sys/bus/platform/devices/fclk0/set_rate") == "123456789\n")
  }

  @Test("A handoff of another part, or one that cannot be read, stops the load")
  func badHandoff() throws {
    let board = try FakeBoards.pynq2()
    let file = try file(TestBitstream(part: "7z020clg400", idcode: nil))
    let text = TestHandoff().text
    try folder.write("lenet.hwh", text.replacingOccurrences(of: "clg400", with: "clg484"))
    #expect(try run(board, [file]).complaint.contains("lenet.hwh for xc7z020clg484"))
    try folder.write("lenet.hwh", String(text.dropLast(12)))
    let run = try run(board, [file])
    #expect(run.status == 1 && run.complaint.contains("lenet.hwh: it ends within"))
    #expect(board.text(FakeBoards.manager + "/firmware") == "")
  }

  @Test("Where the kernel offers no clocks, a handoff's is told and --clock fails")
  func noClocks() throws {
    let board = try FakeBoards.pynq20()
    let file = try file(TestBitstream())
    try folder.write("lenet.hwh", TestHandoff().text)
    let run = try run(board, [file])
    #expect(run.status == 0 && run.output.contains("FCLK0 stays as it is"))
    let clock = try self.run(board, [file, "--clock", "100"])
    #expect(clock.status == 1 && clock.complaint.contains("the kernel offers no way"))
  }

  @Test("A device-tree overlay is applied after the load, and removed before the next")
  func overlay() throws {
    let board = try FakeBoards.pynq2()
    let overlays = "/sys/kernel/config/device-tree/overlays"
    let blob: [UInt8] = [0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 40] + [UInt8](repeating: 7, count: 32)
    let words = [
      try file(TestBitstream()), "--overlay", try folder.write("lenet.dtbo", blob),
    ]
    let refused = try run(board, words)
    #expect(refused.status == 1 && refused.complaint.contains("use a kernel of linux-xlnx"))
    #expect(board.text(FakeBoards.manager + "/firmware") == "", "nothing is loaded without it")
    try board.makeFolder(overlays)
    let kernel = board.serve(
      folder: overlays + "/accel", files: [("status", "applied\n"), ("dtbo", "")])
    let run = try run(board, words)
    kernel.wait()
    #expect(run.status == 0 && run.output.hasSuffix("its device-tree overlay is applied\n"))
    let written = FileManager.default.contents(atPath: board.path(overlays + "/accel/dtbo"))
    #expect(written == Data(blob))
    for name in board.names(in: overlays + "/accel") {
      try FileManager.default.removeItem(atPath: board.path(overlays + "/accel/" + name))
    }
    let next = try self.run(board, [words[0]])
    #expect(next.status == 0 && next.output.contains("overlay of an earlier load is removed\n"))
    #expect(board.names(in: overlays).isEmpty)
  }

  @Test("A dry run looks and loads nothing")
  func dryRun() throws {
    let board = try FakeBoards.pynq2()
    let run = try run(board, [file(TestBitstream()), "--dry-run", "--clock", "50"])
    #expect(run.status == 0 && run.output.hasSuffix("nothing was loaded\n"))
    #expect(board.text(FakeBoards.manager + "/firmware") == "")
    #expect(board.text("/sys/bus/platform/devices/fclk0/set_rate") == "100000000\n")
    // Away from the board it tells what the file is, and a part that was said still counts.
    let pc = try FakeBoards.pc()
    let file = try file(TestBitstream())
    #expect(try self.run(pc, [file, "--dry-run"]).output.contains("for xc7z020clg400, full"))
    #expect(try self.run(pc, [file, "--dry-run", "--part", "xc7z010"]).status == 1)
  }

  @Test("Files that are no bitstreams and machines that are no boards end in one sentence")
  func failures() throws {
    let board = try FakeBoards.pynq2()
    for (words, says) in [
      (["gone.bit"], "no such file"),
      ([try folder.write("a.bit", "no bitstream")], "neither a header nor a sync word"),
      ([try folder.write("b.bit", TestBitstream().bytes.dropLast() + [])], "too early"),
      ([try file(TestBitstream()), "--loader", "xdevcfg"], "this system has no xdevcfg"),
    ] {
      let run = try run(board, words)
      #expect(run.status == 1 && run.complaint.contains(says), "\(words): \(run.errors)")
      #expect(!run.complaint.contains("\n"))
    }
    let pc = try run(FakeBoards.pc(), [file(TestBitstream()), "--any-part"])
    #expect(pc.status == 1 && pc.complaint.contains("there is no FPGA manager"))
  }

  @Test(
    "Wrong usage ends in exit code 64",
    arguments: [
      "", "a --part x", "a --part xc7z020 --any-part", "a --partial --full", "a --loader jtag",
      "a --clock 0", "a --clock 251", "a --clock x", "a --dev-mem", "a b",
    ])
  func usage(_ line: String) throws {
    let run = try Program(["load"] + line.split(separator: " ").map(String.init), name: "accel")
    #expect(run.status == 64 && run.output.isEmpty, "\(run.errors)")
  }
}
