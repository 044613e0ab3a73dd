// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct PlacementRefinementTests {
  /// Registers in a row, each of which reads the one before, the first one a DSP's product; every
  /// other one lies at the other end of the fabric.
  private static let length = 12

  private func grid() throws -> TileGrid {
    try Tiles.grid(
      (0..<8).flatMap { column in (1...40).map { ("CLBLL_L", 2 * column, $0) } }
        + [("DSP_L", 15, 20)])
  }

  private func placed() throws -> Netlist {
    var cells = [
      Cells.cell(
        "d", "DSP48E1_DSP48E1", attributes: ["NEXTPNR_BEL": "X15Y20/DSP48_X0Y0.DSP48E1"],
        connections: ["P0": [.wire(20)], "CLK": [.wire(10)]])
    ]
    for number in 0..<PlacementRefinementTests.length {
      let place = number % 2 == 0 ? "X0Y1/SLICE_X0Y0." : "X14Y40/SLICE_X1Y0."
      let letter = ["A", "B", "C", "D"][number / 2 % 4] + (number < 8 ? "" : "5")
      cells.append(
        Cells.cell(
          "f\(number)", "SLICE_FFX",
          attributes: ["NEXTPNR_BEL": "\(place)\(letter)FF", "X_ORIG_TYPE": "FDRE"],
          connections: [
            "CK": [.wire(10)], "CE": [.wire(11)], "SR": [.wire(12)],
            "D": [.wire(20 + number)], "Q": [.wire(21 + number)],
          ]))
    }
    return try Cells.netlist(cells)
  }

  private func analysis(_ placed: Netlist) throws -> TimingAnalysis {
    let flipFlop = """
      (DELAY (ABSOLUTE (IOPATH CK Q (300:325:350) (300:325:350))))
      (TIMINGCHECK (SETUPHOLD (posedge D) (posedge CK) (100:100:100) (0:0:0)))
      """
    let wires = (0..<PlacementRefinementTests.length).map { number in
      let from = number == 0 ? "d/P0" : "f\(number - 1)/Q"
      return "(INTERCONNECT \(from) f\(number)/D (500:500:500) (500:500:500))"
    }
    let registers = (0..<PlacementRefinementTests.length).map {
      "(CELL (CELLTYPE \"SLICE_FFX\") (INSTANCE f\($0)) \(flipFlop))"
    }
    let text = """
      (DELAYFILE (TIMESCALE 1ps) (CELL (CELLTYPE "top") (INSTANCE )
      (DELAY (ABSOLUTE \(wires.joined(separator: "\n")))))
      (CELL (CELLTYPE "DSP48E1_DSP48E1") (INSTANCE d))
      \(registers.joined(separator: "\n")))
      """
    return TimingAnalysis(
      placed, sdf: try SDFFile(Array(text.utf8), named: "a.sdf"),
      delays: try TimingAnalysisTests.delays())
  }

  @Test("what lies far apart comes together, in places that are free and of one kind")
  func together() throws {
    let placed = try placed()
    var refinement = try PlacementRefinement(
      placed, try analysis(placed), try grid(), period: 1500)
    let before = refinement.longest
    refinement.run(rounds: 20, effort: 200)
    #expect(before > 2500)
    #expect(refinement.longest < 1500)
    let moves = refinement.moves
    let bels = placed.cells.map { $0.attributes["NEXTPNR_BEL"] ?? "" }
    let after = bels.map { moves[$0] ?? $0 }
    #expect(Set(after).count == bels.count)
    #expect(after[0] == bels[0])
    // What shared a letter still does.
    for (one, other) in [(1, 9), (2, 10), (3, 11), (4, 12)] {
      #expect(after[other] == after[one].dropLast(2) + "5FF")
    }
    var again = try PlacementRefinement(
      placed, try analysis(placed), try grid(), period: 1500)
    again.run(rounds: 20, effort: 200)
    #expect(again.moves == moves)
  }

  @Test("a netlist without logic stays as it is")
  func nothing() throws {
    let placed = try Cells.netlist([Cells.cell("d", "DSP48E1_DSP48E1")])
    var refinement = try PlacementRefinement(
      placed, try analysis(try self.placed()), try grid(), period: 1000)
    refinement.run(rounds: 3, effort: 1)
    #expect(refinement.moves.isEmpty)
  }
}
