// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct BlockPlacementTests {
  /// Two columns of each kind, far from each other, and the processor at the left.
  private func twoSides() throws -> TileGrid {
    try Tiles.grid(
      [(type: "PSS2", x: 0, y: 10)]
        + stride(from: 0, to: 25, by: 5).flatMap { y in
          [("BRAM_L", 10, y), ("DSP_L", 12, y), ("BRAM_R", 90, y), ("DSP_R", 92, y)]
        })
  }

  private func memory(_ name: String, _ type: String, out: Int) -> Netlist.Cell {
    Cells.cell(
      name, type, connections: ["DOADO": [.wire(out)], "ADDRARDADDR": [.wire(7)]])
  }

  private func register(_ from: Int, _ to: Int) -> Netlist.Cell {
    Cells.cell(
      "r\(to)", "FDRE", connections: ["D": [.wire(from)], "Q": [.wire(to)], "C": [.wire(9)]])
  }

  /// Two blocks; the first one's weight comes by a wire, and its activation by another one.
  private func cascade(_ name: String, weight: Int, activation: Int) -> [Netlist.Cell] {
    [
      Cells.cell(
        "\(name)0", "DSP48E1",
        connections: [
          "A": [.wire(weight)], "B": [.wire(activation)], "PCOUT": [.wire(weight + 5000)],
        ]),
      Cells.cell("\(name)1", "DSP48E1", connections: ["PCIN": [.wire(weight + 5000)]]),
    ]
  }

  @Test("memories lie beside the cascade that their words come to, whatever is in between")
  func beside() throws {
    let cells =
      cascade("a", weight: 101, activation: 1) + cascade("b", weight: 112, activation: 2) + [
        memory("of a", "RAMB36E1", out: 100), register(100, 101),
        memory("of b", "RAMB18E1", out: 110), register(110, 111),
        Cells.cell("l", "LUT2", connections: ["I0": [.wire(111)], "O": [.wire(112)]]),
      ]
    let placement = try BlockPlacement(try Cells.netlist(cells), try twoSides(), effort: 20)
    let places = Dictionary(uniqueKeysWithValues: placement.places.map { ($0.cell, $0.place) })
    #expect(Set(places.keys) == ["a0", "a1", "b0", "b1", "of a", "of b"])
    for (memory, block) in [("of a", "a0"), ("of b", "b0")] {
      let distance = try #require(places[memory]).distance(to: try #require(places[block]))
      #expect(distance <= 7)
    }
    let again = try BlockPlacement(try Cells.netlist(cells), try twoSides(), effort: 20)
    #expect(placement.places.map { $0.bel } == again.places.map { $0.bel })
  }

  @Test("what the processor writes to lies beside it, with the cascade behind it")
  func processor() throws {
    let cells =
      cascade("a", weight: 103, activation: 1) + [
        Cells.cell("ps", "PS7", connections: ["SAXIHP0RDATA": [.wire(100)]]),
        register(100, 101), memory("fifo", "RAMB36E1", out: 102), register(102, 103),
      ]
    var netlist = cells
    netlist[netlist.count - 2].connections["DIADI"] = [.wire(101)]
    let places = try BlockPlacement(try Cells.netlist(netlist), try twoSides(), effort: 20).places
    #expect(places.count == 3 && places.allSatisfy { $0.place.x < 20 })
  }

  @Test("memories that know each other only lie in one place, and that ends")
  func still() throws {
    var other = memory("n", "RAMB18E1", out: 102)
    other.connections["DIADI"] = [.wire(101)]
    let cells = [memory("m", "RAMB18E1", out: 100), register(100, 101), other]
    let places = try BlockPlacement(try Cells.netlist(cells), try twoSides(), effort: 20).places
    #expect(places.map { $0.cell } == ["m", "n"])
    #expect(places[0].place == places[1].place)
  }

  @Test("a memory whose words come to no block is left to nextpnr")
  func alone() throws {
    let cells =
      cascade("a", weight: 108, activation: 1) + [
        memory("m", "RAMB36E1", out: 100), register(100, 101),
      ]
    let places = try BlockPlacement(try Cells.netlist(cells), try twoSides(), effort: 20).places
    #expect(places.map { $0.cell } == ["a0", "a1"])
  }
}
