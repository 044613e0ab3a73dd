// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What a design takes of the fabric.
public struct ResourceCounts: Codable, Equatable, Sendable {
  /// Six-input LUTs, those that are memories included.
  public var lut = 0
  public var ff = 0
  /// CARRY4 blocks.
  public var carry = 0
  public var dsp = 0
  /// In blocks of 36 Kb: half a block counts as a half.
  public var bram36 = 0.0

  public init() {}

  /// LUTs that a block of a synthesised netlist takes.
  private static let lutsOfMemories = [
    "RAM32M": 4, "RAM64M": 4, "RAM32X1D": 2, "RAM64X1D": 2, "RAM128X1D": 4, "RAM32X1S": 1,
    "RAM64X1S": 1, "RAM128X1S": 2, "RAM256X1S": 4, "SRL16E": 1, "SRLC32E": 1,
  ]

  /// Of a netlist before placement.
  init(synthesized: Netlist) {
    for cell in synthesized.cells {
      switch cell.type {
      case "DSP48E1": dsp += 1
      case "RAMB36E1": bram36 += 1
      case "RAMB18E1": bram36 += 0.5
      case "CARRY4": carry += 1
      case "FDRE", "FDSE", "FDCE", "FDPE", "FDRE_1", "FDSE_1", "FDCE_1", "FDPE_1": ff += 1
      case "LUT1", "LUT2", "LUT3", "LUT4", "LUT5", "LUT6": lut += 1
      default: lut += ResourceCounts.lutsOfMemories[cell.type] ?? 0
      }
    }
  }

  /// Of a netlist behind routing, where two small functions may share a LUT.
  init(routed: Netlist) {
    var luts: Set<String> = []
    for cell in routed.cells {
      switch cell.type {
      case "DSP48E1_DSP48E1": dsp += 1
      case "RAMB36E1_RAMB36E1": bram36 += 1
      case "RAMB18E1_RAMB18E1": bram36 += 0.5
      case "CARRY4": carry += 1
      case "SLICE_FFX": ff += 1
      case "SLICE_LUTX":
        // Without the last part of its name, 5LUT or 6LUT.
        if let bel = cell.attributes["NEXTPNR_BEL"] { luts.insert(String(bel.dropLast(4))) }
      default: break
      }
    }
    lut = luts.count
  }
}
