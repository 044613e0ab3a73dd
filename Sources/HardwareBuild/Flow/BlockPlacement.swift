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
    let held = BlockPlacement.memoriesWithSprings(netlist, cascades, all)
    let memories = try MemoryPlacement(held, grid)
    let processor = FabricPlace(middleOf: grid.tiles.filter { $0.type.hasPrefix("PSS") })
    var annealing = BlockAnnealing(
      cascades, memories, processor: processor,
      springs: BlockPlacement.springs(netlist, cascades, held))
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

  /// The other ones are better off beside the logic that they belong to.
  private static func memoriesWithSprings(
    _ netlist: Netlist, _ cascades: CascadePlacement, _ memories: [Netlist.Cell]
  ) -> [Netlist.Cell] {
    let held = Set(springs(netlist, cascades, memories).flatMap { [$0.one, $0.other] })
    return memories.indices.filter { held.contains(cascades.blocks.count + $0) }
      .map { memories[$0] }
  }
}
