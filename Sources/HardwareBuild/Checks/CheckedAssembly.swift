// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// FASM to frames, with each DSP48E1, each block RAM and each LUT memory checked against the
/// netlist, and repaired where nextpnr is known to be wrong.
struct CheckedAssembly {
  let frames: Frames
  let repairs: [Repair]
  let unknown: [Assembler.Unknown]
  let featureCount: Int
  /// Block RAM tiles whose address cascade the router took as ordinary wiring: the database knows
  /// its bits, but nobody has confirmed on a board that it works.
  let addressCascades: Int
  /// How many blocks were decoded back.
  let checked: Int

  /// - Parameters:
  ///   - fasm: what nextpnr wrote.
  ///   - synthesized: the netlist that it was given.
  ///   - routed: the netlist behind routing.
  /// - Throws: ``AccelError`` `malformedFile`, or `unavailable` for what is not as the netlist says
  ///   and cannot be repaired.
  init(
    fasm: [UInt8], named file: String, synthesized: Netlist, routed: Netlist,
    database: PartDatabase
  ) throws(AccelError) {
    let checks = try SiteChecks(synthesized, routed, database)
    var assembler = try Assembler(database: database)
    var written = [Set<String>](repeating: [], count: checks.all.count)
    var cascades: Set<String> = []
    var reader = FASMReader(fasm, named: file)
    while let feature = try reader.next() {
      if feature.name.hasPrefix("CASCOUT_") { cascades.insert(feature.tile) }
      if let index = checks.owner(of: feature) {
        written[index].formUnion(CheckedAssembly.names(feature))
      } else {
        try assembler.apply(feature)
      }
    }
    var repairs: [Repair] = []
    for (index, check) in checks.all.enumerated() {
      repairs.append(contentsOf: try check.repairs(of: written[index]))
      for name in check.features.sorted() {
        try assembler.apply(CheckedAssembly.feature(name, check.tile.name))
      }
    }
    frames = assembler.frames
    for check in checks.all { try check.verify(frames, database) }
    self.repairs = repairs
    unknown = assembler.unknownFeatures
    featureCount = assembler.featureCount
    addressCascades = cascades.count
    checked = checks.all.count
  }

  /// Each bit of a vector by its own name.
  private static func names(_ feature: FASMFeature) -> [String] {
    guard let vector = feature.vector else { return [feature.name] }
    return vector.bits.indices.filter { vector.bits[$0] }.map {
      "\(feature.name)[\(vector.lowest + $0)]"
    }
  }

  private static func feature(_ name: String, _ tile: String) -> FASMFeature {
    guard name.hasSuffix("]"), let bracket = name.lastIndex(of: "["),
      let index = Int(name[name.index(after: bracket)...].dropLast())
    else { return FASMFeature(tile: tile, name: name) }
    return FASMFeature(
      tile: tile, name: String(name[..<bracket]),
      vector: FASMFeature.Vector(lowest: index, bits: [true]))
  }
}

/// The checks of a design, and which of them a feature belongs to.
struct SiteChecks {
  let all: [any SiteCheck]
  private let byTile: [String: [Int]]

  init(
    _ synthesized: Netlist, _ routed: Netlist, _ database: PartDatabase
  ) throws(AccelError) {
    let sources = Dictionary(synthesized.cells.map { ($0.name, $0) }) { first, _ in first }
    let constants = ConstantNets(routed)
    var all: [any SiteCheck] = []
    var luts: [String: (tile: Tile, letter: Character, cells: [Netlist.Cell])] = [:]
    for cell in routed.cells {
      switch cell.type {
      case "DSP48E1_DSP48E1":
        let (source, tile) = try SiteChecks.place(cell, sources, database)
        all.append(try DSPCheck(source, routed: cell, tile: tile, constants: constants))
      case "RAMB36E1_RAMB36E1", "RAMB18E1_RAMB18E1":
        let (source, tile) = try SiteChecks.place(cell, sources, database)
        for half in SiteChecks.halves(of: cell) {
          all.append(try BlockRAMCheck(source, routed: cell, tile: tile, half: half))
        }
      default:
        guard cell.isLUTMemory, let (tile, letter) = SiteChecks.lut(cell, database) else {
          continue
        }
        luts["\(tile.name)/\(letter)", default: (tile, letter, [])].cells.append(cell)
      }
    }
    for (_, lut) in luts.sorted(by: { $0.key < $1.key }) {
      all.append(
        try LUTMemoryCheck(lut.cells, sources: sources, tile: lut.tile, letter: lut.letter))
    }
    try SiteChecks.count(synthesized, routed)
    var byTile: [String: [Int]] = [:]
    for (index, check) in all.enumerated() { byTile[check.tile.name, default: []].append(index) }
    self.all = all
    self.byTile = byTile
  }

  func owner(of feature: FASMFeature) -> Int? {
    byTile[feature.tile]?.first { all[$0].owns(feature.name) }
  }

  private static func place(
    _ cell: Netlist.Cell, _ sources: [String: Netlist.Cell], _ database: PartDatabase
  ) throws(AccelError) -> (Netlist.Cell, Tile) {
    guard let source = sources[cell.name], let place = cell.place,
      let tile = database.grid.tile(x: place.x, y: place.y)
    else {
      throw malformed(
        "the routed netlist", "\(cell.name) is not in the synthesised one, or has no place")
    }
    return (source, tile)
  }

  private static func halves(of cell: Netlist.Cell) -> [Int] {
    if cell.type.hasPrefix("RAMB36E1") { return [0, 1] }
    return cell.place?.bel.contains("_X0Y1") == true ? [1] : [0]
  }

  private static func lut(_ cell: Netlist.Cell, _ database: PartDatabase) -> (Tile, Character)? {
    guard let place = cell.place, let tile = database.grid.tile(x: place.x, y: place.y),
      let letter = place.bel.split(separator: ".").last?.first, tile.type.hasPrefix("CLBLM")
    else { return nil }
    return (tile, letter)
  }

  /// Nothing may get lost between the two netlists.
  private static func count(_ synthesized: Netlist, _ routed: Netlist) throws(AccelError) {
    for type in ["DSP48E1", "RAMB18E1", "RAMB36E1"] {
      let before = synthesized.cells.count { $0.type == type }
      let after = routed.cells.count { $0.type == "\(type)_\(type)" }
      guard before == after else {
        throw malformed("the routed netlist", "it has \(after) \(type), and \(before) were wanted")
      }
    }
  }
}
