// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What a folder with a design holds, for programs.
public struct DesignManifest: Sendable, Hashable, Codable {
  /// Of this file.
  public static let fileName = "accel-design.json"

  public var generator: String
  public var network: String
  /// In hexadecimal: of the network file, of what is wired into the design, and of what its memories
  /// hold at the start (0: nothing).
  public var networkHash: String
  public var structureHash: String
  public var contentsHash: String
  public var board: String
  public var clockKHz: Int
  /// Sources that were generated, and those of the library, both within the folder.
  public var sources: [String]
  public var library: [String]
  /// What `$readmemh` reads, from within the folder.
  public var memories: [String]
  public var estimate: HardwareEstimate
}

extension HardwareDesign {
  func manifest(library: [String]) -> DesignManifest {
    let network = plan.network.network
    let paths = files.map(\.path)
    return DesignManifest(
      generator: "accel \(Version.text)", network: network.name,
      networkHash: DesignManifest.hex(NetworkFile.hash(of: .native(network))),
      structureHash: DesignManifest.hex(network.structureHash),
      contentsHash: DesignManifest.hex(plan.options.holdsContents ? network.contentsHash : 0),
      board: plan.options.board.name, clockKHz: plan.options.clockKHz,
      sources: paths.filter { $0.hasSuffix(".sv") }, library: library,
      memories: paths.filter { !$0.hasSuffix(".sv") }, estimate: estimate)
  }
}

extension DesignManifest {
  static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
