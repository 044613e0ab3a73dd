// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct RouterLimitsTests {
  @Test("a shift register that goes on in the next cell is refused before placement")
  func shiftRegisters() throws {
    let first = Cells.cell("s", "SRLC32E", connections: ["Q31": [.wire(50)], "Q": [.wire(51)]])
    let second = Cells.cell("t", "SRLC32E", connections: ["D": [.wire(50)]])
    try RouterLimits.check(Cells.netlist([first]))
    let error = #expect(throws: AccelError.self) {
      try RouterLimits.check(Cells.netlist([first, second]))
    }
    #expect(error?.attempt == "place s")
  }
}
