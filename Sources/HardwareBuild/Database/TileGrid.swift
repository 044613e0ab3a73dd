// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A tile of the fabric, and where its configuration lies (prjxray's tilegrid.json).
struct Tile: Equatable, Sendable {
  /// Which frames a part of the configuration is in.
  enum Block: String, Sendable {
    case logic = "CLB_IO_CLK"
    case contents = "BLOCK_RAM"
  }

  struct Segment: Equatable, Sendable {
    /// Address of its first frame.
    var base: UInt32
    var frames: Int
    /// Its first word in each frame.
    var offset: Int
  }

  /// Names it goes by where it is a part of a larger tile's type, as single I/O tiles are.
  struct Alias: Equatable, Sendable {
    var type: String
    /// Its sites' names in that type, by its own.
    var sites: [String: String]
    /// The word of the larger tile at which it begins.
    var startOffset: Int
  }

  var name: String
  /// For example `CLBLM_R`.
  var type: String
  /// Column and row in the grid, which nextpnr's BEL names begin with.
  var x, y: Int
  var segments: [Block: Segment] = [:]
  var alias: Alias?
}

/// The tiles of a fabric.
struct TileGrid: Sendable {
  private let byName: [String: Tile]
  private let names: [Place: String]

  private struct Place: Hashable, Sendable {
    var x, y: Int
  }

  /// - Throws: ``AccelError`` `malformedFile`.
  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    var tiles: [String: Tile] = [:]
    var names: [Place: String] = [:]
    for member in try JSONReader.read(bytes, named: file).members {
      let tile = try TileGrid.tile(member, file)
      tiles[tile.name] = tile
      names[Place(x: tile.x, y: tile.y)] = tile.name
    }
    guard !tiles.isEmpty else { throw malformed(file, "it has no tiles") }
    byName = tiles
    self.names = names
  }

  subscript(_ name: String) -> Tile? { byName[name] }

  /// Columns and rows that a grid can have.
  private static let places = 0..<4096

  /// All of them, in no order.
  var tiles: Dictionary<String, Tile>.Values { byName.values }

  /// The tile at a place of the grid.
  func tile(x: Int, y: Int) -> Tile? {
    names[Place(x: x, y: y)].flatMap { byName[$0] }
  }

  private static func tile(_ member: JSONValue.Member, _ file: String) throws(AccelError) -> Tile {
    let value = member.value
    guard let type = value["type"]?.string, let x = value["grid_x"]?.integer,
      let y = value["grid_y"]?.integer, places.contains(x), places.contains(y)
    else { throw malformed(file, "the tile \(member.name) has no type or no place") }
    var tile = Tile(name: member.name, type: type, x: x, y: y)
    for bits in value["bits"]?.members ?? [] {
      guard let block = Tile.Block(rawValue: bits.name) else { continue }
      guard let base = address(bits.value["baseaddr"]?.string),
        let frames = bits.value["frames"]?.integer, let offset = bits.value["offset"]?.integer,
        (0...1024).contains(frames), (0...100).contains(offset)
      else { throw malformed(file, "the bits of the tile \(member.name) have no place") }
      tile.segments[block] = Tile.Segment(base: base, frames: frames, offset: offset)
      tile.alias = alias(bits.value["alias"]) ?? tile.alias
    }
    return tile
  }

  private static func alias(_ value: JSONValue?) -> Tile.Alias? {
    guard let value, let type = value["type"]?.string,
      let startOffset = value["start_offset"]?.integer
    else { return nil }
    var sites: [String: String] = [:]
    for site in value["sites"]?.members ?? [] { sites[site.name] = site.value.string }
    return Tile.Alias(type: type, sites: sites, startOffset: startOffset)
  }

  private static func address(_ text: String?) -> UInt32? {
    guard let text, text.hasPrefix("0x") else { return nil }
    return UInt32(text.dropFirst(2), radix: 16)
  }
}
