// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct BlockGraphTests {
  private func register(_ from: Int, _ to: Int) -> Netlist.Cell {
    Cells.cell("r\(to)", "FDRE", connections: ["D": [.wire(from)], "Q": [.wire(to)]])
  }

  private func block(_ name: String, from wires: [Int], to out: [Int] = []) -> Netlist.Cell {
    Cells.cell(
      name, "DSP48E1",
      connections: ["A": wires.map { .wire($0) }, "P": out.map { .wire($0) }])
  }

  @Test("each bit pulls by one over its cycles; the shortest way counts")
  func strengths() throws {
    let graph = BlockGraph(
      try Cells.netlist([
        block("a", from: [], to: [1, 2]), register(1, 3), register(2, 4), register(4, 5),
        Cells.cell("l", "LUT2", connections: ["I0": [.wire(2)], "O": [.wire(6)]]),
        block("b", from: [3, 5, 6]),
      ]), blocks: ["a": 0, "b": 1])
    #expect(graph.springs == [.init(one: 0, other: 1, strength: 0.5 + 1)])
  }

  @Test("a signal that passes a block's register goes on from there")
  func chain() throws {
    let graph = BlockGraph(
      try Cells.netlist([
        block("source", from: [], to: [1]), register(1, 2), block("first", from: [2]),
        register(2, 3), register(3, 4), block("second", from: [4]),
      ]), blocks: ["source": 0, "first": 1, "second": 2])
    #expect(
      graph.springs == [
        .init(one: 0, other: 1, strength: 0.5),
        .init(one: 1, other: 2, strength: 1 / 3),
      ])
  }

  @Test("signals that many read, and pins of control, pull nothing")
  func control() throws {
    var cells = [block("a", from: [], to: [1, 2]), block("b", from: [1])]
    cells += (0..<50).map { register(1, 100 + $0) }
    cells.append(
      Cells.cell("r", "FDRE", connections: ["CE": [.wire(2)], "D": [.wire(8)], "Q": [.wire(9)]]))
    cells.append(block("c", from: [9]))
    let graph = BlockGraph(
      try Cells.netlist(cells), blocks: ["a": 0, "b": 1, "c": 2])
    #expect(graph.springs.isEmpty)
  }
}
