// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Where the bits of one feature of one tile are.
struct FeatureBits {
  struct Bit: Equatable {
    var address: UInt32
    /// From the frame's first bit.
    var position: Int
    var isSet: Bool
  }

  /// Empty for wiring that is always there.
  let bits: [Bit]

  /// - Parameter index: in a vector.
  /// - Returns: `nil` for a feature that the database does not have, or a tile without frames.
  /// - Throws: ``AccelError`` `malformedFile`.
  init?(
    _ name: String, _ index: Int? = nil, _ tile: Tile, _ database: PartDatabase
  ) throws(AccelError) {
    var type = tile.type
    var name = name
    var shift = 0
    if let alias = tile.alias {
      type = alias.type
      shift = alias.startOffset
      let parts = name.split(separator: ".", maxSplits: 1)
      if parts.count == 2, let site = alias.sites[String(parts[0])] { name = "\(site).\(parts[1])" }
    }
    guard let feature = try database.features(of: type)[name, index] else { return nil }
    if feature.bits.isEmpty {
      bits = []
      return
    }
    guard let segment = tile.segments[feature.block] else { return nil }
    var bits: [Bit] = []
    for bit in feature.bits {
      let position = 32 * (segment.offset - shift) + bit.position
      guard bit.frame < segment.frames, position >= 0, position < 32 * Frames.wordCount else {
        throw malformed("the database", "\(type).\(name) lies outside of its tile")
      }
      bits.append(
        Bit(address: segment.base + UInt32(bit.frame), position: position, isSet: bit.isSet))
    }
    self.bits = bits
  }

  /// Whether a configuration has the feature.
  func holds(in frames: Frames) -> Bool {
    for bit in bits where frames.isSet(bit.address, bit.position) != bit.isSet { return false }
    return true
  }
}
