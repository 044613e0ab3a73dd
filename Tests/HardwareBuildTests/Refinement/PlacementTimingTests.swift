// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import HardwareBuild

struct PlacementTimingTests {
  /// f -> l -> g, a register in the same letter, and g -> chain of two -> h.
  private func graph() -> TimingGraph {
    var graph = TimingGraph()
    func pin(_ name: String) -> Int { graph.pin(name) }
    for (from, to) in [
      ("f/Q", "l/A1"), ("l/O6", "g/D"), ("g/Q", "b/S0"), ("b/CO3", "t/CIN"), ("t/O0", "h/D"),
      ("k/O", "g/CK"),
    ] {
      graph.connect(pin(from), pin(to), 500, isWire: true)
    }
    graph.connect(pin("l/A1"), pin("l/O6"), 100)
    graph.connect(pin("b/S0"), pin("b/CO3"), 300)
    graph.connect(pin("t/CIN"), pin("t/O0"), 200)
    graph.start(pin("f/Q"), 350)
    graph.start(pin("g/Q"), 350)
    graph.end(pin("g/D"), 50)
    graph.end(pin("h/D"), 50)
    return graph
  }

  private let units: [String: (unit: Int, slice: Int)] = [
    "f": (0, 0), "l": (1, 0), "g": (1, 0), "b": (2, 0), "t": (2, 1), "h": (2, 1), "k": (3, 0),
  ]

  @Test("wires between units take what they are told, those within one what they are")
  func lengths() throws {
    var timing = try PlacementTiming(graph(), PlacementTiming.WireDelay()) { units[$0] }
    #expect(timing.wires.map { [$0.from, $0.to] } == [[0, 1], [1, 2]])
    timing.set(1000, of: 0)
    timing.set(600, of: 1)
    let longest = timing.propagate()
    // The way through the chain: in it 60, and 20 from its top to the register.
    #expect(longest == 350 + 600 + 300 + 60 + 200 + 20 + 50)
    #expect(timing.length(through: 1) == longest)
    #expect(timing.length(through: 0) == 350 + 1000 + 100 + 20 + 50)
    #expect(timing.ends(beyond: 1520) == 1)
  }

  @Test("logic that feeds itself is refused")
  func loop() throws {
    var graph = graph()
    graph.connect(graph.pin("l/O6"), graph.pin("l/A1"), 10)
    #expect(throws: (any Error).self) {
      try PlacementTiming(graph, PlacementTiming.WireDelay()) { units[$0] }
    }
  }
}
