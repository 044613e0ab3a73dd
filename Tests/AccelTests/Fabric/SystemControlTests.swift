// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

/// `/dev/mem` is a sparse file here, mapped as the real one is.
struct SystemControlTests {
  private final class Memory {
    static let base: UInt64 = 0xf800_0000
    let board: FakeBoard

    init() throws {
      board = try FakeBoard()
      try board.write(
        "/proc/device-tree/compatible", "digilent,pynq-z1\0xlnx,zynq-7000\0")
      try board.write("/dev/mem", "")
      #expect(truncate(board.path("/dev/mem"), Int(Memory.base) + 0x1000) == 0)
      // A PYNQ-Z1: 50 MHz, IO PLL 20 times that, ARM PLL 26 times.
      set(0x108, 20 << 12)
      set(0x100, 26 << 12)
      set(0x104, 21 << 12)
      set(0x170, 2 << 20 | 5 << 8)
      set(0x530, 0x2372_7093)
    }

    func set(_ register: UInt64, _ value: UInt32) {
      access { handle in
        try handle.seek(toOffset: Memory.base + register)
        try handle.write(contentsOf: withUnsafeBytes(of: value.littleEndian) { Data($0) })
      }
    }

    func get(_ register: UInt64) -> UInt32 {
      var value: UInt32 = 0
      access { handle in
        try handle.seek(toOffset: Memory.base + register)
        for (index, byte) in (try handle.read(upToCount: 4) ?? Data()).enumerated() {
          value |= UInt32(byte) << (8 * index)
        }
      }
      return value
    }

    private func access(_ body: (FileHandle) throws -> Void) {
      do {
        let handle = try #require(FileHandle(forUpdatingAtPath: board.path("/dev/mem")))
        try body(handle)
        try handle.close()
      } catch {
        Issue.record("\(error)")
      }
    }
  }

  @Test("Clocks are what the registers make of PS_CLK")
  func reads() throws {
    let memory = try Memory()
    let control = try SystemControl(referenceClock: 50_000_000, root: memory.board.root)
    #expect(control.part == FPGAPart("xc7z020"))
    let clock = control.clock(0)
    #expect(clock.source == .ioPLL && clock.sourceFrequency == 1_000_000_000)
    #expect(clock.frequency == 100_000_000 && clock.isRunning)
    memory.set(0x180, 1 << 20 | 13 << 8 | 2 << 4)
    memory.set(0x188, 1)
    #expect(control.clock(1).source == .armPLL && control.clock(1).frequency == 100_000_000)
    #expect(!control.clock(1).isRunning)
    memory.set(0x190, 3 << 4)
    #expect(control.clock(2).source == .ddrPLL && control.clock(2).frequency == 1_050_000_000)
    memory.set(0x108, 20 << 12 | 1 << 4)
    #expect(control.clock(0).frequency == 5_000_000)
  }

  @Test("Level shifters and resets are told")
  func state() throws {
    let memory = try Memory()
    let control = try SystemControl(referenceClock: 50_000_000, root: memory.board.root)
    memory.set(0x240, 0b1010)
    #expect(!control.levelShiftersAreOn && control.heldResets == [1, 3])
    memory.set(0x900, 0xf)
    memory.set(0x240, 0)
    #expect(control.levelShiftersAreOn && control.heldResets.isEmpty)
  }

  @Test("Setting a clock changes its dividers and nothing else, and locks what was locked")
  func sets() throws {
    let memory = try Memory()
    memory.set(0x180, 0xf000_0000 | 1 << 20 | 13 << 8 | 2 << 4 | 1)
    var control = try SystemControl(referenceClock: 50_000_000, root: memory.board.root)
    let clock = try control.set(1, to: 66_000_000)
    #expect(clock.frequency == 65_000_000)
    #expect(memory.get(0x180) == 0xf000_0000 | 1 << 20 | 20 << 8 | 2 << 4 | 1)
    #expect(memory.get(0x008) == 0 && memory.get(0x004) == 0)
    memory.set(0x00c, 1)
    _ = try control.set(1, to: 100_000_000)
    #expect(memory.get(0x008) == 0xdf0d && memory.get(0x004) == 0x767b)
    do throws(AccelError) {
      _ = try control.set(1, to: 1000)
      Issue.record("too slow a clock was set")
    } catch {
      #expect(error.code == .valueOutOfRange && error.problem.contains("327538 Hz"))
    }
  }

  @Test("PS_CLK is the device tree's unless it is given, and only a Zynq-7000 is touched")
  func opening() throws {
    let memory = try Memory()
    func open(_ clock: UInt64?) throws(AccelError) -> UInt64 {
      try SystemControl(referenceClock: clock, root: memory.board.root).referenceClock
    }
    #expect(throws: AccelError.self) { try open(nil) }
    try memory.board.write(
      "/proc/device-tree/axi/slcr@f8000000/clkc@100/ps-clk-frequency", [0x02, 0xfa, 0xf0, 0x80])
    #expect(try open(nil) == 50_000_000)
    #expect(try open(33_333_333) == 33_333_333)
    try memory.board.write("/proc/device-tree/compatible", "xlnx,zynqmp\0")
    do throws(AccelError) {
      _ = try open(nil)
      Issue.record("the registers of another chip were mapped")
    } catch {
      #expect(error.code == .unavailable && error.problem.contains("no Zynq-7000"))
    }
  }
}
