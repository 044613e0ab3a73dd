// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What a block's configuration must be by the synthesised netlist, against what nextpnr wrote.
protocol SiteCheck {
  /// The cell's name in the netlist.
  var cell: String { get }
  /// For example `DSP_R_X25Y110`.
  var tile: Tile { get }
  /// Whether a feature of the tile, without its index, belongs to this block's configuration.
  func owns(_ feature: String) -> Bool
  /// The features that it must have, without the tile, with indices.
  var features: Set<String> { get }
  /// Whether a feature that it need not have does no harm.
  func isIdle(_ feature: String) -> Bool
  /// Why nextpnr may be wrong about a feature; `nil` where it is not known to be.
  func rule(for feature: String) -> RepairRule?
  /// Decode the configuration from frames and compare.
  ///
  /// - Throws: ``AccelError`` `unavailable` if it is another one.
  func verify(_ frames: Frames, _ database: PartDatabase) throws(AccelError)
}

/// What nextpnr-himbaechel-xilinx 0.11.1 is known to leave out or to write wrongly, and where that
/// was found.
public enum RepairRule: String, Codable, Sendable, CaseIterable {
  /// INMODE, ALUMODE[3:2] and OPMODE[6] have no wire into the block: a constant must be made by
  /// bits of the tile, with the block's own inverter off. nextpnr leaves the bits out and turns the
  /// inverter on, so that each 0 becomes a 1 (openXC7/nextpnr-xilinx pull request 159, compared
  /// there with what Vivado writes for all eight pins).
  case dspConstantPins
  /// The bit that chooses what goes to ACOUT and BCOUT is set but for two registers of which the
  /// first feeds the cascade (prjxray, fuzzers/100-dsp-mskpat); nextpnr derives it from ACASCREG
  /// and BCASCREG alone. It matters where the cascade is used.
  case dspCascadeRegisters
  /// A register parameter that the netlist does not have is 1 (UG953, "DSP48E1"); nextpnr takes 0
  /// for some.
  case dspDefaultRegisters
  /// nextpnr writes 46 of the 48 bits of MASK.
  case dspMask
  /// Ports of RAMB36E1 that are 1 or 9 bits wide need a bit of the whole block, or addresses lose
  /// their lowest bit and parity reads 0 (openXC7/nextpnr-xilinx issue 94 and pull request 95;
  /// YosysHQ/nextpnr pull request 1764).
  case blockRAMOddWidths
  /// The inverter of an output register's clock follows the port's clock (openXC7/nextpnr-xilinx
  /// pull request 127; prjxray, fuzzers/025-bram-config).
  case blockRAMRegisterClocks
  /// nextpnr ignores RSTREG_PRIORITY (openXC7/nextpnr-xilinx issue 165) and
  /// RDADDR_COLLISION_HWCONFIG.
  case blockRAMOptions
  /// A port that is not used has width 0, for which a simple dual port of 36 or 72 bits takes
  /// codes of its own (openXC7/nextpnr-xilinx pull requests 112 and 150).
  case blockRAMDualPortWidths
  /// Initial contents of RAM32M and RAM64M are lost: nextpnr looks for INITA instead of INIT_A
  /// (YosysHQ/nextpnr pull request 1765, openXC7/nextpnr-xilinx issue 28).
  case lutMemoryContents
  /// Initial contents of SRL16E and SRLC32E go through a permutation of inputs that are none
  /// (openXC7/nextpnr-xilinx issue 181 and pull request 185).
  case shiftRegisterContents
}

/// A feature that the assembler changed.
public struct Repair: Codable, Equatable, Sendable {
  public var rule: RepairRule
  public var cell: String
  /// For example `DSP_R_X25Y110.DSP_0_INMODE0.DSP_GND_R`.
  public var feature: String
  /// Added, or else taken out.
  public var isAdded: Bool
}

extension SiteCheck {
  /// What must change in what nextpnr wrote.
  ///
  /// - Parameter written: the features that ``owns(_:)`` claims.
  /// - Throws: ``AccelError`` `unavailable` for a difference that no rule explains.
  func repairs(of written: Set<String>) throws(AccelError) -> [Repair] {
    var repairs: [Repair] = []
    for feature in features.symmetricDifference(written).sorted() {
      let isMissing = features.contains(feature)
      if !isMissing && isIdle(feature) { continue }
      guard let rule = rule(for: feature) else {
        throw refused(
          "check \(cell) in \(tile.name)",
          "the router \(isMissing ? "left out" : "wrote") \(feature), against the netlist",
          "avoid this mode of the block, or extend the checks of HardwareBuild")
      }
      repairs.append(
        Repair(
          rule: rule, cell: cell, feature: "\(tile.name).\(feature)", isAdded: isMissing))
    }
    return repairs
  }

  /// Every feature that it must have.
  ///
  /// - Throws: ``AccelError`` `unavailable` if one is not there.
  func verifyFeatures(_ reader: FeatureReader) throws(AccelError) {
    for feature in features.sorted() where try !reader.holds(feature) {
      throw mismatch(feature, "off", "on")
    }
  }

  func mismatch(_ what: String, _ found: String, _ wanted: String) -> AccelError {
    refused(
      "check \(cell) in \(tile.name)",
      "its bits say \(what) \(found), and the netlist says \(wanted)",
      "report the design: the assembler or the database is wrong")
  }
}

/// Looks features up in frames.
struct FeatureReader {
  let frames: Frames
  let database: PartDatabase
  let tile: Tile

  /// Whether the bits of a feature are as it wants them; one of a vector is written with its index.
  ///
  /// - Throws: ``AccelError`` `malformedFile` for a feature that the database does not have.
  func holds(_ feature: String) throws(AccelError) -> Bool {
    var name = feature[...]
    var index: Int?
    if feature.hasSuffix("]"), let bracket = feature.lastIndex(of: "[") {
      name = feature[..<bracket]
      index = Int(feature[feature.index(after: bracket)...].dropLast())
    }
    guard let bits = try FeatureBits(String(name), index, tile, database) else {
      throw malformed("the database", "\(tile.type) has no \(feature)")
    }
    return bits.holds(in: frames)
  }

  /// The first of some features that holds, with what stands behind it.
  func first<Value>(
    of choices: [(feature: String, value: Value)], otherwise: Value
  ) throws(AccelError) -> Value {
    for choice in choices where try holds(choice.feature) { return choice.value }
    return otherwise
  }
}
