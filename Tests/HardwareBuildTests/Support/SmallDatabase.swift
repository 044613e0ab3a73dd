// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport

@testable import HardwareBuild

/// A database in prjxray's form of a part with one tile of each kind. Where a feature's bits are is
/// made up: each feature has a bit of its own.
struct SmallDatabase {
  static let part = "xc7z020clg400-1"
  let folder: TemporaryFolder
  let database: PartDatabase

  init() throws {
    folder = try TemporaryFolder()
    let fabric = try folder.makeFolder("xc7z020")
    let part = try folder.makeFolder(SmallDatabase.part)
    try SmallDatabase.write(fabric + "/tilegrid.json", SmallDatabase.tileGrid)
    try SmallDatabase.write(part + "/part.json", SmallDatabase.partDescription)
    try SmallDatabase.write(part + "/required_features.fasm", "CENTER_X0Y0.ALWAYS_ON\n")
    try folder.write("segbits_center.db", "CENTER.ALWAYS_ON 00_01\n")
    try folder.write(
      "segbits_io.db", "IO.SITE_Y0.SLEW 01_05\nIO.SITE_Y1.SLEW 01_70\nIO.CHOICE_A 02_00 !02_01\n")
    try folder.write("ppips_io.db", "IO.WIRE.OTHER always\n")
    try folder.write("segbits_dsp_l.db", SmallDatabase.dsp)
    try folder.write("segbits_bram_l.db", SmallDatabase.blockRAM)
    try folder.write("segbits_bram_l.block_ram.db", SmallDatabase.contents)
    try folder.write("segbits_clblm_l.db", SmallDatabase.slice)
    database = try PartDatabase(folder: folder.path, part: SmallDatabase.part)
  }

  private static func write(_ path: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  func tile(_ name: String) throws -> Tile {
    guard let tile = database.grid[name] else { throw Missing(what: name) }
    return tile
  }

  struct Missing: Error {
    let what: String
  }

  static let tileGrid = """
    {"CENTER_X0Y0": {"type": "CENTER", "grid_x": 0, "grid_y": 0, "bits": {"CLB_IO_CLK":
      {"baseaddr": "0x00000000", "frames": 4, "offset": 3, "words": 2}}},
    "IO_X1Y0": {"type": "IO", "grid_x": 1, "grid_y": 0, "bits": {"CLB_IO_CLK":
      {"baseaddr": "0x00000000", "frames": 4, "offset": 10, "words": 4}}},
    "IO_SINGLE_X1Y1": {"type": "IO_SINGLE", "grid_x": 1, "grid_y": 1, "bits": {"CLB_IO_CLK":
      {"baseaddr": "0x00000000", "frames": 4, "offset": 20, "words": 2, "alias":
        {"type": "IO", "sites": {"SITE_Y0": "SITE_Y1"}, "start_offset": 2}}}},
    "DSP_L_X2Y0": {"type": "DSP_L", "grid_x": 2, "grid_y": 0, "bits": {"CLB_IO_CLK":
      {"baseaddr": "0x00000080", "frames": 28, "offset": 0, "words": 10}}},
    "BRAM_L_X3Y0": {"type": "BRAM_L", "grid_x": 3, "grid_y": 0, "bits": {"CLB_IO_CLK":
      {"baseaddr": "0x00000100", "frames": 28, "offset": 0, "words": 10}, "BLOCK_RAM":
      {"baseaddr": "0x00800000", "frames": 128, "offset": 0, "words": 10}}},
    "CLBLM_L_X4Y0": {"type": "CLBLM_L", "grid_x": 4, "grid_y": 0, "bits": {"CLB_IO_CLK":
      {"baseaddr": "0x00000180", "frames": 36, "offset": 0, "words": 20}}}}
    """

  static let partDescription = """
    {"idcode": 57831571, "global_clock_regions": {"top": {"rows": {"0": {"configuration_buses": {
      "CLB_IO_CLK": {"configuration_columns": {"0": {"frame_count": 4}, "1": {"frame_count": 2}}},
      "BLOCK_RAM": {"configuration_columns": {"0": {"frame_count": 3}}}}}}},
    "bottom": {"rows": {"0": {"configuration_buses": {
      "CLB_IO_CLK": {"configuration_columns": {"0": {"frame_count": 1}}},
      "BLOCK_RAM": {"configuration_columns": {"0": {"frame_count": 1}}}}}}}}}
    """

  /// A bit for each feature, from a frame on.
  private static func numbered(_ type: String, _ names: [String], frame: Int) -> String {
    names.enumerated().map { index, name in
      "\(type).\(name) \(frame + index / 320)_\(String(format: "%03d", index % 320))\n"
    }.joined()
  }

  private static let dsp: String = {
    var names: [String] = []
    for half in 0...1 {
      let block = "DSP48.DSP_\(half)."
      names += DSPConfiguration.registerNames.map { "\(block)Z\($0)[0]" }
      names += ["AREG_0", "AREG_2", "BREG_0", "BREG_2", "A_INPUT[0]", "B_INPUT[0]"].map {
        block + $0
      }
      names += ["USE_DPORT[0]", "USE_SIMD_FOUR12", "USE_SIMD_FOUR12_TWO24"].map { block + $0 }
      names += ["SEL_MASK_C", "SEL_MASK_ROUNDING_MODE1", "SEL_MASK_ROUNDING_MODE2"].map {
        block + $0
      }
      names += ["AUTORESET_PATDET_RESET", "AUTORESET_PATDET_RESET_NOT_MATCH"].map { block + $0 }
      names += ["ZAREG_2_ACASCREG_1", "ZBREG_2_BCASCREG_1"].map { block + $0 }
      names += ["ZIS_CLK_INVERTED", "ZIS_CARRYIN_INVERTED"].map { block + $0 }
      for (bus, width) in DSPConfiguration.invertibleBuses {
        names += (0..<width).map { "\(block)ZIS_\(bus)_INVERTED[\($0)]" }
      }
      names += (0..<48).flatMap { ["\(block)MASK[\($0)]", "\(block)PATTERN[\($0)]"] }
      for pin in DSPConfiguration.tilePins {
        names += ["DSP_\(half)_\(pin.name).DSP_GND_L", "DSP_\(half)_\(pin.name).DSP_VCC_L"]
      }
    }
    return numbered("DSP_L", names, frame: 20)
  }()

  private static let blockRAM: String = {
    var names = BlockRAMConfiguration.ports.map { "RAMB36.BRAM36_\($0)_1" }
    names += ["RAMB36.RAM_EXTENSION_A_LOWER", "RAMB36.RAM_EXTENSION_B_LOWER"]
    for half in 0...1 {
      let block = "RAMB18_Y\(half)."
      names += ["IN_USE", "DOA_REG", "DOB_REG", "SDP_READ_WIDTH_36"].map { block + $0 }
      names += ["SDP_WRITE_WIDTH_36", "RDADDR_COLLISION_HWCONFIG_PERFORMANCE"].map { block + $0 }
      let clocks = BlockRAMConfiguration.registerClocks.map { $0.pin }
      names += (BlockRAMConfiguration.pins + clocks).map { "\(block)ZINV_\($0)" }
      for port in ["A", "B"] {
        names += ["READ_FIRST", "NO_CHANGE"].map { "\(block)WRITE_MODE_\(port)_\($0)" }
        names.append("\(block)RSTREG_PRIORITY_\(port)_REGCE")
        for word in ["ZINIT", "ZSRVAL"] {
          names += (0..<18).map { "\(block)\(word)_\(port)[\($0)]" }
        }
      }
    }
    // Three bits a port, as the device has them.
    var widths = ""
    for (index, port) in BlockRAMConfiguration.ports.enumerated() {
      for half in 0...1 {
        let first = 8 * (2 * index + half)
        for (width, code) in [(1, 0), (2, 1), (4, 2), (9, 3), (18, 4)] {
          let bits = (0..<3).map { bit in
            (code >> bit & 1 == 1 ? "26_" : "!26_") + String(format: "%03d", first + bit)
          }
          widths += "BRAM_L.RAMB18_Y\(half).\(port)_\(width) \(bits.joined(separator: " "))\n"
        }
      }
    }
    return numbered("BRAM_L", names, frame: 20) + widths
  }()

  private static let contents: String = {
    var lines = ""
    for half in 0...1 {
      for (name, rows, frame) in [("INIT_", 64, 0), ("INITP_", 8, 60)] {
        for row in 0..<rows {
          for index in 0..<256 {
            let bit = 256 * row + index
            let position = String(format: "%03d", bit % 320)
            lines += "BRAM_L.RAMB18_Y\(half).\(name)\(BlockRAMContents.label(row))"
            lines +=
              "[\(String(format: "%03d", index))] \(frame + 64 * half + bit / 320)_\(position)\n"
          }
        }
      }
    }
    return lines
  }()

  private static let slice: String = {
    var names: [String] = []
    for letter in ["A", "B", "C", "D"] {
      names += ["RAM", "SRL", "SMALL"].map { "SLICEM_X0.\(letter)LUT.\($0)" }
      if letter != "D" { names.append("SLICEM_X0.\(letter)LUT.DI1MUX.\(letter)I") }
      names += (0..<64).map { "SLICEM_X0.\(letter)LUT.INIT[\(String(format: "%02d", $0))]" }
    }
    return numbered("CLBLM_L", names, frame: 30)
  }()
}
