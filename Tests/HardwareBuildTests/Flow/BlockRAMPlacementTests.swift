// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct BlockRAMPlacementTests {
  private func grid(_ tiles: [(type: String, x: Int, y: Int)]) throws -> TileGrid {
    let texts = tiles.map {
      #""\#($0.type)_X\#($0.x)Y\#($0.y)": {"type": "\#($0.type)", "grid_x": \#($0.x), "grid_y": \#($0.y)}"#
    }
    return try TileGrid(Array("{\(texts.joined(separator: ","))}".utf8), named: "a")
  }

  private func memory(_ name: String, _ type: String, out: Int) -> Netlist.Cell {
    Cells.cell(name, type, connections: ["DOADO": [.wire(out)], "CLKARDCLK": [.wire(9)]])
  }

  private func register(_ from: Int, _ to: Int) -> Netlist.Cell {
    Cells.cell(
      "r\(from)", "FDRE", connections: ["D": [.wire(from)], "Q": [.wire(to)], "C": [.wire(9)]])
  }

  private func join(_ one: Int, _ other: Int, _ to: Int) -> Netlist.Cell {
    Cells.cell(
      "j\(to)", "LUT2", connections: ["I0": [.wire(one)], "I1": [.wire(other)], "O": [.wire(to)]])
  }

  private func block(_ name: String, _ from: Int) -> Netlist.Cell {
    Cells.cell(name, "DSP48E1", connections: ["A": [.wire(from)], "CLK": [.wire(9)]])
  }

  /// Two columns of three tiles, to the left and to the right of a column of DSPs.
  private var columns: [(type: String, x: Int, y: Int)] {
    [0, 5, 10].flatMap { [("BRAM_L", 4, $0), ("BRAM_R", 30, $0)] }
  }

  private func placed(_ name: String, _ x: Int, _ y: Int) -> PlacedBlock {
    PlacedBlock(cell: name, place: FabricPlace(x: x, y: y), site: "DSP48_X0Y0.DSP48E1")
  }

  @Test("memories go beside the block that their words come to first, two halves to a tile")
  func beside() throws {
    let netlist = try Cells.netlist([
      memory("m0", "RAMB18E1", out: 100), register(100, 101), block("d0", 101),
      memory("m1", "RAMB18E1", out: 110), register(110, 111), block("d1", 111),
      memory("m2", "RAMB36E1", out: 120), register(120, 121), block("far", 121),
      memory("alone", "RAMB36E1", out: 130),
    ])
    let placement = BlockRAMPlacement(
      netlist, try grid(columns),
      cascades: [placed("d0", 8, 5), placed("d1", 8, 5), placed("far", 28, 10)])
    let places = Dictionary(uniqueKeysWithValues: placement.places.map { ($0.cell, $0.bel) })
    #expect(
      places == [
        "m0": "X4Y5/RAMB18_X0Y0.RAMB18E1", "m1": "X4Y5/RAMB18_X0Y1.RAMB18E1",
        "m2": "X30Y10/RAMB36_X0Y0.RAMB36E1",
      ])
  }

  @Test("banks of a memory follow each other, the one whose words come last nearest to the block")
  func banks() throws {
    let netlist = try Cells.netlist([
      memory("b0", "RAMB36E1", out: 100), register(100, 101),
      memory("b1", "RAMB36E1", out: 110), join(101, 110, 111), register(111, 112),
      memory("b2", "RAMB36E1", out: 120), join(112, 120, 121), register(121, 122),
      block("d", 122),
    ])
    let placement = BlockRAMPlacement(
      netlist, try grid(columns), cascades: [placed("d", 28, 10)])
    #expect(placement.places.map { $0.cell } == ["b2", "b1", "b0"])
    #expect(placement.places.map { $0.place.y } == [10, 5, 0])
    #expect(placement.places.allSatisfy { $0.place.x == 30 })
  }

  @Test("memories of the processor's streams go beside it; what finds no room is left to nextpnr")
  func processor() throws {
    let processor = Cells.cell(
      "ps", "PS7",
      connections: ["SAXIHP0RDATA": [.wire(200)], "SAXIHP0WDATA": [.wire(211)]])
    var fromProcessor = memory("in", "RAMB36E1", out: 300)
    fromProcessor.connections["DIADI"] = [.wire(201)]
    let netlist = try Cells.netlist([
      processor, register(200, 201), fromProcessor, memory("out", "RAMB36E1", out: 210),
      register(210, 211), memory("more", "RAMB36E1", out: 220), register(220, 221),
      block("d", 221),
    ])
    let tiles: [(type: String, x: Int, y: Int)] = [
      ("PSS2", 2, 0), ("PSS2", 2, 10), ("BRAM_L", 4, 0), ("BRAM_L", 4, 5),
    ]
    let placement = BlockRAMPlacement(netlist, try grid(tiles), cascades: [placed("d", 4, 5)])
    #expect(Set(placement.places.map { $0.cell }) == ["in", "out"])
    #expect(Set(placement.places.map { $0.bel }).count == 2)
  }
}
