// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct MemoryPlacementTests {
  private func placement(_ types: [String], tiles: Int) throws -> MemoryPlacement {
    try MemoryPlacement(
      types.enumerated().map { Cells.cell("m\($0.offset)", $0.element, connections: [:]) },
      try Tiles.grid((0..<tiles).map { ("BRAM_L", 4, 5 * $0) }))
  }

  @Test("two halves share a tile, a whole has its own, and there are no more than tiles")
  func room() throws {
    let types = ["RAMB18E1", "RAMB36E1", "RAMB18E1", "RAMB18E1"]
    #expect(
      try placement(types, tiles: 3).places.map { $0.bel } == [
        "X4Y0/RAMB18_X0Y0.RAMB18E1", "X4Y5/RAMB36_X0Y0.RAMB36E1", "X4Y10/RAMB18_X0Y0.RAMB18E1",
        "X4Y10/RAMB18_X0Y1.RAMB18E1",
      ])
    #expect(throws: AccelError.self) { try placement(types, tiles: 2) }
  }

  @Test("halves are exchanged one by one, wholes with all that is in another tile")
  func swaps() throws {
    var memories = try placement(["RAMB36E1", "RAMB18E1", "RAMB18E1"], tiles: 2)
    let swapsWhole = memories.swapHalves((0, 0), (1, 0))
    #expect(!swapsWhole)
    memories.swapTiles(0, 1)
    #expect(memories.tile == [1, 0, 0])
    let before = Set(memories.places.map { $0.bel })
    let swaps = memories.swapHalves((0, 0), (0, 1))
    #expect(swaps)
    #expect(memories.places[1].bel == "X4Y0/RAMB18_X0Y1.RAMB18E1")
    #expect(Set(memories.places.map { $0.bel }) == before)
  }
}
