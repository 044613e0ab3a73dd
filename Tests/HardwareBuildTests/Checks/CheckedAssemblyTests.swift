// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct CheckedAssemblyTests {
  private let small: SmallDatabase

  init() throws {
    small = try SmallDatabase()
  }

  private func assemble(
    _ fasm: [String], synthesized: [Netlist.Cell], routed: [Netlist.Cell]
  ) throws -> CheckedAssembly {
    try CheckedAssembly(
      fasm: Array(fasm.joined(separator: "\n").utf8), named: "a.fasm",
      synthesized: Cells.netlist(synthesized), routed: Cells.netlist(routed + Cells.sources),
      database: small.database)
  }

  @Test("a block is repaired, assembled and decoded back; the rest is assembled as it is")
  func whole() throws {
    let cell = Cells.multiplier()
    let routed = Cells.routed(cell)
    let check = try DSPCheck(
      cell, routed: routed, tile: small.tile("DSP_L_X2Y0"),
      constants: ConstantNets(Cells.netlist(Cells.sources)))
    let written = check.features.filter { !$0.contains("_INMODE2.") }
    let fasm = written.map { "DSP_L_X2Y0." + $0 } + ["IO_X1Y0.SITE_Y0.SLEW"]
    let assembly = try assemble(fasm, synthesized: [cell], routed: [routed])
    #expect(assembly.checked == 1)
    #expect(
      assembly.repairs == [
        Repair(
          rule: .dspConstantPins, cell: "mac", feature: "DSP_L_X2Y0.DSP_0_INMODE2.DSP_VCC_L",
          isAdded: true)
      ])
    // Each feature has one bit here, and one is what every bitstream has.
    #expect(assembly.frames.setBits == check.features.count + 2)
  }

  @Test("a block that got lost, or that the netlist does not have, is refused")
  func lost() throws {
    let cell = Cells.multiplier()
    var stranger = Cells.routed(cell)
    stranger.name = "another"
    #expect(throws: AccelError.self) { try assemble([], synthesized: [cell], routed: []) }
    #expect(throws: AccelError.self) {
      try assemble([], synthesized: [cell], routed: [stranger])
    }
  }
}
