// SPDX-License-Identifier: BSD-3-Clause

/// Simulated annealing of blocks' places: what springs hold together comes together.
struct BlockAnnealing {
  private(set) var cascades: CascadePlacement
  private(set) var memories: MemoryPlacement
  /// Of each block: cascades, then memories, then the processor. A row of the grid counts as much as
  /// two columns.
  private var middles: [(x: Double, y: Double)] = []
  /// Of each block: where they lead to.
  private var springs: [[(block: Int, strength: Double)]] = []
  /// The same for the same netlist.
  private var random = SplitMix(seed: 1)

  init(
    _ cascades: CascadePlacement, _ memories: MemoryPlacement, processor: FabricPlace?,
    springs: [BlockGraph.Spring]
  ) {
    self.cascades = cascades
    self.memories = memories
    let blocks = cascades.blocks.count + memories.names.count + 1
    middles = (0..<blocks).map { _ in (Double(processor?.x ?? 0), 2 * Double(processor?.y ?? 0)) }
    self.springs = [[(block: Int, strength: Double)]](repeating: [], count: blocks)
    for spring in springs where processor != nil || spring.other < blocks - 1 {
      self.springs[spring.one].append((spring.other, spring.strength))
      self.springs[spring.other].append((spring.one, spring.strength))
    }
    for block in 0..<(blocks - 1) { move(block) }
  }

  /// Of all springs.
  var energy: Double { middles.indices.reduce(0) { $0 + energy(of: [$1]) } / 2 }

  /// From where everything moves to where nothing does.
  ///
  /// - Parameter effort: moves to try of each block at each temperature.
  mutating func run(effort: Int) {
    let blocks = middles.count - 1
    guard blocks > 1 else { return }
    var temperature = energy / Double(blocks)
    // Where no spring is stretched, none can be shorter.
    while energy > 0, temperature > 1e-5 * energy / Double(blocks) {
      for _ in 0..<(effort * blocks) { attempt(temperature) }
      temperature *= 0.93
    }
  }

  // MARK: moves

  private mutating func attempt(_ temperature: Double) {
    let block = random.next(below: middles.count - 1)
    if block < cascades.blocks.count {
      attemptCascade(block, temperature)
    } else {
      attemptMemory(block - cascades.blocks.count, temperature)
    }
  }

  private mutating func attemptCascade(_ block: Int, _ temperature: Double) {
    let row = random.next(below: cascades.rows.count)
    let room = cascades.rows[row].count - cascades.blocks[block].cells.count
    guard room >= 0 else { return }
    let target = (row: row, start: random.next(below: room + 1))
    guard let others = cascades.blocksInTheWay(of: block, to: target) else { return }
    let origin = (row: cascades.blocks[block].row, start: cascades.blocks[block].start)
    decide([block] + others, temperature) {
      $0.cascades.exchange(block, with: target, others)
    } undo: {
      $0.cascades.exchange(block, with: origin, others)
    }
  }

  private mutating func attemptMemory(_ memory: Int, _ temperature: Double) {
    let one = memories.tile[memory]
    let other =
      random.next(below: 2) == 0 ? tileNear(memory) : random.next(below: memories.tiles.count)
    guard one != other else { return }
    let halves = (random.next(below: 2), random.next(below: 2))
    let wholes = random.next(below: 2) == 0
    let first = cascades.blocks.count
    let moved = Set((memories.halves[one] + memories.halves[other]).compactMap { $0 }).sorted()
    let swap = { (annealing: inout BlockAnnealing) in
      if wholes {
        annealing.memories.swapTiles(one, other)
      } else {
        _ = annealing.memories.swapHalves((one, halves.0), (other, halves.1))
      }
    }
    decide(moved.map { first + $0 }, temperature, swap, undo: swap)
  }

  /// Beside a block that a spring leads to.
  private mutating func tileNear(_ memory: Int) -> Int {
    let springs = springs[cascades.blocks.count + memory]
    guard !springs.isEmpty else { return random.next(below: memories.tiles.count) }
    let there = middles[springs[random.next(below: springs.count)].block]
    // The nearest of some.
    let tries = (0..<BlockAnnealing.looks).map { _ in random.next(below: memories.tiles.count) }
    func distance(_ tile: Int) -> Double {
      let place = memories.tiles[tile]
      return abs(Double(place.x) - there.x) + abs(2 * Double(place.y) - there.y)
    }
    return tries.min { distance($0) < distance($1) } ?? 0
  }

  private static let looks = 16

  /// Move blocks, and move them back unless that saves energy or the temperature allows it.
  private mutating func decide(
    _ blocks: [Int], _ temperature: Double, _ change: (inout BlockAnnealing) -> Void,
    undo: (inout BlockAnnealing) -> Void
  ) {
    let before = energy(of: blocks)
    change(&self)
    for block in blocks { move(block) }
    let rise = energy(of: blocks) - before
    if rise > 0 && random.nextFraction() > expNegative(rise / temperature) {
      undo(&self)
      for block in blocks { move(block) }
    }
  }

  private mutating func move(_ block: Int) {
    let first = cascades.blocks.count
    if block < first {
      let ends = cascades.ends(of: block)
      middles[block] = (
        Double(ends.first.x + ends.last.x) / 2, Double(ends.first.y + ends.last.y)
      )
    } else {
      let place = memories.tiles[memories.tile[block - first]]
      middles[block] = (Double(place.x), 2 * Double(place.y))
    }
  }

  private func energy(of blocks: [Int]) -> Double {
    var sum = 0.0
    for block in blocks {
      let here = middles[block]
      for spring in springs[block] {
        let there = middles[spring.block]
        let (x, y) = (here.x - there.x, here.y - there.y)
        // What is between two that move counts twice, before and after.
        sum += spring.strength * (x * x + y * y)
      }
    }
    return sum
  }
}
