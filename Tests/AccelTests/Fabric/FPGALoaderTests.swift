// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

private let manager = "/sys/class/fpga_manager/fpga0"

struct FPGALoaderTests {
  private func bitstream() throws -> Bitstream {
    try Bitstream(TestBitstream().bytes, named: "a.bit")
  }

  private var image: [UInt8] {
    var file = TestBitstream.withoutHeader()
    file.isSwapped = true
    return file.bytes
  }

  private func managed(state: String = "unknown") throws -> FakeBoard {
    let board = try FakeBoard()
    try board.write(manager + "/name", "Xilinx Zynq FPGA Manager\n")
    try board.write(manager + "/state", state + "\n")
    try board.write(manager + "/flags", "0\n")
    try board.makeFolder("/lib/firmware")
    return board
  }

  private func failure(
    _ board: FakeBoard, as extent: Bitstream.Extent = .full,
    timeout: BoardTime = .milliseconds(50)
  ) throws -> AccelError? {
    let (loader, bitstream) = (try FPGALoader.preferred(root: board.root), try bitstream())
    do throws(AccelError) {
      try loader.load(bitstream, named: "a.bit", as: extent, timeout: timeout)
      return nil
    } catch {
      return error
    }
  }

  @Test("The FPGA manager is given the swapped words in a file that does not stay")
  func loads() throws {
    let board = try managed()
    let image = image
    let kernel = try board.serve(manager + "/firmware") { [board] name in
      let file = "/lib/firmware/" + String(decoding: name, as: UTF8.self)
      let isRight = FileManager.default.contents(atPath: board.path(file)) == Data(image)
      try? board.write(manager + "/state", isRight ? "write\n" : "write init error\n")
      usleep(20_000)
      if isRight { try? board.write(manager + "/state", "operating\n") }
    }
    let loader = try FPGALoader.preferred(root: board.root)
    #expect(loader.kind == .manager && loader.name == "Xilinx Zynq FPGA Manager")
    #expect(loader.state == "unknown" && loader.path == manager + "/firmware")
    try loader.load(bitstream(), named: "a.bit", as: .full)
    kernel.wait()
    #expect(board.names(in: "/lib/firmware").isEmpty)
    #expect(board.text(manager + "/flags")?.hasPrefix("0") == true)
    #expect(try FPGALoader.preferred(root: board.root).state == "operating")
  }

  @Test("A partial bitstream is announced as one, or refused where that cannot be said")
  func partial() throws {
    let board = try managed()
    let kernel = try board.serve(manager + "/firmware") { [board] _ in
      try? board.write(manager + "/state", "operating\n")
    }
    #expect(try failure(board, as: .partial, timeout: .seconds(5)) == nil)
    kernel.wait()
    #expect(board.text(manager + "/flags")?.hasPrefix("1") == true)
    let other = try managed()
    try FileManager.default.removeItem(atPath: other.path(manager + "/flags"))
    try other.write(manager + "/firmware", "")
    let error = try #require(try failure(other, as: .partial))
    #expect(error.code == .loadFailed && error.problem.contains("no partial bitstreams"))
    #expect(other.text(manager + "/firmware") == "")
  }

  @Test("What the FPGA manager says about a failure is passed on, and the file is removed")
  func refused() throws {
    let board = try managed()
    try board.write(manager + "/status", "")
    let kernel = try board.serve(manager + "/firmware") { [board] _ in
      try? board.write(
        manager + "/status", "reconfig CRC error\nreconfig incompatible image\n")
      try? board.write(manager + "/state", "write complete error\n")
    }
    let error = try #require(try failure(board, timeout: .seconds(5)))
    kernel.wait()
    #expect(error.code == .loadFailed && error.attempt == "load a.bit")
    #expect(
      error.problem == "the FPGA manager says \"write complete error\", "
        + "\"reconfig CRC error,reconfig incompatible image\"")
    #expect(board.names(in: "/lib/firmware").isEmpty)
  }

  @Test("A manager that gets stuck, or answers nobody, is left within the time allowed")
  func stuck() throws {
    let board = try managed(state: "write")
    try board.write(manager + "/firmware", "")
    let error = try #require(try failure(board))
    #expect(error.code == .timedOut && error.problem.contains("\"write\" and goes no further"))
    #expect(board.names(in: "/lib/firmware").isEmpty)
    let silent = try managed()
    #expect(mkfifo(silent.path(manager + "/firmware"), 0o600) == 0)
    #expect(try #require(try failure(silent)).code == .loadFailed)
    #expect(silent.names(in: "/lib/firmware").isEmpty)
  }

  @Test("A kernel that refuses the write, and a full or missing /lib/firmware, are failures")
  func files() throws {
    let board = try managed(state: "firmware request error")
    try board.link(manager + "/firmware", to: "/dev/full")
    let refused = try #require(try failure(board))
    #expect(refused.problem == "the FPGA manager says \"firmware request error\"")
    try FileManager.default.removeItem(atPath: board.path("/lib/firmware"))
    let missing = try #require(try failure(board))
    #expect(missing.problem.hasPrefix("/lib/firmware cannot be written: No such file"))
    try FileManager.default.removeItem(atPath: board.path(manager + "/flags"))
    try board.link(manager + "/flags", to: "/dev/full")
    let flags = try #require(try failure(board))
    #expect(flags.problem.hasPrefix(manager + "/flags cannot be written: No space"))
  }

  @Test("A file of somebody else's name is not touched")
  func names() throws {
    let board = try managed(state: "operating")
    try board.write(manager + "/firmware", "")
    let taken = "/lib/firmware/accel-\(getpid())-0.bin"
    try board.write(taken, "mine")
    #expect(try failure(board) == nil)
    #expect(board.text(taken) == "mine")
    #expect(board.text(manager + "/firmware") == "accel-\(getpid())-1.bin")
  }

  /// The identifier of a process that is no more.
  private func endedProcess() throws -> pid_t {
    var process: pid_t = 0
    let arguments = [strdup("/bin/true"), nil]
    defer { free(arguments[0]) }
    try #require(posix_spawn(&process, "/bin/true", nil, nil, arguments, nil) == 0)
    try #require(waitpid(process, nil, 0) == process)
    return process
  }

  @Test("Files that killed loads left behind are removed, and no others")
  func stale() throws {
    let board = try managed(state: "operating")
    try board.write(manager + "/firmware", "")
    let dead = "accel-\(try endedProcess())-"
    for name in [dead + "0.bin", dead + "12.bin"] { try board.write("/lib/firmware/" + name, "") }
    let others = [
      dead + "0.bin.old", dead + "00.bin", dead + "0", "accel--1-0.bin", "accel-1-0.bin",
      "my-accel-1-0.bin",
    ]
    for name in others { try board.write("/lib/firmware/" + name, "") }
    #expect(try failure(board) == nil)
    #expect(board.names(in: "/lib/firmware") == others.sorted())
  }

  @Test("A system without any way says so, and names what would help")
  func nothing() throws {
    let board = try FakeBoard()
    #expect(FPGALoader.all(root: board.root).isEmpty)
    #expect(FPGALoader.boardPart(root: board.root) == nil)
    // A mainline manager has no such attribute.
    try board.write(manager + "/state", "operating")
    do throws(AccelError) {
      _ = try FPGALoader.preferred(root: board.root)
      Issue.record("a loader was found")
    } catch {
      #expect(error.code == .unavailable && error.remedy.contains("modprobe accel"))
    }
  }

  @Test("The board's device is what Linux read from the chip, if that is a Zynq-7000")
  func boardPart() throws {
    let board = try FakeBoard()
    let soc = "/sys/bus/soc/devices/soc0"
    try board.write(soc + "/soc_id", "0x7\n")
    #expect(FPGALoader.boardPart(root: board.root) == nil)
    try board.write(soc + "/family", "Xilinx Zynq\n")
    #expect(FPGALoader.boardPart(root: board.root) == FPGAPart("xc7z020"))
    for (text, part) in [("0x2", "xc7z010"), ("0x1f", nil), ("seven", nil), ("", nil)] {
      try board.write(soc + "/soc_id", text)
      #expect(FPGALoader.boardPart(root: board.root) == part.flatMap { FPGAPart($0) })
    }
  }
}
