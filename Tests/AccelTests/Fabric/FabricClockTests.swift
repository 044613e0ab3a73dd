// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

struct FabricClockTests {
  @Test(
    "The kernel's attribute is read and written, wherever it is",
    arguments: ["/sys/bus/platform/devices", "/sys/devices/soc0"])
  func kernel(_ folder: String) throws {
    let board = try FakeBoard()
    #expect(try FabricClock.frequency(of: 0, root: board.root) == nil)
    #expect(set(board, to: 1) == .unavailable)
    try board.write(folder + "/fclk1/set_rate", "100000000\n")
    #expect(try FabricClock.frequency(of: 0, root: board.root) == nil)
    #expect(try FabricClock.frequency(of: 1, root: board.root) == 100_000_000)
    #expect(try FabricClock.set(1, to: 142_857_142, root: board.root) == 142_857_142)
    #expect(board.text(folder + "/fclk1/set_rate") == "142857142\n")
  }

  @Test("A kernel that goes above what was asked for is not trusted, nor is nonsense")
  func above() throws {
    let board = try FakeBoard()
    let path = "/sys/bus/platform/devices/fclk3/set_rate"
    // Only the first digit of a file is overwritten.
    try board.write(path, "9999999999\n")
    #expect(set(board, to: 5) == .valueOutOfRange)
    #expect(board.text(path) == "9999999999\n", "it is set back")
    try board.write(path, "fast\n")
    #expect(try FabricClock.frequency(of: 3, root: board.root) == nil)
    try FileManager.default.removeItem(atPath: board.path(path))
    try board.link(path, to: "/dev/full")
    #expect(set(board, to: 5) == .unavailable)
  }

  @Test("A clock of xdevcfg is exported when it is set")
  func exported() throws {
    let board = try FakeBoard()
    let folder = "/sys/devices/soc0/amba/f8007000.devcfg"
    let kernel = try board.serve(folder + "/fclk_export") { [board] name in
      let clock = String(decoding: name, as: UTF8.self)
      try? board.write(folder + "/fclk/" + clock + "/set_rate", "100000000\n")
    }
    // The attribute appears while a real kernel's write lasts, here a little later.
    _ = set(board, to: 50_000_000)
    kernel.wait()
    #expect(try FabricClock.set(3, to: 150_000_000, root: board.root) == 150_000_000)
  }

  private func set(_ board: FakeBoard, to frequency: UInt64) -> AccelError.Code? {
    do throws(AccelError) {
      _ = try FabricClock.set(3, to: frequency, root: board.root)
      return nil
    } catch {
      return error.code
    }
  }
}
