// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Places of block RAMs: a RAMB36E1 takes a tile, a RAMB18E1 half of one.
struct MemoryPlacement {
  /// Of cells; a memory's number is its place here.
  let names: [String]
  let isWhole: [Bool]
  let tiles: [FabricPlace]
  /// The memories in the two halves of each tile: the same twice, if it is a whole one.
  private(set) var halves: [[Int?]]
  /// The tile of each memory.
  private(set) var tile: [Int]

  /// - Throws: ``AccelError`` `unavailable` if there are more than the part has.
  init(_ cells: [Netlist.Cell], _ grid: TileGrid) throws(AccelError) {
    names = cells.map { $0.name }
    isWhole = cells.map { $0.type == "RAMB36E1" }
    tiles = grid.tiles.filter { $0.type == "BRAM_L" || $0.type == "BRAM_R" }
      .map { FabricPlace(x: $0.x, y: $0.y) }.sorted()
    halves = tiles.map { _ in [nil, nil] }
    tile = []
    var next = 0
    for whole in isWhole {
      if whole && next % 2 == 1 { next += 1 }
      guard next / 2 < tiles.count else {
        throw refused(
          "place \(cells.count) block RAMs", "the part has \(tiles.count) of 36 Kibit",
          "use fewer")
      }
      halves[next / 2][next % 2] = tile.count
      if whole { halves[next / 2][1] = tile.count }
      tile.append(next / 2)
      next += whole ? 2 : 1
    }
  }

  var places: [PlacedBlock] {
    names.indices.map { memory in
      let half = halves[tile[memory]][0] == memory ? 0 : 1
      return PlacedBlock(
        cell: names[memory], place: tiles[tile[memory]],
        site: isWhole[memory] ? "RAMB36_X0Y0.RAMB36E1" : "RAMB18_X0Y\(half).RAMB18E1")
    }
  }

  /// Exchange what is in two tiles.
  mutating func swapTiles(_ one: Int, _ other: Int) {
    halves.swapAt(one, other)
    settle(one)
    settle(other)
  }

  /// Exchange what is in a half of each of two tiles, if both are not taken as wholes.
  ///
  /// - Returns: whether they were.
  mutating func swapHalves(_ one: (tile: Int, half: Int), _ other: (tile: Int, half: Int)) -> Bool {
    let memories = [halves[one.tile][one.half], halves[other.tile][other.half]]
    if memories.contains(where: { $0.map { isWhole[$0] } ?? false }) { return false }
    halves[one.tile][one.half] = memories[1]
    halves[other.tile][other.half] = memories[0]
    settle(one.tile)
    settle(other.tile)
    return true
  }

  private mutating func settle(_ place: Int) {
    for case let memory? in halves[place] { tile[memory] = place }
  }
}
