// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct RouterLimitsTests {
  /// Columns of DSP tiles in rows of the given lengths.
  private func grid(_ rows: [Int]) throws -> TileGrid {
    var tiles: [String] = []
    var y = 0
    for row in rows {
      for _ in 0..<row {
        tiles.append(#""DSP_L_X1Y\#(y)": {"type": "DSP_L", "grid_x": 1, "grid_y": \#(y)}"#)
        y += 5
      }
      // The row of clocks in between.
      y += 1
    }
    return try TileGrid(Array("{\(tiles.joined(separator: ","))}".utf8), named: "a")
  }

  private func cascade(_ name: String, _ length: Int, wire: Int) -> [Netlist.Cell] {
    (0..<length).map { index in
      var cell = Cells.multiplier()
      cell.name = "\(name)\(index)"
      if index > 0 { cell.connections["PCIN"] = [.wire(wire + index)] }
      if index < length - 1 { cell.connections["PCOUT"] = [.wire(wire + index + 1)] }
      return cell
    }
  }

  @Test("cascades are found with their lengths; single blocks are none")
  func chains() throws {
    let netlist = try Cells.netlist(
      cascade("a", 3, wire: 1000) + cascade("b", 1, wire: 2000) + cascade("c", 2, wire: 3000))
    let chains = RouterLimits.chains(in: netlist)
    #expect(chains.map { $0.root } == ["a0", "c0"])
    #expect(chains.map { $0.length } == [3, 2])
  }

  @Test("cascades that fit into the rows pass, and those that do not are refused")
  func room() throws {
    let grid = try grid([5, 5])
    func check(_ lengths: [Int]) throws(AccelError) {
      try RouterLimits.checkCascades(lengths.map { ("c", $0) }, grid)
    }
    try check([10, 10])
    try check([8, 2, 4, 6])
    try check([7, 2, 10])
    for lengths in [[11], [10, 10, 2], [8, 8, 4], [9, 9, 2]] {
      #expect(throws: AccelError.self) { try check(lengths) }
    }
  }

  @Test("a shift register that goes on in the next cell is refused before placement")
  func shiftRegisters() throws {
    let first = Cells.cell("s", "SRLC32E", connections: ["Q31": [.wire(50)], "Q": [.wire(51)]])
    let second = Cells.cell("t", "SRLC32E", connections: ["D": [.wire(50)]])
    let grid = try grid([5])
    try RouterLimits.check(Cells.netlist([first]), grid)
    let error = #expect(throws: AccelError.self) {
      try RouterLimits.check(Cells.netlist([first, second]), grid)
    }
    #expect(error?.attempt == "place s")
  }
}
