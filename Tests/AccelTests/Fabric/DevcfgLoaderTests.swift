// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

private let folder = "/sys/devices/soc0/amba/f8007000.devcfg"

/// `/dev/xdevcfg` of old images.
struct DevcfgLoaderTests {
  private func board() throws -> FakeBoard {
    let board = try FakeBoard()
    try board.write(folder + "/is_partial_bitstream", "1\n")
    try board.write(folder + "/prog_done", "0\n")
    return board
  }

  private func failure(
    _ board: FakeBoard, _ file: TestBitstream = TestBitstream(),
    as extent: Bitstream.Extent = .full,
    timeout: BoardTime = .milliseconds(50)
  ) throws -> AccelError? {
    let loader = try FPGALoader.preferred(root: board.root)
    let bitstream = try Bitstream(file.bytes, named: "a.bit")
    #expect(loader.kind == .devcfg)
    do throws(AccelError) {
      try loader.load(bitstream, named: "a.bit", as: extent, timeout: timeout)
      return nil
    } catch {
      return error
    }
  }

  @Test("Everything is written, in whole, after the flag and before prog_done is believed")
  func loads() throws {
    let board = try board()
    // Several chunks, and more than a pipe holds.
    var file = TestBitstream()
    file.frameWords = 150_000
    var swapped = file
    swapped.part = nil
    swapped.isSwapped = true
    let expected = swapped.bytes
    let kernel = try board.serve("/dev/xdevcfg") { [board] bytes in
      let isFull = board.text(folder + "/is_partial_bitstream")?.hasPrefix("0") == true
      try? board.write(folder + "/prog_done", bytes == expected && isFull ? "1\n" : "0\n")
    }
    #expect(try failure(board, file, timeout: .seconds(20)) == nil)
    kernel.wait()
    #expect(FPGALoader.all(root: board.root).map(\.state) == ["operating"])
  }

  @Test("Looking for loaders opens nothing: an open would clear the fabric")
  func probing() throws {
    let board = try board()
    let opened = Flag()
    let kernel = try board.serve("/dev/xdevcfg") { bytes in opened.raise(if: !bytes.isEmpty) }
    let loader = try FPGALoader.preferred(root: board.root)
    #expect(loader.kind == .devcfg && loader.state == "unknown" && loader.isAllowed)
    // A writer that came and went would have ended the thread.
    #expect(kernel.wait(timeout: .now() + 0.2) == .timedOut)
    #expect(!opened.isRaised)
    let end = open(board.path("/dev/xdevcfg"), O_WRONLY | O_NONBLOCK)
    #expect(write(end, "x", 1) == 1)
    close(end)
    kernel.wait()
    #expect(opened.isRaised)
  }

  @Test("A partial bitstream sets the flag, and needs it")
  func partial() throws {
    let board = try board()
    try board.write("/dev/xdevcfg", "")
    try board.write(folder + "/is_partial_bitstream", "0\n")
    try board.write(folder + "/prog_done", "1\n")
    #expect(try failure(board, as: .partial) == nil)
    #expect(board.text(folder + "/is_partial_bitstream")?.hasPrefix("1") == true)
    try FileManager.default.removeItem(atPath: board.path(folder + "/is_partial_bitstream"))
    #expect(try #require(try failure(board, as: .partial)).problem.contains("no partial"))
    #expect(try failure(board) == nil)
  }

  @Test("A fabric that does not become ready, and one that nobody vouches for, are failures")
  func notDone() throws {
    let board = try board()
    try board.write("/dev/xdevcfg", "")
    let error = try #require(try failure(board))
    #expect(error.code == .timedOut && error.problem.contains("prog_done stays 0"))
    try FileManager.default.removeItem(atPath: board.path(folder + "/prog_done"))
    let unknown = try #require(try failure(board))
    #expect(unknown.code == .loadFailed && unknown.problem.contains("prog_done cannot be read"))
  }

  @Test("A driver that refuses, takes nothing, or is not there is left within the time allowed")
  func refused() throws {
    let board = try board()
    try board.link("/dev/xdevcfg", to: "/dev/full")
    let refused = try #require(try failure(board))
    #expect(refused.code == .loadFailed && refused.problem.contains("refuses the bitstream"))
    let deaf = try self.board()
    try deaf.makeFolder("/dev")
    #expect(mkfifo(deaf.path("/dev/xdevcfg"), 0o600) == 0)
    let unread = open(deaf.path("/dev/xdevcfg"), O_RDONLY | O_NONBLOCK)
    defer { close(unread) }
    var file = TestBitstream()
    file.frameWords = 150_000
    #expect(try #require(try failure(deaf, file)).code == .timedOut)
  }
}

/// Raised by one thread, looked at by another.
private final class Flag: @unchecked Sendable {
  private let lock = NSLock()
  private var value = false

  var isRaised: Bool { lock.withLock { value } }

  func raise(if condition: Bool) {
    lock.withLock { value = value || condition }
  }
}
