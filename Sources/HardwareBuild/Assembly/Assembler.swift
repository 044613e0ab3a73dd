// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// FASM to frames, by prjxray's database.
struct Assembler {
  /// A feature that the database does not have, and how often it was asked for.
  struct Unknown: Equatable, Sendable {
    /// Of the tile's type, for example `CLBLM_R.SLICEM_X0.NOCLKINV`.
    var feature: String
    var count: Int
    /// Why it needs no bits; `nil` where nobody knows.
    var reason: String?
  }

  private let database: PartDatabase
  private(set) var frames = Frames()
  /// Bits that a feature wants clear.
  private var clear = Frames()
  /// What was switched on in each tile, to name both sides of a conflict.
  private var applied: [String: [String]] = [:]
  private var unknown: [String: Int] = [:]
  private(set) var featureCount = 0

  /// - Parameter database: of the part; what every bitstream of it has is applied at once.
  /// - Throws: ``AccelError`` `malformedFile`.
  init(database: PartDatabase) throws(AccelError) {
    self.database = database
    var required = FASMReader(database.requiredFeatures, named: "required_features.fasm")
    while let feature = try required.next() { try apply(feature) }
  }

  /// In order of their names.
  var unknownFeatures: [Unknown] {
    unknown.sorted { $0.key < $1.key }.map {
      Unknown(feature: $0.key, count: $0.value, reason: Assembler.explanation(of: $0.key))
    }
  }

  /// Switch a feature on.
  ///
  /// - Throws: ``AccelError`` `unavailable` if it wants a bit otherwise than another feature does.
  mutating func apply(_ feature: FASMFeature) throws(AccelError) {
    guard let tile = database.grid[feature.tile] else {
      unknown["\(feature.tile) (no such tile)", default: 0] += 1
      return
    }
    featureCount += 1
    applied[tile.name, default: []].append(feature.text)
    guard let vector = feature.vector else {
      try apply(feature.name, nil, tile)
      return
    }
    for index in vector.bits.indices where vector.bits[index] {
      try apply(feature.name, vector.lowest + index, tile)
    }
  }

  private mutating func apply(_ name: String, _ index: Int?, _ tile: Tile) throws(AccelError) {
    guard let bits = try FeatureBits(name, index, tile, database) else {
      let label = index.map { "\(tile.type).\(name)[\($0)]" } ?? "\(tile.type).\(name)"
      unknown[label, default: 0] += 1
      return
    }
    for bit in bits.bits {
      let isOther =
        bit.isSet
        ? clear.isSet(bit.address, bit.position) : frames.isSet(bit.address, bit.position)
      guard !isOther else { throw conflict(name, tile, bit) }
      if bit.isSet {
        frames.set(bit.address, bit.position)
      } else {
        clear.set(bit.address, bit.position)
        frames.touch(bit.address)
      }
    }
  }

  private func conflict(_ name: String, _ tile: Tile, _ bit: FeatureBits.Bit) -> AccelError {
    let others = (applied[tile.name] ?? []).filter { $0 != "\(tile.name).\(name)" }
    let shown = others.filter { Assembler.root($0) == Assembler.root("\(tile.name).\(name)") }
    let named = shown.prefix(4).joined(separator: ", ")
    return refused(
      "assemble \(tile.name).\(name)",
      "it wants bit \(bit.position) of a frame \(bit.isSet ? "set" : "clear") and another feature "
        + "of the tile wants it otherwise\(named.isEmpty ? "" : " (\(named))")",
      "report the design: the router or the database is wrong")
  }

  /// A feature without its last part: what excludes each other has this in common.
  private static func root(_ text: String) -> Substring {
    text.lastIndex(of: ".").map { text[..<$0] } ?? text[...]
  }

  /// Features that nextpnr writes and that have no bits, with the reason.
  private static let explained: [(suffix: String, reason: String)] = [
    ("SLICEL_X0.NOCLKINV", "an inverter that is not used is the default"),
    ("SLICEL_X1.NOCLKINV", "an inverter that is not used is the default"),
    ("SLICEM_X0.NOCLKINV", "an inverter that is not used is the default"),
  ]

  static func explanation(of feature: String) -> String? {
    explained.first { feature.hasSuffix("." + $0.suffix) }?.reason
  }
}
