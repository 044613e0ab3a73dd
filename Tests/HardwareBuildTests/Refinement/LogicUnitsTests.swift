// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import HardwareBuild

struct LogicUnitsTests {
  private func sites() throws -> LogicSites {
    LogicSites(try Tiles.grid((6...9).map { ("CLBLM_L", 4, $0) }))
  }

  private func placed(
    _ name: String, _ type: String, _ bel: String, _ pins: [String: [Netlist.Net]] = [:],
    attributes: [String: String] = [:]
  ) -> Netlist.Cell {
    Cells.cell(
      name, type, attributes: attributes.merging(["NEXTPNR_BEL": bel]) { $1 }, connections: pins)
  }

  private func register(_ name: String, _ bel: String, enable: Int, type: String = "FDRE")
    -> Netlist.Cell
  {
    placed(
      name, "SLICE_FFX", bel, ["CK": [.wire(10)], "CE": [.wire(enable)], "SR": [.wire(12)]],
      attributes: ["X_ORIG_TYPE": type])
  }

  @Test("what is in a letter stays together, and registers know with whom they may be")
  func letters() throws {
    let netlist = try Cells.netlist([
      placed("l", "SLICE_LUTX", "X4Y9/SLICE_X1Y0.B6LUT"),
      register("f", "X4Y9/SLICE_X1Y0.BFF", enable: 11),
      register("g", "X4Y9/SLICE_X1Y0.D5FF", enable: 11, type: "FDSE"),
      register("h", "X4Y8/SLICE_X0Y0.AFF", enable: 13),
      placed("m", "SLICE_LUTX", "X4Y8/SLICE_X0Y0.C5LUT"),
    ])
    let units = LogicUnits(netlist, try sites()).units
    #expect(units.map { $0.cells.map { $0.cell } } == [[0, 1], [2], [3], [4]])
    #expect(units.map { $0.letter } == [1, 3, 0, 2])
    #expect(units[0].control == units[1].control)
    #expect(units[0].control != units[2].control)
    #expect(units[3].control == -1)
  }

  @Test("registers with other edges and modes are of another kind")
  func modes() throws {
    var falling = register("g", "X4Y9/SLICE_X1Y0.BFF", enable: 11)
    falling.parameters["IS_CLK_INVERTED"] = "1"
    var latch = register("h", "X4Y9/SLICE_X1Y0.CFF", enable: 11)
    latch.attributes["X_FF_AS_LATCH"] = "1 "
    var rising = register("i", "X4Y9/SLICE_X1Y0.DFF", enable: 11)
    rising.parameters["IS_CLK_INVERTED"] = "0"
    let cells = [register("f", "X4Y9/SLICE_X1Y0.AFF", enable: 11), falling, latch, rising]
    let controls = LogicUnits(try Cells.netlist(cells), try sites()).units.map { $0.control }
    #expect(Set(controls).count == 3 && controls[0] == controls[3])
  }

  @Test("the parts of a chain that a row of clocks breaks stay where they are")
  func broken() throws {
    let netlist = try Cells.netlist([
      placed("c", "CARRY4", "X4Y9/SLICE_X1Y0.CARRY4", ["CO3": [.wire(20)]]),
      placed("d", "CARRY4", "X4Y7/SLICE_X1Y0.CARRY4", ["CIN": [.wire(20)]]),
      placed("e", "CARRY4", "X4Y9/SLICE_X0Y0.CARRY4"),
    ])
    let sites = LogicSites(
      try Tiles.grid([("CLBLM_L", 4, 9), ("CLBLM_L", 4, 7), ("CLBLM_L", 4, 6)]))
    let units = LogicUnits(netlist, sites).units
    #expect(units.map { $0.isFixed } == [false, true, true])
    let placement = SlicePlacement(units, sites)
    let free = try #require(sites.number(x: 4, y: 6, index: 1))
    #expect(!placement.canMove(1, to: free) && !placement.canMove(2, to: free))
    #expect(placement.canMove(0, to: free))
    #expect(!placement.canMove(0, to: placement.site[1]))
  }

  @Test("slices with multiplexers or memories stay whole, and those of a carry chain together")
  func wholes() throws {
    let netlist = try Cells.netlist([
      placed("x", "F7MUX", "X4Y9/SLICE_X0Y0.F7AMUX"),
      placed("y", "SLICE_LUTX", "X4Y9/SLICE_X0Y0.A6LUT"),
      placed(
        "s", "SLICE_LUTX", "X4Y8/SLICE_X0Y0.D6LUT", attributes: ["X_LUT_AS_SRL": "1"]),
      placed("c", "CARRY4", "X4Y9/SLICE_X1Y0.CARRY4", ["CO3": [.wire(20)]]),
      placed("d", "CARRY4", "X4Y8/SLICE_X1Y0.CARRY4", ["CIN": [.wire(20)], "CO3": [.wire(21)]]),
      placed("e", "CARRY4", "X4Y7/SLICE_X1Y0.CARRY4", ["CIN": [.wire(21)]]),
      register("q", "X4Y7/SLICE_X1Y0.AFF", enable: 11),
      placed("z", "DSP48E1_DSP48E1", "X8Y9/DSP48_X0Y0.DSP48E1"),
    ])
    let units = LogicUnits(netlist, try sites()).units
    #expect(units.map { $0.cells.map { $0.cell } } == [[0, 1], [3, 4, 5, 6], [2]])
    #expect(units.allSatisfy { $0.letter == nil })
    #expect(units.map { $0.needsMemory } == [false, false, true])
    #expect(units[1].cells.map { $0.slice } == [0, 1, 2, 2])
    #expect(units[1].sites.count == 3)
  }
}
