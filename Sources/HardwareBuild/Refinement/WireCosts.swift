// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What the wires of a placed design cost, by where their ends are: a little for their length, more on
/// the way of long paths, and much for what is longer than its paths have time for.
struct WireCosts {
  /// A place of the grid; that of a carry chain is its lowest slice's.
  struct Place {
    var x, y: Float
  }

  /// One end of a wire.
  private struct End {
    var other: Int32
    var wire: Int32
    /// Slices that this end is above the other one, beside what their units are.
    var rise: Float
  }

  /// Of a picosecond of a wire that no path is long through, and what is added for one on a path that
  /// takes the whole period; paths beyond `longestShare` periods count as those.
  private static let least: Float = 0.05
  private static let critical: Float = 0.05
  private static let longestShare: Float = 1.2
  /// The share of the period that a path may take; the rest is for wires that the router leads around.
  private static let goal: Float = 0.9
  /// Of a picosecond that no path has time for.
  private static let excess: Float = 2
  /// Of a path's spare time, what each of its wires may use until all paths are timed again.
  private static let spare: Float = 0.5
  /// The wires of a signal with more readers cost each of them less for their length.
  private static let fewReaders: Float = 8

  /// Of each unit and each fixed block.
  var places: [Place]
  /// Picoseconds of the longest path when they were timed last.
  private(set) var longest: Float = 0
  private var timing: PlacementTiming
  private let delay: PlacementTiming.WireDelay
  private let period: Float
  private var weights: [Float]
  /// Picoseconds by which a wire may be longer than the shortest before it is too long.
  private var budgets: [Float]
  private var firstEnd: [Int32] = []
  private var ends: [End] = []

  init(
    _ timing: PlacementTiming, _ delay: PlacementTiming.WireDelay, places: [Place], period: Float
  ) {
    self.timing = timing
    self.delay = delay
    self.places = places
    self.period = period
    weights = [Float](repeating: 0, count: timing.wires.count)
    budgets = weights
    connect()
    weigh()
  }

  private mutating func connect() {
    var next = [Int32](repeating: 0, count: places.count + 1)
    for wire in timing.wires {
      next[wire.from + 1] += 1
      next[wire.to + 1] += 1
    }
    for index in next.indices.dropFirst() { next[index] += next[index - 1] }
    firstEnd = next
    ends = [End](repeating: End(other: 0, wire: 0, rise: 0), count: 2 * timing.wires.count)
    for (number, wire) in timing.wires.enumerated() {
      let rise = Float(wire.toSlice - wire.fromSlice)
      ends[Int(next[wire.from])] = End(
        other: Int32(wire.to), wire: Int32(number), rise: rise)
      next[wire.from] += 1
      ends[Int(next[wire.to])] = End(
        other: Int32(wire.from), wire: Int32(number), rise: -rise)
      next[wire.to] += 1
    }
  }

  /// Ends of paths that are longer.
  func ends(beyond picoseconds: Float) -> Int { timing.ends(beyond: picoseconds) }

  /// Of a unit.
  func wireCount(of unit: Int) -> Int { Int(firstEnd[unit + 1] - firstEnd[unit]) }

  /// The unit or block at the other end of one of a unit's wires.
  func neighbour(of unit: Int, wire: Int) -> Int { Int(ends[Int(firstEnd[unit]) + wire].other) }

  /// Time all paths, and give wires weights and budgets.
  mutating func weigh() {
    for (number, wire) in timing.wires.enumerated() {
      timing.set(delay.base + length(wire), of: number)
    }
    longest = timing.propagate()
    for (number, wire) in timing.wires.enumerated() {
      let path = timing.length(through: number)
      let share = min(WireCosts.longestShare, max(0, path / period))
      let square = share * share
      weights[number] =
        WireCosts.least * min(1, WireCosts.fewReaders / Float(wire.readers))
        + WireCosts.critical * square * square
      let slack = WireCosts.goal * period - path
      budgets[number] = length(wire) + (slack > 0 ? WireCosts.spare * slack : slack)
    }
  }

  /// Of all wires of a unit.
  func cost(of unit: Int) -> Float {
    var sum: Float = 0
    let here = places[unit]
    for index in Int(firstEnd[unit])..<Int(firstEnd[unit + 1]) {
      let end = ends[index]
      let length = length(here, places[Int(end.other)], end.rise)
      sum +=
        weights[Int(end.wire)] * length
        + WireCosts.excess * max(0, length - budgets[Int(end.wire)])
    }
    return sum
  }

  private func length(_ wire: PlacementTiming.Wire) -> Float {
    length(places[wire.from], places[wire.to], Float(wire.toSlice - wire.fromSlice))
  }

  /// - Parameter rise: slices that the first end is above the second, beside what their places say.
  private func length(_ one: Place, _ other: Place, _ rise: Float) -> Float {
    delay.column * abs(one.x - other.x) + delay.row * abs(one.y - other.y + rise)
  }
}
