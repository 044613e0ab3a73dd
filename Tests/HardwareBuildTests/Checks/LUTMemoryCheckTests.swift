// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct LUTMemoryCheckTests {
  private let small: SmallDatabase

  init() throws {
    small = try SmallDatabase()
  }

  private func part(
    _ name: String, _ type: String, bel: String, shift: Bool = false,
    _ parameters: [String: String] = [:], input: String = "DI1"
  ) -> Netlist.Cell {
    Cells.cell(
      name, "SLICE_LUTX", parameters: parameters,
      attributes: [
        "X_ORIG_TYPE": type, "NEXTPNR_BEL": "X4Y0/SLICE_X0Y0.\(bel)",
        shift ? "X_LUT_AS_SRL" : "X_LUT_AS_DRAM": "1 ",
      ], connections: [input: [.wire(5)]])
  }

  private func check(
    _ cells: [Netlist.Cell], _ sources: [Netlist.Cell] = [], letter: Character
  ) throws -> LUTMemoryCheck {
    try LUTMemoryCheck(
      cells, sources: Dictionary(uniqueKeysWithValues: sources.map { ($0.name, $0) }),
      tile: small.tile("CLBLM_L_X4Y0"), letter: letter)
  }

  private func contents(_ check: LUTMemoryCheck) -> Set<Int> {
    Set(
      check.features.compactMap { feature in
        feature.contains("INIT[") ? Int(feature.split(separator: "[")[1].dropLast()) : nil
      })
  }

  @Test("RAM32M keeps its even bits below and its odd bits above")
  func twoBits() throws {
    let source = Cells.cell("m", "RAM32M", parameters: ["INIT_B": Cells.bits(0b1101, 64)])
    let check = try check(
      [
        part("m/DPR1_0", "RAMD32", bel: "B5LUT"),
        part("m/DPR1_1", "RAMD32", bel: "B6LUT", input: "DI2"),
      ], [source], letter: "B")
    #expect(contents(check) == [0, 1, 33])
    #expect(
      check.features.isSuperset(of: [
        "SLICEM_X0.BLUT.RAM", "SLICEM_X0.BLUT.SMALL", "SLICEM_X0.BLUT.DI1MUX.BI",
      ]))
    let lost = check.features.filter { !$0.contains("INIT[") }
    #expect(try Set(check.repairs(of: lost).map { $0.rule }) == [.lutMemoryContents])
  }

  @Test("RAM64M's and a shift register's contents are the netlist's")
  func wide() throws {
    let source = Cells.cell("m", "RAM64M", parameters: ["INIT_D": Cells.bits(5, 64)])
    let memory = try check(
      [part("m/DPR3", "RAMD64E", bel: "D6LUT")], [source], letter: "D")
    #expect(contents(memory) == [0, 2])
    #expect(!memory.features.contains { $0.contains("DI1MUX") })
    let long = try check(
      [part("s", "SRLC32E", bel: "A6LUT", shift: true, ["INIT": Cells.bits(6)])], letter: "A")
    #expect(contents(long) == [2, 3, 4, 5])
    #expect(long.features.isSuperset(of: ["SLICEM_X0.ALUT.SRL", "SLICEM_X0.ALUT.DI1MUX.AI"]))
    let short = try check(
      [part("s", "SRL16E", bel: "C6LUT", shift: true, ["INIT": Cells.bits(6, 16)], input: "DI2")],
      letter: "C")
    #expect(contents(short) == [34, 35, 36, 37])
    #expect(short.features.contains("SLICEM_X0.CLUT.SMALL"))
    // The lower half is never read.
    #expect(try short.repairs(of: short.features.union(["SLICEM_X0.CLUT.INIT[3]"])).isEmpty)
    let repairs = try short.repairs(of: short.features.subtracting(["SLICEM_X0.CLUT.INIT[34]"]))
    #expect(repairs.map { $0.rule } == [.shiftRegisterContents])
  }

  @Test("a falling clock is refused, and a mode that the router left out")
  func refused() throws {
    #expect(throws: AccelError.self) {
      try self.check(
        [part("m", "RAMD64E", bel: "A6LUT", ["IS_WCLK_INVERTED": Cells.bits(1)])], letter: "A")
    }
    let check = try check([part("m", "RAMD64E", bel: "A6LUT")], letter: "A")
    for feature in ["RAM", "SMALL", "DI1MUX.AI"] {
      let written = check.features.symmetricDifference(["SLICEM_X0.ALUT." + feature])
      #expect(throws: AccelError.self) { try check.repairs(of: written) }
    }
  }

  @Test("frames are compared with mode and contents")
  func verify() throws {
    let check = try check(
      [part("m", "RAMD64E", bel: "A6LUT", ["INIT": Cells.bits(9, 64)])], letter: "A")
    func frames(_ features: Set<String>) throws -> Frames {
      var assembler = try Assembler(database: small.database)
      for feature in features {
        var reader = FASMReader(Array("CLBLM_L_X4Y0.\(feature)".utf8), named: "a")
        if let feature = try reader.next() { try assembler.apply(feature) }
      }
      return assembler.frames
    }
    try check.verify(frames(check.features), small.database)
    for feature in check.features.union(["SLICEM_X0.ALUT.SRL", "SLICEM_X0.ALUT.INIT[7]"]) {
      let spoilt = try frames(check.features.symmetricDifference([feature]))
      #expect(throws: AccelError.self) { try check.verify(spoilt, small.database) }
    }
  }
}
