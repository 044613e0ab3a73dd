// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// Places of cascades of DSP48E1, whose blocks follow each other in a row of a column.
///
/// nextpnr 0.11.1 places cascades by trial: where long and short ones together take most of the
/// columns it never ends. They are packed here, the longest first, in the order of their names.
struct CascadePlacement {
  struct Block {
    /// The first of the cascade first.
    var cells: [String]
    var row: Int
    var start: Int
  }

  let rows: [[(place: FabricPlace, site: String)]]
  private(set) var blocks: [Block] = []
  /// The block that lies in each place of each row.
  private var taken: [[Int?]]

  /// - Throws: ``AccelError`` `unavailable` if the part has no room for the cascades.
  init(_ netlist: Netlist, _ grid: TileGrid) throws(AccelError) {
    rows = CascadePlacement.rows(of: grid)
    taken = rows.map { [Int?](repeating: nil, count: $0.count) }
    let longest = rows.map { $0.count }.max() ?? 0
    let cascades = CascadePlacement.cascades(in: netlist)
    var free = rows.map { $0.count }
    for cascade in cascades {
      guard cascade.count <= longest else {
        throw refused(
          "place the cascade that begins at \(cascade[0])",
          "it has \(cascade.count) DSP48E1, and no more than \(longest) are in a row",
          "make cascades at most \(longest) long")
      }
      guard let row = free.firstIndex(where: { $0 >= cascade.count }) else {
        throw refused(
          "place \(cascades.count) cascades of DSP48E1",
          "they do not fit into the rows of the part's columns, of \(longest) blocks each",
          "use fewer, or cascades of \(longest) or 2")
      }
      blocks.append(Block(cells: cascade, row: row, start: rows[row].count - free[row]))
      free[row] -= cascade.count
      mark(blocks.count - 1, blocks.count - 1)
    }
  }

  var places: [PlacedBlock] {
    blocks.flatMap { block in
      block.cells.enumerated().map { number, cell in
        let (place, site) = rows[block.row][block.start + number]
        return PlacedBlock(cell: cell, place: place, site: site)
      }
    }
  }

  /// Where the ends of a cascade are.
  func ends(of block: Int) -> (first: FabricPlace, last: FabricPlace) {
    let row = rows[blocks[block].row]
    let start = blocks[block].start
    return (row[start].place, row[start + blocks[block].cells.count - 1].place)
  }

  /// Whoever has to go where a cascade comes from, if it goes somewhere; `nil` if that cannot be.
  func blocksInTheWay(of block: Int, to target: (row: Int, start: Int)) -> [Int]? {
    let moved = blocks[block]
    let end = target.start + moved.cells.count
    if moved.row == target.row && moved.start < end
      && target.start < moved.start + moved.cells.count
    {
      return nil
    }
    var others: [Int] = []
    for case let other? in taken[target.row][target.start..<end] where others.last != other {
      let start = blocks[other].start
      guard start >= target.start, start + blocks[other].cells.count <= end else { return nil }
      others.append(other)
    }
    return others
  }

  /// Move a cascade, and `others` as ``blocksInTheWay(of:to:)`` gave them to where it was.
  mutating func exchange(_ block: Int, with target: (row: Int, start: Int), _ others: [Int]) {
    let old = blocks[block]
    for moved in [block] + others { mark(moved, nil) }
    blocks[block].row = target.row
    blocks[block].start = target.start
    for other in others {
      blocks[other].row = old.row
      blocks[other].start += old.start - target.start
    }
    for moved in [block] + others { mark(moved, moved) }
  }

  private mutating func mark(_ block: Int, _ owner: Int?) {
    let (row, start) = (blocks[block].row, blocks[block].start)
    for place in start..<(start + blocks[block].cells.count) { taken[row][place] = owner }
  }

  /// Names of cells, the first of a cascade first; the longest cascades first. Those of one block
  /// are left to the placer.
  static func cascades(in netlist: Netlist) -> [[String]] {
    var readers: [Int: Int] = [:]
    let blocks = netlist.cells.filter { $0.type == "DSP48E1" }
    for (index, block) in blocks.enumerated() {
      for pin in ["PCIN", "ACIN", "BCIN", "CARRYCASCIN", "MULTSIGNIN"] {
        for case .wire(let wire) in block.connections[pin] ?? [] { readers[wire] = index }
      }
    }
    let next = blocks.map { block -> Int? in
      for pin in ["PCOUT", "ACOUT", "BCOUT", "CARRYCASCOUT", "MULTSIGNOUT"] {
        for case .wire(let wire) in block.connections[pin] ?? [] {
          if let reader = readers[wire] { return reader }
        }
      }
      return nil
    }
    let inner = Set(next.compactMap { $0 })
    let cascades = blocks.indices.filter { !inner.contains($0) && next[$0] != nil }.map { root in
      var cells = [blocks[root].name]
      var place = root
      while let following = next[place], cells.count < blocks.count {
        place = following
        cells.append(blocks[place].name)
      }
      return cells
    }
    return cascades.sorted { first, second in
      first.count != second.count
        ? first.count > second.count
        : first[0].compare(second[0], options: .numeric) == .orderedAscending
    }
  }

  /// BELs of rows that the middle of a clock region does not break, from below: nextpnr steps five
  /// tiles of the grid from one to the next. The longest columns first, each from where the one
  /// before ended.
  private static func rows(of grid: TileGrid) -> [[(place: FabricPlace, site: String)]] {
    let tiles = grid.tiles.filter { $0.type == "DSP_L" || $0.type == "DSP_R" }
    let columns = Dictionary(grouping: tiles) { $0.x }.sorted {
      (-$0.value.count, $0.key) < (-$1.value.count, $1.key)
    }
    var rows: [[(place: FabricPlace, site: String)]] = []
    for (index, column) in columns.enumerated() {
      // Numbers of tiles grow downwards.
      var parts: [[(place: FabricPlace, site: String)]] = []
      var last: Tile?
      for tile in column.value.sorted(by: { $0.y > $1.y }) {
        if last.map({ $0.y - tile.y != 5 }) ?? true { parts.append([]) }
        parts[parts.count - 1] += (0..<2).map {
          (place: FabricPlace(x: tile.x, y: tile.y), site: "DSP48_X0Y\($0).DSP48E1")
        }
        last = tile
      }
      rows += index % 2 == 0 ? parts : parts.reversed()
    }
    return rows
  }
}
