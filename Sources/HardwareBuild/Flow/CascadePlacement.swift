// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// The places of all DSP48E1 that are in cascades, chosen before nextpnr places the rest.
///
/// nextpnr 0.11.1 places cascades by trial: where long and short ones together take most of the
/// columns it never ends. They are packed here, the longest first, each into one row of a column,
/// and in the order of their names, so that neighbours in a systolic array stay neighbours.
struct CascadePlacement {
  /// Names of cells and of nextpnr's BELs.
  let places: [(cell: String, bel: String)]

  /// - Throws: ``AccelError`` `unavailable` if the part has no room for the cascades.
  init(_ netlist: Netlist, _ grid: TileGrid) throws(AccelError) {
    var rows = CascadePlacement.rows(of: grid)
    let longest = rows.map { $0.count }.max() ?? 0
    let cascades = CascadePlacement.cascades(in: netlist)
    var places: [(cell: String, bel: String)] = []
    for cascade in cascades {
      guard cascade.count <= longest else {
        throw refused(
          "place the cascade that begins at \(cascade[0])",
          "it has \(cascade.count) DSP48E1, and no more than \(longest) are in a row",
          "make cascades at most \(longest) long")
      }
      guard let row = rows.firstIndex(where: { $0.count >= cascade.count }) else {
        throw refused(
          "place \(cascades.count) cascades of DSP48E1",
          "they do not fit into the rows of the part's columns, of \(longest) blocks each",
          "use fewer, or cascades of \(longest) or 2")
      }
      places += zip(cascade, rows[row]).map { (cell: $0, bel: $1) }
      rows[row].removeFirst(cascade.count)
    }
    self.places = places
  }

  /// Python for nextpnr's `--pre-place`: the attribute has another meaning before it packs.
  var script: String {
    places.reduce(into: "cells = dict((name, cell) for name, cell in ctx.cells)\n") {
      $0 += "cells[\(CascadePlacement.quoted($1.cell))].setAttr('BEL', '\($1.bel)')\n"
    }
  }

  private static func quoted(_ name: String) -> String {
    let escaped = name.unicodeScalars.map { scalar in
      scalar == "'" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
    }
    return "'\(escaped.joined())'"
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
  private static func rows(of grid: TileGrid) -> [[String]] {
    let tiles = grid.tiles.filter { $0.type == "DSP_L" || $0.type == "DSP_R" }
    let columns = Dictionary(grouping: tiles) { $0.x }.sorted {
      (-$0.value.count, $0.key) < (-$1.value.count, $1.key)
    }
    var rows: [[String]] = []
    for (index, column) in columns.enumerated() {
      // Numbers of tiles grow downwards.
      var parts: [[String]] = []
      var last: Tile?
      for tile in column.value.sorted(by: { $0.y > $1.y }) {
        if last.map({ $0.y - tile.y != 5 }) ?? true { parts.append([]) }
        parts[parts.count - 1] += (0..<2).map { "X\(tile.x)Y\(tile.y)/DSP48_X0Y\($0).DSP48E1" }
        last = tile
      }
      rows += index % 2 == 0 ? parts : parts.reversed()
    }
    return rows
  }
}
