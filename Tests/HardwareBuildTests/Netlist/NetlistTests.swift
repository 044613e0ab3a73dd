// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct NetlistTests {
  @Test("cells keep their parameters, places and connections")
  func cells() throws {
    let given = Cells.routed(Cells.multiplier())
    let netlist = try Cells.netlist([given])
    let cell = try #require(netlist.cells.first)
    #expect(cell.type == "DSP48E1_DSP48E1")
    #expect(cell.number("BREG") == 2)
    #expect(cell.text("USE_DPORT") == "TRUE")
    #expect(cell.net("INMODE", 2) == .constant(true))
    #expect(cell.net("D", 20) == .wire(120))
    #expect(cell.net("NOTHING") == .open)
    #expect(cell.place?.x == 2)
    #expect(cell.place?.bel == "DSP48_X0Y0.DSP48E1")
    #expect(netlist.wireNames[10] == "clk")
    #expect(netlist.wireNames[12] == "bus[1]")
  }

  @Test("the bits of a parameter begin with the lowest, and may be nobody's care")
  func parameters() {
    let cell = Cells.cell("a", "B", parameters: ["INIT": "10x", "TEXT": "NONE "])
    #expect(cell.bits("INIT") == [nil, false, true])
    #expect(cell.number("INIT") == nil)
    #expect(cell.text("TEXT") == "NONE")
  }

  @Test("a text without modules or with a cell of no type is refused")
  func wrong() {
    for text in ["{}", #"{"modules": {"t": {"cells": {"a": {}}}}}"#, "[]"] {
      #expect(throws: AccelError.self) { try Netlist(Array(text.utf8), named: "a.json") }
    }
  }

  @Test("resources are counted before placement and behind routing")
  func counts() throws {
    let before = try Cells.netlist([
      Cells.multiplier(), Cells.cell("l", "LUT4"), Cells.cell("m", "RAM32M"),
      Cells.cell("f", "FDSE"), Cells.cell("r", "RAMB18E1"), Cells.cell("c", "CARRY4"),
    ])
    let counts = ResourceCounts(synthesized: before)
    #expect(counts.dsp == 1 && counts.lut == 5 && counts.ff == 1 && counts.carry == 1)
    #expect(counts.bram36 == 0.5)
    let after = try Cells.netlist([
      Cells.cell("a", "SLICE_LUTX", attributes: ["NEXTPNR_BEL": "X1Y2/SLICE_X0Y0.A6LUT"]),
      Cells.cell("b", "SLICE_LUTX", attributes: ["NEXTPNR_BEL": "X1Y2/SLICE_X0Y0.A5LUT"]),
      Cells.cell("c", "SLICE_FFX"), Cells.cell("d", "RAMB36E1_RAMB36E1"),
    ])
    let routed = ResourceCounts(routed: after)
    #expect(routed.lut == 1 && routed.ff == 1 && routed.bram36 == 1)
  }
}
