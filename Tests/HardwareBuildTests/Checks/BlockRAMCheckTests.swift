// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct BlockRAMCheckTests {
  private let small: SmallDatabase

  init() throws {
    small = try SmallDatabase()
  }

  private func cell(
    _ type: String = "RAMB36E1", read: Int = 0, write: Int = 0, _ more: [String: String] = [:]
  ) -> Netlist.Cell {
    var parameters = [
      "READ_WIDTH_A": Cells.bits(0), "READ_WIDTH_B": Cells.bits(read),
      "WRITE_WIDTH_A": Cells.bits(write), "WRITE_WIDTH_B": Cells.bits(0),
      "WRITE_MODE_A": "READ_FIRST", "WRITE_MODE_B": "READ_FIRST",
    ]
    parameters.merge(more) { $1 }
    return Cells.cell("memory", type, parameters: parameters)
  }

  private func check(_ cell: Netlist.Cell, half: Int = 0) throws -> BlockRAMCheck {
    var routed = cell
    routed.type = "\(cell.type)_\(cell.type)"
    for pin in ["RSTRAMARSTRAM", "RSTRAMB", "RSTREGARSTREG", "RSTREGB"] {
      routed.parameters["IS_\(pin)_INVERTED"] = Cells.bits(1)
    }
    return try BlockRAMCheck(
      cell, routed: routed, tile: small.tile("BRAM_L_X3Y0"), half: half)
  }

  private func frames(_ features: Set<String>, contents: [String] = []) throws -> Frames {
    var assembler = try Assembler(database: small.database)
    for feature in features.union(contents) {
      var reader = FASMReader(Array("BRAM_L_X3Y0.\(feature)".utf8), named: "a")
      if let feature = try reader.next() { try assembler.apply(feature) }
    }
    return assembler.frames
  }

  @Test(
    "a whole block's widths are twice its halves', and 1 and 9 take a bit of their own",
    arguments: [
      (1, 1, true), (2, 1, false), (4, 2, false), (9, 4, true), (18, 9, false), (36, 18, false),
    ])
  func widths(width: Int, code: Int, isJoined: Bool) throws {
    for half in 0...1 {
      let features = try check(cell(read: width, write: width), half: half).features
      #expect(features.contains("RAMB18_Y\(half).READ_WIDTH_B_\(code)") == (code > 1))
      #expect(features.contains("RAMB36.BRAM36_READ_WIDTH_B_1") == (isJoined && half == 0))
      #expect(features.contains("RAMB36.BRAM36_WRITE_WIDTH_A_1") == (isJoined && half == 0))
    }
  }

  @Test("a simple dual port of 36 bits takes the codes that Vivado gives each half of a tile")
  func dualPort() throws {
    let cell = cell(
      "RAMB18E1", ["READ_WIDTH_A": Cells.bits(36), "WRITE_WIDTH_B": Cells.bits(36)])
    let lower = try check(cell, half: 0).features
    let upper = try check(cell, half: 1).features
    #expect(!lower.contains("RAMB18_Y0.READ_WIDTH_A_18"))
    #expect(upper.contains("RAMB18_Y1.READ_WIDTH_A_18"))
    #expect(lower.contains("RAMB18_Y0.READ_WIDTH_B_18"))
    #expect(lower.isSuperset(of: ["RAMB18_Y0.WRITE_WIDTH_A_18", "RAMB18_Y0.WRITE_WIDTH_B_18"]))
    #expect(lower.isSuperset(of: ["RAMB18_Y0.SDP_READ_WIDTH_36", "RAMB18_Y0.SDP_WRITE_WIDTH_36"]))
    // Of the port that is not used nextpnr once wrote the code 1.
    let repairs = try check(cell).repairs(
      of: lower.subtracting(["RAMB18_Y0.WRITE_WIDTH_A_18"]).union(["RAMB18_Y0.WRITE_WIDTH_A_1"]))
    #expect(repairs.map { $0.rule } == [.blockRAMDualPortWidths])
  }

  @Test("what nextpnr leaves out is added, with its rule")
  func repairs() throws {
    let odd = try check(cell(read: 9, write: 9))
    let without = odd.features.filter { !$0.hasPrefix("RAMB36.") }
    #expect(try Set(odd.repairs(of: without).map { $0.rule }) == [.blockRAMOddWidths])
    let registered = try check(
      cell(
        read: 36, write: 36,
        ["DOB_REG": Cells.bits(1), "RSTREG_PRIORITY_B": "REGCE"]))
    let names = ["RAMB18_Y0.ZINV_REGCLKB", "RAMB18_Y0.RSTREG_PRIORITY_B_REGCE"]
    #expect(registered.features.isSuperset(of: names))
    #expect(!registered.features.contains("RAMB18_Y0.ZINV_REGCLKARDRCLK"))
    let rules = try registered.repairs(of: registered.features.subtracting(names)).map { $0.rule }
    #expect(Set(rules) == [.blockRAMRegisterClocks, .blockRAMOptions])
  }

  @Test("another width or mode than the netlist's is refused")
  func refused() throws {
    let check = try check(cell(read: 36, write: 36))
    for feature in ["READ_WIDTH_B_18", "DOB_REG", "WRITE_MODE_A_READ_FIRST", "ZINV_CLKARDCLK"] {
      let written = check.features.symmetricDifference(["RAMB18_Y0." + feature])
      #expect(throws: AccelError.self) { try check.repairs(of: written) }
    }
    // Codes that are all zeros may be written.
    #expect(try check.repairs(of: check.features.union(["RAMB18_Y0.READ_WIDTH_A_1"])).isEmpty)
  }

  @Test("chains, error correction and outputs that begin at 1 are refused")
  func unsupported() {
    for (parameter, value) in [
      ("RAM_EXTENSION_A", "LOWER"), ("EN_ECC_READ", "TRUE"), ("SRVAL_B", "x01"),
      ("READ_WIDTH_B", Cells.bits(5)),
    ] {
      #expect(throws: AccelError.self) { try check(cell("RAMB36E1", [parameter: value])) }
    }
  }

  @Test("contents decode to the netlist's: even bits below, odd ones above")
  func contents() throws {
    let row = String(repeating: "0", count: 250) + "1x0111"
    let cell = cell(read: 36, write: 36, ["INIT_05": row, "INITP_0F": Cells.bits(4, 256)])
    let lower = ["RAMB18_Y0.INIT_02[128]", "RAMB18_Y0.INIT_02[129]", "RAMB18_Y0.INITP_07[129]"]
    let upper = ["RAMB18_Y1.INIT_02[128]", "RAMB18_Y1.INIT_02[130]"]
    for (half, contents) in [(0, lower), (1, upper)] {
      let check = try check(cell, half: half)
      try check.verify(frames(check.features, contents: contents), small.database)
      let error = #expect(throws: AccelError.self) {
        try check.verify(
          frames(check.features, contents: Array(contents.dropFirst())), small.database)
      }
      #expect(error?.problem.contains("INIT_02[128]") == true)
    }
  }
}
