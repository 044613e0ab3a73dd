// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The places of block RAMs beside what they feed, chosen before nextpnr places the rest.
///
/// nextpnr 0.11.1 knows no delays of block RAMs' and DSPs' pins, and moves block RAMs last, to where
/// it finds room. Here they go beside the processor or the cascade that a signal from them reaches
/// first; those of one cascade in the order in which their words come to it.
struct BlockRAMPlacement {
  private(set) var places: [PlacedBlock] = []
  /// Halves that are free, by tile.
  private var free: [FabricPlace: Int] = [:]

  /// - Parameter cascades: where blocks are already.
  init(_ netlist: Netlist, _ grid: TileGrid, cascades placed: [PlacedBlock]) {
    let cascades = Dictionary(placed.map { ($0.cell, $0.place) }) { first, _ in first }
    for tile in grid.tiles where tile.type == "BRAM_L" || tile.type == "BRAM_R" {
      free[FabricPlace(x: tile.x, y: tile.y)] = 2
    }
    let processor = FabricPlace(middleOf: grid.tiles.filter { $0.type.hasPrefix("PSS") })
    let wiring = BlockWiring(netlist)
    var groups: [Int: [(depth: Int, memory: Int)]] = [:]
    for memory in wiring.memories {
      if let processor, wiring.touchesProcessor(memory) {
        _ = take(wiring.cells[memory], near: processor)
      } else if let found = wiring.block(after: memory, where: { cascades[$0] != nil }) {
        groups[found.block, default: []].append((found.depth, memory))
      }
    }
    // Where several form a long way there is a choice, so these are last.
    for (block, group) in groups.sorted(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) })
    {
      guard let target = cascades[wiring.cells[block].name] else { continue }
      var near = target
      for (number, member) in group.sorted(by: { ($0.depth, $0.memory) < ($1.depth, $1.memory) })
        .enumerated()
      {
        near =
          take(wiring.cells[member.memory], near: near, toward: number == 0 ? nil : target) ?? near
      }
    }
  }

  /// Give a block RAM the nearest place that is free, if there is one.
  private mutating func take(
    _ cell: Netlist.Cell, near: FabricPlace, toward: FabricPlace? = nil
  ) -> FabricPlace? {
    let halves = cell.type == "RAMB36E1" ? 2 : 1
    // A tile of which one half is taken before another one; a little toward where it leads to.
    let costs = free.filter { $0.value >= halves }.map { place, left in
      (
        cost: 4 * (place.distance(to: near) + (halves == left ? 0 : 8))
          + (toward.map { place.distance(to: $0) } ?? 0), place: place
      )
    }
    guard let best = costs.min(by: { ($0.cost, $0.place) < ($1.cost, $1.place) })?.place else {
      return nil
    }
    let half = "RAMB18_X0Y\(2 - (free[best] ?? 2)).RAMB18E1"
    free[best, default: 0] -= halves
    places.append(
      PlacedBlock(cell: cell.name, place: best, site: halves == 2 ? "RAMB36_X0Y0.RAMB36E1" : half))
    return best
  }
}
