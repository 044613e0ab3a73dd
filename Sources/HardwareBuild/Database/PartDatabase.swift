// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// prjxray's database of a part: its tiles and what their features are in frames. Types are read
/// when they are first asked for.
final class PartDatabase {
  /// For example `xc7z020clg400-1`.
  let part: String
  let grid: TileGrid
  /// What every bitstream of the part has (`required_features.fasm`).
  let requiredFeatures: [UInt8]
  private let folder: String
  private var types: [String: SegmentBits] = [:]
  /// Where contents of block RAMs are, by tile type and half.
  var layouts: [String: BlockRAMLayout] = [:]

  /// - Parameter folder: of the family, `…/prjxray/database/zynq7`.
  /// - Throws: ``AccelError`` `unreadableFile`, `malformedFile`, or `invalidArgument` for a part
  ///   that the database does not have.
  init(folder: String, part: String) throws(AccelError) {
    let device = part.prefix { $0 != "-" }
    let known = FileManager.default.fileExists(atPath: "\(folder)/\(part)/part.json")
    guard known, let fabric = FPGAPart(String(device))?.device else {
      throw AccelError(
        .invalidArgument, attempt: "build for \(part)",
        problem: "the database has no such part",
        remedy: "name a part with its package and speed grade, as xc7z020clg400-1")
    }
    self.part = part
    self.folder = folder
    let path = "\(folder)/xc\(fabric)/tilegrid.json"
    grid = try TileGrid(try fileBytes(path), named: path)
    let required = "\(folder)/\(part)/required_features.fasm"
    requiredFeatures =
      FileManager.default.fileExists(atPath: required) ? try fileBytes(required) : []
  }

  /// The features of a tile type; empty for a type that has none.
  ///
  /// - Throws: ``AccelError`` `malformedFile`.
  func features(of type: String) throws(AccelError) -> SegmentBits {
    if let known = types[type] { return known }
    var features = SegmentBits()
    let name = type.lowercased()
    for (suffix, block) in [(".db", Tile.Block.logic), (".block_ram.db", .contents)] {
      let path = "\(folder)/segbits_\(name)\(suffix)"
      if FileManager.default.fileExists(atPath: path) {
        try features.read(try fileBytes(path), block: block, named: path)
      }
    }
    let path = "\(folder)/ppips_\(name).db"
    if FileManager.default.fileExists(atPath: path) {
      try features.readFixed(try fileBytes(path), named: path)
    }
    types[type] = features
    return features
  }

  /// A file of delays, for example `DSP_L`.
  ///
  /// - Throws: ``AccelError`` `unreadableFile` or `malformedFile`.
  func delays(_ name: String) throws(AccelError) -> SDFFile {
    let path = "\(folder)/timings/\(name).sdf"
    return try SDFFile(try fileBytes(path), named: path)
  }

  /// Which frames the part has, in the order of a bitstream.
  ///
  /// - Throws: ``AccelError`` `unreadableFile` or `malformedFile`.
  func frameOrder() throws(AccelError) -> FrameOrder {
    let path = "\(folder)/\(part)/part.json"
    return try FrameOrder(try fileBytes(path), named: path)
  }

  /// What xc7frames2bit wants to read about the part.
  var partFile: String { "\(folder)/\(part)/part.yaml" }
}
