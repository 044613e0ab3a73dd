// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The timing of a placed design as a function of where its units are: wires take as long as they
/// reach far.
struct PlacementTiming {
  /// From a unit to another one.
  struct Wire {
    var from, to: Int
    /// The arc that it is.
    var arc: Int
    /// How many slices above the unit's lowest one its ends are.
    var fromSlice, toSlice: Int
    /// Readers of its signal.
    var readers: Int
  }

  /// Picoseconds of a wire: an estimate of what the router will make of it.
  struct WireDelay {
    var base: Float = 500
    var column: Float = 25
    var row: Float = 50
    /// Within a slice, and to the next one of a cascade or a carry chain.
    var direct: Float = 20
    var chain: Float = 60
  }

  /// Those that depend on places.
  private(set) var wires: [Wire] = []
  /// Arcs by the pin they begin at.
  private var firstArc: [Int32] = []
  private var arcTo: [Int32] = []
  private var arcFrom: [Int32] = []
  private var delays: [Float] = []
  private var order: [Int32] = []
  private var starts: [Float] = []
  private var setups: [Float] = []
  private var arrivals: [Float] = []
  /// From a pin to the end of the longest path through it.
  private var rests: [Float] = []

  /// - Parameters:
  ///   - graph: with delays of cells, and of wires that do not depend on places.
  ///   - delay: of wires.
  ///   - unit: of a cell, with the slice in it; `nil` for cells of no unit.
  /// - Throws: ``AccelError`` `unavailable` for logic that feeds itself.
  init(
    _ graph: TimingGraph, _ delay: WireDelay, unit: (String) -> (unit: Int, slice: Int)?
  ) throws(AccelError) {
    let pins = graph.names.indices
    let places = graph.names.map { unit(TimingAnalysis.split($0).cell) }
    firstArc = [0]
    for pin in pins {
      let readers = graph.arcs[pin].filter { $0.isWire }.count
      for arc in graph.arcs[pin] {
        var picoseconds = Float(arc.picoseconds)
        let name = TimingAnalysis.split(graph.names[arc.to]).pin
        if arc.isWire, let from = places[pin], let to = places[arc.to] {
          if PlacementTiming.chained.contains(TimingAnalysis.base(of: name)) {
            picoseconds = delay.chain
          } else if from.unit == to.unit {
            let isDirect =
              from.slice == to.slice && !graph.names[pin].hasSuffix("/Q")
              && PlacementTiming.direct.contains(TimingAnalysis.base(of: name))
            picoseconds = isDirect ? delay.direct : delay.base
          } else if !TimingAnalysis.isClock(TimingAnalysis.base(of: name)) {
            wires.append(
              Wire(
                from: from.unit, to: to.unit, arc: arcTo.count, fromSlice: from.slice,
                toSlice: to.slice, readers: readers))
          }
        }
        arcTo.append(Int32(arc.to))
        arcFrom.append(Int32(pin))
        delays.append(picoseconds)
      }
      firstArc.append(Int32(arcTo.count))
    }
    starts = pins.map { Float(graph.starts[$0] ?? PlacementTiming.never) }
    setups = pins.map { Float(graph.setups[$0] ?? PlacementTiming.never) }
    arrivals = starts
    rests = setups
    order = try graph.order().map { Int32($0) }
  }

  /// Picoseconds where no path is, and what is surely more than that and all delays.
  private static let never = -1_000_000_000
  private static let some: Float = -100_000_000

  mutating func set(_ picoseconds: Float, of wire: Int) { delays[wires[wire].arc] = picoseconds }

  /// Find the longest paths.
  ///
  /// - Returns: picoseconds of the longest.
  mutating func propagate() -> Float {
    arrivals = starts
    for pin in order {
      let time = arrivals[Int(pin)]
      guard time > PlacementTiming.some else { continue }
      for arc in Int(firstArc[Int(pin)])..<Int(firstArc[Int(pin) + 1]) {
        let to = Int(arcTo[arc])
        arrivals[to] = max(arrivals[to], time + delays[arc])
      }
    }
    rests = setups
    var longest: Float = 0
    for pin in order.reversed() {
      var rest = rests[Int(pin)]
      for arc in Int(firstArc[Int(pin)])..<Int(firstArc[Int(pin) + 1]) {
        rest = max(rest, rests[Int(arcTo[arc])] + delays[arc])
      }
      rests[Int(pin)] = rest
      longest = max(longest, arrivals[Int(pin)] + rest)
    }
    return longest
  }

  /// The longest path through a wire; 0 or less without one.
  func length(through wire: Int) -> Float {
    let arc = wires[wire].arc
    return arrivals[Int(arcFrom[arc])] + delays[arc] + rests[Int(arcTo[arc])]
  }

  /// Ends of paths that are longer.
  func ends(beyond limit: Float) -> Int {
    arrivals.indices.reduce(0) {
      $0 + (setups[$1] > PlacementTiming.some && arrivals[$1] + setups[$1] > limit ? 1 : 0)
    }
  }

  /// Pins that only the neighbour's wire leads to.
  private static let chained: Set<String> = ["CIN", "CI", "PCIN", "ACIN", "BCIN"]
  /// Pins that what is in the same slice leads to without a detour: of registers, carry chains and
  /// multiplexers.
  private static let direct: Set<String> = ["D", "S", "DI", "0", "1"]
}
