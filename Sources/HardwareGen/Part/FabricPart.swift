// SPDX-License-Identifier: BSD-3-Clause

/// What there is on a chip, for choosing a folding.
public struct FabricPart: Sendable, Hashable {
  /// As the vendor writes it.
  public let name: String
  public let resources: FabricResources
  /// Stretches of a DSP column that no clock row cuts; a cascade lies within one.
  let dspRuns: Int
  /// Tiles of two DSPs in a stretch.
  let tilesPerRun: Int

  /// Sources: Xilinx DS190; the stretches were counted in prjxray's database.
  static let xc7z020 = FabricPart(
    name: "xc7z020clg400-1",
    resources: FabricResources(dsp: 220, bram18: 280, luts: 53_200, flipFlops: 106_400),
    dspRuns: 22, tilesPerRun: 5)
}

/// A board that designs are made for.
public struct HardwareBoard: Sendable, Hashable {
  /// As `--board` takes it.
  public let name: String
  public let part: FabricPart
  /// The module with the board's processor and the design.
  public let topModule: String

  /// Those that there are.
  public static let all = [
    HardwareBoard(name: "pynq-z1", part: .xc7z020, topModule: "accel_pynq_z1"),
    HardwareBoard(name: "pynq-z2", part: .xc7z020, topModule: "accel_pynq_z1"),
  ]

  /// For help texts.
  public static var names: String { all.map(\.name).joined(separator: ", ") }

  /// The board of a name, or `nil`.
  public static func named(_ name: String) -> HardwareBoard? { all.first { $0.name == name } }
}
