// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import HardwareBuild

struct SlicePlacementTests {
  /// Two columns of three tiles, the left one with memories; from below the slices of index 0 are 0,
  /// 2, 4 and 6, 8, 10.
  private func sites() throws -> LogicSites {
    LogicSites(
      try Tiles.grid((7...9).flatMap { [("CLBLM_L", 4, $0), ("CLBLL_R", 9, $0)] }))
  }

  private func letter(_ site: Int, _ letter: Int, control: Int = -1) -> LogicUnits.Unit {
    LogicUnits.Unit(sites: [site], letter: letter, control: control)
  }

  @Test("letters change places where the registers of both slices stay alike")
  func letters() throws {
    var placement = SlicePlacement(
      [
        letter(0, 0, control: 1), letter(0, 1, control: 1), letter(2, 0, control: 2),
        letter(2, 3), letter(6, 2, control: 1),
      ], try sites())
    // A register to one of another kind, to one of its kind, to an empty slice.
    #expect(!placement.canExchange(0, 4 * 2 + 1))
    #expect(placement.canExchange(0, 4 * 6 + 1))
    #expect(placement.canExchange(0, 4 * 8))
    // The only register of a slice takes its kind with it.
    #expect(placement.canExchange(4 * 2, 4 * 6 + 2))
    // A table alone goes anywhere, but not where it is already.
    #expect(placement.canExchange(4 * 2 + 3, 2))
    #expect(!placement.canExchange(4 * 2 + 3, 4 * 2 + 1))
    placement.exchange(1, 4 * 6 + 2)
    #expect(placement.site == [0, 6, 2, 2, 0])
    #expect(placement.slot(of: 4) == 1 && placement.slot(of: 1) == 4 * 6 + 2)
  }

  @Test("slices change places as wholes, memories only with slices that can be some")
  func wholes() throws {
    var placement = SlicePlacement(
      [
        LogicUnits.Unit(sites: [0], needsMemory: true), LogicUnits.Unit(sites: [6]),
        letter(2, 1), letter(2, 2),
      ], try sites())
    #expect(!placement.canExchange(4 * 2 + 1, 0))
    #expect(!placement.canMove(0, to: 6))
    #expect(!placement.canMove(1, to: 0))
    #expect(placement.canMove(0, to: 2))
    #expect(placement.units(at: 2, insteadOf: 0) == [2, 3])
    placement.move(0, to: 2)
    #expect(placement.site == [2, 6, 0, 0])
    #expect(placement.slot(of: 3) == 2)
  }

  @Test("chains change places with as many slices above each other")
  func chains() throws {
    let chain = LogicUnits.Unit(sites: [0, 2])
    var placement = SlicePlacement(
      [chain, LogicUnits.Unit(sites: [8]), letter(10, 3)], try sites())
    // Onto itself, and beyond the column.
    #expect(!placement.canMove(0, to: 2))
    #expect(!placement.canMove(0, to: 10))
    #expect(!placement.canMove(1, to: 0))
    #expect(placement.canMove(0, to: 8))
    let before = placement
    placement.move(0, to: 8)
    #expect(placement.site == [8, 0, 2])
    placement.move(0, to: 0)
    #expect(placement.slots == before.slots && placement.site == before.site)
  }
}
