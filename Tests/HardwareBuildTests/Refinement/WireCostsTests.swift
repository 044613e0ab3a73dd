// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import HardwareBuild

struct WireCostsTests {
  /// A register, and one that reads it, `columns` beside it.
  private func costs(columns: Float, period: Float) throws -> WireCosts {
    var graph = TimingGraph()
    let (from, to) = (graph.pin("f/Q"), graph.pin("g/D"))
    graph.connect(from, to, 500, isWire: true)
    graph.start(from, 350)
    graph.end(to, 50)
    let delay = PlacementTiming.WireDelay()
    let timing = try PlacementTiming(graph, delay) { $0 == "f" ? (0, 0) : (1, 0) }
    let places = [WireCosts.Place(x: 0, y: 0), WireCosts.Place(x: columns, y: 0)]
    return WireCosts(timing, delay, places: places, period: period)
  }

  @Test("a wire's time grows with the columns between its ends")
  func time() throws {
    #expect(try costs(columns: 0, period: 2000).longest == 900)
    #expect(try costs(columns: 40, period: 2000).longest == 900 + 40 * 25)
    #expect(try costs(columns: 40, period: 2000).ends(beyond: 1899) == 1)
    #expect(try costs(columns: 40, period: 2000).ends(beyond: 1900) == 0)
  }

  @Test("what no path has time for costs much more than what one has")
  func budget() throws {
    var costs = try costs(columns: 4, period: 2000)
    // Of 1800 ps half of the spare 800 may be used before paths are timed again: 16 columns.
    func cost(_ columns: Float) -> Float {
      costs.places[1].x = columns
      return costs.cost(of: 0)
    }
    let steps = [4, 12, 20, 28].map { cost($0) }
    #expect(steps[0] < steps[1] && steps[1] < steps[2])
    #expect(abs((steps[1] - steps[0]) - (steps[2] - steps[1])) < 0.01)
    #expect(steps[3] - steps[2] > 10 * (steps[2] - steps[1]))
    #expect(costs.cost(of: 1) == costs.cost(of: 0))
  }

  @Test("both ends of a wire know each other")
  func neighbours() throws {
    let costs = try costs(columns: 4, period: 2000)
    #expect(costs.wireCount(of: 0) == 1 && costs.wireCount(of: 1) == 1)
    #expect(costs.neighbour(of: 0, wire: 0) == 1)
    #expect(costs.neighbour(of: 1, wire: 0) == 0)
  }
}
