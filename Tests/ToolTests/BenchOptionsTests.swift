// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ArgumentParser
import Testing

@testable import Tool

struct BenchOptionsTests {
  private func levels(_ cpu: String...) throws -> [CPULevel] {
    try BenchOptions.parse(cpu).levels()
  }

  @Test("Instruction sets are a list of names, all, or what everybody prefers")
  func choosesLevels() throws {
    #expect(try levels() == [.preferred])
    #expect(try levels("--cpu", "auto") == [.best])
    #expect(try levels("--cpu", "all") == CPULevel.available)
    #expect(try levels("--cpu", "scalar,auto,scalar") == [.scalar, .best, .scalar])
  }

  @Test("Unknown names and counts out of range are wrong usage")
  func refusals() {
    for bad in [
      ["--cpu", "mmx"], ["--cpu", ""], ["--cpu", "scalar,"], ["--threads", "0"],
      ["--threads", "257"], ["--threads", "x"],
    ] {
      #expect(throws: (any Error).self, "\(bad)") { try BenchOptions.parse(bad) }
    }
  }
}
