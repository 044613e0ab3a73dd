// SPDX-License-Identifier: BSD-3-Clause

/// The slices of a fabric: two in each tile of logic, each with four letters, A to D, of two LUTs and
/// two registers.
struct LogicSites {
  struct Site {
    var x, y: Int
    /// 0 or 1 in its tile.
    var index: Int
    /// Its LUTs can be memories and shift registers.
    var isMemory: Bool

    /// What nextpnr's names of its parts begin with.
    var prefix: String { "X\(x)Y\(y)/SLICE_X\(index)Y0." }
  }

  /// By columns; in a column the even ones and the odd ones from below.
  let sites: [Site]
  private let numbers: [FabricPlace: Int]
  /// The column of tiles next to each column of the grid.
  private let nearest: [Int]

  init(_ grid: TileGrid) {
    let tiles = grid.tiles.filter { $0.type.hasPrefix("CLBLL_") || $0.type.hasPrefix("CLBLM_") }
      .sorted { ($0.x, $1.y) < ($1.x, $0.y) }
    sites = tiles.flatMap { tile in
      (0..<2).map { index in
        Site(
          x: tile.x, y: tile.y, index: index,
          isMemory: index == 0 && tile.type.hasPrefix("CLBLM_"))
      }
    }
    numbers = Dictionary(
      uniqueKeysWithValues: tiles.enumerated().map {
        (FabricPlace(x: $1.x, y: $1.y), 2 * $0)
      })
    let columns = Set(tiles.map { $0.x }).sorted()
    nearest = (0...((columns.last ?? 0) + 1)).map { x in
      columns.min { abs($0 - x) < abs($1 - x) } ?? 0
    }
  }

  /// The number of a slice; `nil` where the grid has something else.
  func number(x: Int, y: Int, index: Int) -> Int? {
    numbers[FabricPlace(x: x, y: y)].map { $0 + index }
  }

  /// A slice in the column of logic that is nearest.
  func number(near x: Int, y: Int, index: Int) -> Int? {
    number(x: nearest[min(max(x, 0), nearest.count - 1)], y: y, index: index)
  }

  /// The slice that a carry chain goes on to.
  func above(_ site: Int) -> Int? {
    let next = site + 2
    guard next < sites.count, sites[next].x == sites[site].x,
      sites[next].y == sites[site].y - 1
    else { return nil }
    return next
  }
}
