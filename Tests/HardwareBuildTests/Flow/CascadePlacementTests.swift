// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct CascadePlacementTests {
  /// Columns of DSP tiles in rows of the given lengths.
  private func grid(_ rows: [Int]) throws -> TileGrid {
    var tiles: [(type: String, x: Int, y: Int)] = []
    var y = 0
    for row in rows {
      for _ in 0..<row {
        tiles.append(("DSP_L", 1, y))
        y += 5
      }
      // The row of clocks in between.
      y += 1
    }
    return try Tiles.grid(tiles)
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

  @Test("cascades are found, the longest first; single blocks are none")
  func cascades() throws {
    let netlist = try Cells.netlist(
      cascade("c10.", 2, wire: 3000) + cascade("b", 1, wire: 2000) + cascade("c9.", 2, wire: 4000)
        + cascade("a", 3, wire: 1000))
    let cascades = CascadePlacement.cascades(in: netlist)
    #expect(cascades == [["a0", "a1", "a2"], ["c9.0", "c9.1"], ["c10.0", "c10.1"]])
  }

  @Test("cascades lie in rows, from below, and those that do not fit are refused")
  func room() throws {
    let grid = try grid([5, 5])
    func placement(_ lengths: [Int]) throws -> CascadePlacement {
      let cells = lengths.enumerated().flatMap {
        cascade("c\($0.offset).", $0.element, wire: 1000 * ($0.offset + 1))
      }
      return try CascadePlacement(try Cells.netlist(cells), grid)
    }
    let places = try placement([3, 8, 4]).places
    #expect(places.map { $0.cell }.prefix(2) == ["c1.0", "c1.1"])
    // The other two do not fit above the longest, in its row.
    #expect(
      places.map { $0.bel }.suffix(7) == [
        "X1Y20/DSP48_X0Y0.DSP48E1", "X1Y20/DSP48_X0Y1.DSP48E1", "X1Y15/DSP48_X0Y0.DSP48E1",
        "X1Y15/DSP48_X0Y1.DSP48E1", "X1Y10/DSP48_X0Y0.DSP48E1", "X1Y10/DSP48_X0Y1.DSP48E1",
        "X1Y5/DSP48_X0Y0.DSP48E1",
      ])
    for lengths in [[10, 10], [8, 2, 4, 6], [7, 3, 10]] {
      let bels = try placement(lengths).places.map { $0.bel }
      #expect(bels.count == lengths.reduce(0, +) && Set(bels).count == bels.count)
    }
    for lengths in [[11], [10, 10, 2], [8, 8, 4], [9, 9, 2]] {
      #expect(throws: AccelError.self) { try placement(lengths) }
    }
  }

  @Test("a cascade changes places with those that lie where it goes, or not at all")
  func exchange() throws {
    let cells = [4, 2, 2].enumerated().flatMap {
      cascade("c\($0.offset).", $0.element, wire: 1000 * ($0.offset + 1))
    }
    // The first row: four, two, two, and room for two.
    var placement = try CascadePlacement(try Cells.netlist(cells), try grid([5, 5]))
    #expect(placement.blocksInTheWay(of: 0, to: (row: 0, start: 2)) == nil)
    #expect(placement.blocksInTheWay(of: 1, to: (row: 0, start: 1)) == nil)
    #expect(placement.blocksInTheWay(of: 1, to: (row: 1, start: 3)) == [])
    let others = try #require(placement.blocksInTheWay(of: 0, to: (row: 0, start: 4)))
    #expect(others == [1, 2])
    placement.exchange(0, with: (row: 0, start: 4), others)
    #expect(placement.blocks.map { $0.start } == [4, 0, 2])
    let bels = placement.places.map { $0.bel }
    #expect(Set(bels).count == 8)
    placement.exchange(0, with: (row: 0, start: 0), others)
    #expect(placement.blocks.map { $0.start } == [0, 4, 6])
  }

  @Test("names are quoted for Python")
  func script() throws {
    let places = try CascadePlacement(Cells.netlist(cascade("u'[0].", 2, wire: 1000)), grid([5]))
      .places
    let script = PlacedBlock.script(places)
    #expect(script.hasSuffix("cells['u\\'[0].1'].setAttr('BEL', 'X1Y20/DSP48_X0Y1.DSP48E1')\n"))
  }
}
