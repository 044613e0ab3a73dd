// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct DSPCheckTests {
  private let small: SmallDatabase
  private let constants: ConstantNets

  init() throws {
    small = try SmallDatabase()
    constants = ConstantNets(try Cells.netlist(Cells.sources))
  }

  private func check(
    _ cell: Netlist.Cell = Cells.multiplier(), routed: Netlist.Cell? = nil
  ) throws -> DSPCheck {
    try DSPCheck(
      cell, routed: routed ?? Cells.routed(cell), tile: small.tile("DSP_L_X2Y0"),
      constants: constants)
  }

  private func frames(_ features: Set<String>) throws -> Frames {
    var assembler = try Assembler(database: small.database)
    for feature in features {
      var reader = FASMReader(Array("DSP_L_X2Y0.\(feature)".utf8), named: "a")
      if let feature = try reader.next() { try assembler.apply(feature) }
    }
    return assembler.frames
  }

  @Test("constants without a wire get the tile's bits and no inverter, as Vivado writes them")
  func constantPins() throws {
    let features = try check().features
    #expect(features.contains("DSP_0_INMODE0.DSP_GND_L"))
    #expect(features.contains("DSP_0_INMODE2.DSP_VCC_L"))
    #expect(features.contains("DSP_0_ALUMODE3.DSP_GND_L"))
    #expect(features.contains("DSP_0_OPMODE6.DSP_GND_L"))
    #expect(features.contains("DSP48.DSP_0.ZIS_INMODE_INVERTED[0]"))
    // Routed ones keep what the router did: a 0 is an inverted 1.
    #expect(!features.contains("DSP48.DSP_0.ZIS_OPMODE_INVERTED[1]"))
    #expect(features.contains("DSP48.DSP_0.ZIS_OPMODE_INVERTED[0]"))
  }

  @Test("what nextpnr leaves out is added, with its rule")
  func repairs() throws {
    let check = try check()
    let missing = check.features.filter { feature in
      ["DSP_0_INMODE", "DSP_0_OPMODE6", "DSP48.DSP_0.ZIS_INMODE"].contains {
        feature.hasPrefix($0)
      }
    }
    let repairs = try check.repairs(of: check.features.subtracting(missing))
    #expect(missing.count == 11)
    #expect(Set(repairs.map { $0.feature }) == Set(missing.map { "DSP_L_X2Y0." + $0 }))
    #expect(repairs.allSatisfy { $0.rule == .dspConstantPins && $0.isAdded })
  }

  @Test("a register that is otherwise than the netlist says is refused")
  func refused() throws {
    let check = try check()
    for feature in ["ZPREG[0]", "ZCREG[0]", "BREG_2", "USE_DPORT[0]"] {
      let name = "DSP48.DSP_0." + feature
      let written = check.features.symmetricDifference([name])
      let error = #expect(throws: AccelError.self) { try check.repairs(of: written) }
      #expect(error?.problem.contains(name) == true)
    }
  }

  @Test("a register that the netlist does not mention is there")
  func defaults() throws {
    var cell = Cells.multiplier()
    cell.parameters["INMODEREG"] = nil
    let check = try check(cell)
    let written = check.features.union(["DSP48.DSP_0.ZINMODEREG[0]"])
    let repairs = try check.repairs(of: written)
    #expect(repairs.map { $0.rule } == [.dspDefaultRegisters])
    #expect(repairs.first?.isAdded == false)
  }

  @Test("a routed constant that changed its value is refused")
  func routedConstants() throws {
    let cell = Cells.multiplier()
    var routed = Cells.routed(cell)
    routed.parameters["IS_OPMODE[1]_INVERTED"] = Cells.bits(0)
    let error = #expect(throws: AccelError.self) { try check(cell, routed: routed) }
    #expect(error?.problem.contains("OPMODE[1] 1") == true)
    routed = Cells.routed(cell)
    routed.connections["ALUMODE0"] = [.wire(77)]
    #expect(throws: AccelError.self) { try check(cell, routed: routed) }
  }

  @Test(
    "bits decode to the parameters they came from",
    arguments: [
      [:] as [String: String],
      ["AREG": Cells.bits(0), "BREG": Cells.bits(1), "MREG": Cells.bits(0)],
      ["USE_SIMD": "FOUR12"], ["USE_SIMD": "TWO24", "A_INPUT": "CASCADE", "B_INPUT": "CASCADE"],
      ["SEL_MASK": "C", "AUTORESET_PATDET": "RESET_NOT_MATCH"],
      ["MASK": String(repeating: "1", count: 48), "PATTERN": Cells.bits(0x5a5a, 48)],
    ])
  func decode(parameters: [String: String]) throws {
    let check = try check(Cells.multiplier(parameters: parameters))
    let frames = try frames(check.features)
    try check.verify(frames, small.database)
    // Any bit less is noticed.
    for feature in check.features where !feature.contains("CASCREG") {
      let spoilt = try self.frames(check.features.subtracting([feature]))
      #expect(throws: AccelError.self) { try check.verify(spoilt, small.database) }
    }
  }

  @Test("the cascade's choice counts where something reads it")
  func cascades() throws {
    let quiet = try check()
    #expect(quiet.isIdle("DSP48.DSP_0.ZBREG_2_BCASCREG_1"))
    var cell = Cells.multiplier(parameters: ["BCASCREG": Cells.bits(2)])
    cell.connections["BCOUT"] = [.wire(500)]
    let read = try check(cell)
    #expect(read.features.contains("DSP48.DSP_0.ZBREG_2_BCASCREG_1"))
    let repairs = try read.repairs(
      of: read.features.subtracting(["DSP48.DSP_0.ZBREG_2_BCASCREG_1"]))
    #expect(repairs.map { $0.rule } == [.dspCascadeRegisters])
  }
}
