// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Moves what nextpnr placed, so that the longest paths become shorter: its placer knows no delays of
/// DSPs and few of block RAMs, and leaves some cells far from all that they are connected to.
///
/// Simulated annealing of letters, slices and carry chains, from a low temperature. DSPs, block RAMs
/// and the processor stay where they are.
struct PlacementRefinement {
  /// Cost that a move may add at the beginning, how far it goes at last, and how much farther at first.
  private static let heat: Float = 3
  private static let nearest = 2
  private static let farther: Float = 20

  private let placed: Netlist
  private let units: [LogicUnits.Unit]
  private let period: Float
  private let progress: (String) -> Void
  private var placement: SlicePlacement
  private var costs: WireCosts
  /// The same for the same netlist.
  private var random = SplitMix(seed: 1)

  /// - Parameters:
  ///   - placed: nextpnr's netlist behind placement.
  ///   - analysis: with the delays of its cells.
  ///   - grid: of the part.
  ///   - period: picoseconds of a cycle.
  ///   - progress: gets a line now and then.
  /// - Throws: ``AccelError`` `unavailable` for logic that feeds itself.
  init(
    _ placed: Netlist, _ analysis: TimingAnalysis, _ grid: TileGrid, period: Double,
    progress: @escaping (String) -> Void = { _ in }
  ) throws(AccelError) {
    self.placed = placed
    self.period = Float(period)
    self.progress = progress
    let sites = LogicSites(grid)
    units = LogicUnits(placed, sites).units
    placement = SlicePlacement(units, sites)
    var numbers: [String: (unit: Int, slice: Int)] = [:]
    var places = units.map { PlacementRefinement.place($0.sites[0], sites) }
    for (number, unit) in units.enumerated() {
      for (cell, slice) in unit.cells { numbers[placed.cells[cell].name] = (number, slice) }
    }
    for cell in placed.cells where numbers[cell.name] == nil {
      guard let place = cell.place, PlacementRefinement.isBlock(cell.type) else { continue }
      numbers[cell.name] = (places.count, 0)
      places.append(WireCosts.Place(x: Float(place.x), y: Float(place.y)))
    }
    let delay = PlacementTiming.WireDelay()
    let timing = try PlacementTiming(analysis.graph, delay) { numbers[$0] }
    costs = WireCosts(timing, delay, places: places, period: Float(period))
  }

  private static func isBlock(_ type: String) -> Bool {
    type.hasPrefix("DSP48E1") || type.hasPrefix("RAMB") || type.hasPrefix("PS7")
  }

  private static func place(_ site: Int, _ sites: LogicSites) -> WireCosts.Place {
    WireCosts.Place(x: Float(sites.sites[site].x), y: Float(sites.sites[site].y))
  }

  /// Picoseconds of the longest path, with wires as long as their ends are far from each other.
  var longest: Float { costs.longest }

  /// nextpnr's new name for the place of each cell that moved, by its old one.
  var moves: [String: String] {
    let sites = placement.sites.sites
    var moves: [String: String] = [:]
    for (number, unit) in units.enumerated() {
      let (lowest, slot) = (placement.site[number], placement.slot(of: number))
      guard lowest != unit.sites[0] || slot != unit.slot else { continue }
      for (cell, slice) in unit.cells {
        guard let place = placed.cells[cell].attributes["NEXTPNR_BEL"],
          let dot = place.firstIndex(of: ".")
        else { continue }
        let part = place[place.index(after: dot)...]
        let prefix = sites[lowest + 2 * slice].prefix
        moves[place] =
          prefix + (slot.map { "\(["A", "B", "C", "D"][$0 % 4])\(part.dropFirst())" } ?? part)
      }
    }
    return moves
  }

  /// Move units, unless paths are as long behind it as before.
  ///
  /// - Parameters:
  ///   - rounds: between which all paths are timed.
  ///   - effort: moves to try of each unit in a round.
  mutating func run(rounds: Int = 200, effort: Int = 15) {
    guard !units.isEmpty else { return }
    let before = (placement: placement, costs: costs)
    for round in 0..<rounds {
      if round % 20 == 0 { report() }
      let left = Float(rounds - 1 - round) / Float(rounds)
      let temperature = PlacementRefinement.heat * left * left
      let reach = PlacementRefinement.nearest + Int(PlacementRefinement.farther * left)
      for _ in 0..<(effort * units.count) { attempt(temperature, reach) }
      costs.weigh()
    }
    if (costs.ends(beyond: period), costs.longest)
      > (before.costs.ends(beyond: period), before.costs.longest)
    {
      (placement, costs) = before
    }
    report()
  }

  private func report() {
    progress(
      "\(costs.ends(beyond: period)) paths too long, the longest takes \(Int(longest)) ps")
  }

  // MARK: moves

  private mutating func attempt(_ temperature: Float, _ reach: Int) {
    let unit = random.next(below: units.count)
    guard let target = target(of: unit, reach) else { return }
    if placement.isWhole(unit) {
      attemptWhole(unit, target, temperature)
    } else {
      attemptLetter(unit, 4 * target + random.next(below: 4), temperature)
    }
  }

  /// A slice near the unit, or on the way to one that a wire leads to.
  private mutating func target(of unit: Int, _ reach: Int) -> Int? {
    let here = costs.places[unit]
    var (x, y) = (Int(here.x), Int(here.y))
    let wires = costs.wireCount(of: unit)
    if wires > 0, random.next(below: 2) == 0 {
      let other = costs.neighbour(of: unit, wire: random.next(below: wires))
      let part = Float(random.next(below: 3) + 1) / 3
      x += Int(part * (costs.places[other].x - here.x))
      y += Int(part * (costs.places[other].y - here.y))
    }
    x += random.next(below: 2 * reach + 1) - reach
    y += random.next(below: 2 * reach + 1) - reach
    return placement.sites.number(near: x, y: y, index: random.next(below: 2))
  }

  private mutating func attemptLetter(_ unit: Int, _ there: Int, _ temperature: Float) {
    guard let here = placement.slot(of: unit), placement.canExchange(here, there) else { return }
    let other = Int(placement.slots[there])
    decide(other >= 0 ? [unit, other] : [unit], temperature) {
      $0.exchange(here, there)
    } undo: {
      $0.exchange(here, there)
    }
  }

  private mutating func attemptWhole(_ unit: Int, _ target: Int, _ temperature: Float) {
    guard placement.canMove(unit, to: target) else { return }
    let here = placement.site[unit]
    decide([unit] + placement.units(at: target, insteadOf: unit), temperature) {
      $0.move(unit, to: target)
    } undo: {
      $0.move(unit, to: here)
    }
  }

  /// Move units, and move them back unless that saves cost or the temperature allows it.
  private mutating func decide(
    _ moved: [Int], _ temperature: Float, _ change: (inout SlicePlacement) -> Void,
    undo: (inout SlicePlacement) -> Void
  ) {
    var rise: Float = 0
    for unit in moved { rise -= costs.cost(of: unit) }
    change(&placement)
    for unit in moved { settle(unit) }
    for unit in moved { rise += costs.cost(of: unit) }
    guard rise > 0 else { return }
    if temperature == 0 || random.nextFraction() > expNegative(Double(rise / temperature)) {
      undo(&placement)
      for unit in moved { settle(unit) }
    }
  }

  private mutating func settle(_ unit: Int) {
    costs.places[unit] = PlacementRefinement.place(placement.site[unit], placement.sites)
  }
}
