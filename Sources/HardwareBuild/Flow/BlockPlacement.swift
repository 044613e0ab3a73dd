// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The places of cascades of DSP48E1 and of the block RAMs that exchange signals with them or with the
/// processor, chosen before nextpnr places the rest.
///
/// nextpnr 0.11.1 knows no delays of their pins and moves block RAMs last, to where it finds room.
/// Here blocks between which signals pass are near to each other, by simulated annealing: what bits
/// take from one to the other is a spring of as many parts as it takes cycles.
struct BlockPlacement {
  let places: [PlacedBlock]

  /// - Parameter effort: moves to try of each block at each temperature.
  /// - Throws: ``AccelError`` `unavailable` if the part has no room for the blocks.
  init(_ netlist: Netlist, _ grid: TileGrid, effort: Int = 1500) throws(AccelError) {
    let cascades = try CascadePlacement(netlist, grid)
    let all = netlist.cells.filter { $0.type == "RAMB36E1" || $0.type == "RAMB18E1" }
    let springs = BlockPlacement.springs(netlist, cascades, all)
    // Memories without springs are better off beside the logic that they belong to.
    let ends = Set(springs.flatMap { [$0.one, $0.other] })
    let first = cascades.blocks.count
    let held = all.indices.filter { ends.contains(first + $0) }
    let memories = try MemoryPlacement(held.map { all[$0] }, grid)
    // Cascades, memories that are held, the processor.
    let kept = Array(0..<first) + held.map { first + $0 } + [first + all.count]
    let numbers = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    var annealing = BlockAnnealing(
      cascades, memories,
      processor: FabricPlace(middleOf: grid.tiles.filter { $0.type.hasPrefix("PSS") }),
      springs: springs.compactMap { $0.renumbered(numbers) })
    annealing.run(effort: effort)
    places = annealing.cascades.places + annealing.memories.places
  }

  /// Between cascades, then memories, then the processor.
  private static func springs(
    _ netlist: Netlist, _ cascades: CascadePlacement, _ memories: [Netlist.Cell]
  ) -> [BlockGraph.Spring] {
    var numbers: [String: Int] = [:]
    for (number, block) in cascades.blocks.enumerated() {
      for cell in block.cells { numbers[cell] = number }
    }
    for (number, memory) in memories.enumerated() {
      numbers[memory.name] = cascades.blocks.count + number
    }
    for cell in netlist.cells where cell.type == "PS7" {
      numbers[cell.name] = cascades.blocks.count + memories.count
    }
    return BlockGraph(netlist, blocks: numbers).springs
  }
}
