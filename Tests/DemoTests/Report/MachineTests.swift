// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

@testable import Demo

struct MachineTests {
  @Test("The processor is found as each architecture writes it")
  func processors() {
    #expect(
      Machine.processor(in: "processor\t: 0\nmodel name\t: A CPU @ 2 GHz: fast\nflags: x\n")
        == "A CPU @ 2 GHz: fast")
    #expect(
      Machine.processor(in: "processor : 0\n\nHardware\t: Xilinx Zynq Platform\n")
        == "Xilinx Zynq Platform")
    #expect(Machine.processor(in: "processor: 0\nModel : A board\n") == "A board")
    for text in ["", "\n:\n", "model name", "model name\t:\n"] {
      #expect(Machine.processor(in: text) == "unknown")
    }
  }

  @Test("This machine has a system, a kernel, cores and a date")
  func current() throws {
    let machine = Machine.current
    #expect(machine.cores >= 1 && !machine.system.isEmpty)
    #expect(machine.kernel.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
    let date = try Date(machine.date, strategy: .iso8601)
    #expect(abs(date.timeIntervalSinceNow) < 60)
  }
}
