// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

private let folder = "/sys/kernel/config/device-tree/overlays"

struct DeviceTreeOverlayTests {
  private func blob(_ size: Int = 64, saying total: UInt8? = nil) -> [UInt8] {
    [0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, total ?? UInt8(size)]
      + (8..<size).map { UInt8(truncatingIfNeeded: $0) }
  }

  private func failure(_ action: () throws(AccelError) -> Void) -> AccelError? {
    do throws(AccelError) {
      try action()
      return nil
    } catch {
      return error
    }
  }

  @Test("Only whole compiled trees are taken")
  func files() throws {
    #expect(try DeviceTreeOverlay(blob(), named: "a.dtbo").bytes == blob())
    for bytes in [[], blob().dropLast(30).map(\.self), [1] + blob(), blob(saying: 65)] {
      let error = failure { () throws(AccelError) in
        _ = try DeviceTreeOverlay(bytes, named: "a.dtbo")
      }
      #expect(error?.code == .malformedFile && error?.attempt == "read a.dtbo")
    }
  }

  @Test("The kernel is given the file, and says whether it took it")
  func applies() throws {
    let overlay = try DeviceTreeOverlay(blob(), named: "a.dtbo")
    for (status, code) in [("applied\n", nil), ("unapplied\n", AccelError.Code.loadFailed)] {
      let board = try FakeBoard()
      try board.makeFolder(folder)
      let kernel = board.serve(
        folder: folder + "/accel", files: [("status", status), ("dtbo", "")])
      let error = failure { () throws(AccelError) in try overlay.apply(root: board.root) }
      kernel.wait()
      #expect(error?.code == code && error?.problem.contains("\"unapplied\"") != false)
      let written = FileManager.default.contents(atPath: board.path(folder + "/accel/dtbo"))
      #expect(written == Data(blob()))
    }
  }

  @Test("A kernel that knows none is told from one that refuses")
  func unsupported() throws {
    let overlay = try DeviceTreeOverlay(blob(), named: "a.dtbo")
    let board = try FakeBoard()
    #expect(!DeviceTreeOverlay.isSupported(root: board.root))
    #expect(failure { () throws(AccelError) in try overlay.check(root: board.root) } != nil)
    let error = failure { () throws(AccelError) in try overlay.apply(root: board.root) }
    #expect(error?.code == .unavailable && error?.remedy.contains("linux-xlnx") == true)
    try board.makeFolder(folder)
    let silent = failure { () throws(AccelError) in try overlay.apply(root: board.root) }
    #expect(silent?.code == .loadFailed && silent?.problem.contains("cannot be written") == true)
    #expect(board.names(in: folder).isEmpty, "nothing is left of it")
  }

  @Test("Ours is removed, once")
  func removes() throws {
    let board = try FakeBoard()
    #expect(try !DeviceTreeOverlay.remove(root: board.root))
    try board.makeFolder(folder + "/accel")
    try board.makeFolder(folder + "/other")
    #expect(try DeviceTreeOverlay.remove(root: board.root))
    #expect(board.names(in: folder) == ["other"])
    #expect(try !DeviceTreeOverlay.remove(root: board.root))
  }
}
