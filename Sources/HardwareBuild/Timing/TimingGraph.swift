// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Pins with the delays between them, and when a signal is at each.
struct TimingGraph {
  struct Arc {
    var to: Int
    var picoseconds: Int
    /// Of a wire, not of a way through a cell.
    var isWire: Bool
  }

  private var ids: [String: Int] = [:]
  private(set) var names: [String] = []
  private(set) var arcs: [[Arc]] = []
  private var fanIn: [Int] = []
  private(set) var starts: [Int: Int] = [:]
  private(set) var setups: [Int: Int] = [:]
  /// `nil` where no path arrives.
  private(set) var arrivals: [Int?] = []
  private var predecessors: [Int] = []

  /// The number of a pin, given as `CELL/PIN`.
  mutating func pin(_ name: String) -> Int {
    if let id = ids[name] { return id }
    let id = names.count
    ids[name] = id
    names.append(name)
    arcs.append([])
    fanIn.append(0)
    return id
  }

  /// The number of a pin that is known already.
  func known(_ name: String) -> Int? { ids[name] }

  mutating func connect(_ from: Int, _ to: Int, _ picoseconds: Int, isWire: Bool = false) {
    arcs[from].append(Arc(to: to, picoseconds: picoseconds, isWire: isWire))
    fanIn[to] += 1
  }

  /// A signal leaves a clocked pin.
  mutating func start(_ pin: Int, _ picoseconds: Int) {
    starts[pin] = max(starts[pin] ?? 0, picoseconds)
  }

  /// A signal must be at a clocked pin this long before the next edge.
  mutating func end(_ pin: Int, _ picoseconds: Int) {
    setups[pin] = max(setups[pin] ?? Int.min, picoseconds)
  }

  func isStart(_ pin: Int) -> Bool { starts[pin] != nil }
  func isEnd(_ pin: Int) -> Bool { setups[pin] != nil }
  func leadsOn(_ pin: Int) -> Bool { !arcs[pin].isEmpty }

  /// Find when each signal arrives, in topological order.
  ///
  /// - Throws: ``AccelError`` `unavailable` if signals go in a circle.
  mutating func propagate() throws(AccelError) {
    arrivals = [Int?](repeating: nil, count: names.count)
    predecessors = [Int](repeating: -1, count: names.count)
    for (pin, delay) in starts { arrivals[pin] = delay }
    for pin in try order() {
      for arc in arcs[pin] {
        if let time = arrivals[pin], time + arc.picoseconds > arrivals[arc.to] ?? Int.min {
          arrivals[arc.to] = time + arc.picoseconds
          predecessors[arc.to] = pin
        }
      }
    }
  }

  /// All pins, each behind those that lead to it.
  ///
  /// - Throws: ``AccelError`` `unavailable` if signals go in a circle.
  func order() throws(AccelError) -> [Int] {
    var waiting = fanIn
    var ready = names.indices.filter { waiting[$0] == 0 }
    var order: [Int] = []
    while let pin = ready.popLast() {
      order.append(pin)
      for arc in arcs[pin] {
        waiting[arc.to] -= 1
        if waiting[arc.to] == 0 { ready.append(arc.to) }
      }
    }
    guard order.count == names.count else {
      let pin = names.indices.first { waiting[$0] > 0 }.map { names[$0] } ?? "?"
      throw refused(
        "analyse the timing", "logic around \(pin) feeds itself", "break the loop by a register")
    }
    return order
  }

  /// The ends of paths with their whole delay, the longest first.
  func ends() -> [(pin: Int, picoseconds: Int)] {
    var ends: [(pin: Int, picoseconds: Int)] = []
    for (pin, setup) in setups {
      if let time = arrivals[pin] { ends.append((pin, time + setup)) }
    }
    return ends.sorted {
      $0.picoseconds == $1.picoseconds
        ? names[$0.pin] < names[$1.pin] : $0.picoseconds > $1.picoseconds
    }
  }

  func setup(of pin: Int) -> Int { setups[pin] ?? 0 }

  /// Where the longest path to a pin begins.
  func origin(of pin: Int) -> String {
    var pin = pin
    while predecessors[pin] >= 0 { pin = predecessors[pin] }
    return names[pin]
  }

  /// The pins on the way to one, from the clocked pin on.
  func path(to pin: Int) -> [Int] {
    var path = [pin]
    while let last = path.last, predecessors[last] >= 0, path.count < names.count {
      path.append(predecessors[last])
    }
    return path.reversed()
  }
}
