// SPDX-License-Identifier: BSD-3-Clause

/// Whether cascades of DSPs have places: each takes tiles one after the other within a run. (A
/// placer that is asked for more does not fail, it never ends.)
struct DSPPlacement {
  let part: FabricPart
  /// Tiles left in each run that something lies in.
  private var left: [Int] = []

  init(_ part: FabricPart) { self.part = part }

  /// - Parameters:
  ///   - chains: lengths of cascades, in DSPs.
  ///   - single: DSPs without a cascade.
  /// - Returns: whether all find a place; the longest are placed first.
  static func fits(chains: [Int], single: Int, in part: FabricPart) -> Bool {
    var placement = DSPPlacement(part)
    let tiles = chains.map { ($0 + 1) / 2 }.sorted(by: >)
    return tiles.allSatisfy { placement.place($0) } && placement.freeTiles * 2 >= single
  }

  private var freeTiles: Int {
    left.reduce((part.dspRuns - left.count) * part.tilesPerRun, +)
  }

  private mutating func place(_ tiles: Int) -> Bool {
    let fitting = left.indices.filter { left[$0] >= tiles }
    if let best = fitting.min(by: { left[$0] < left[$1] }) {
      left[best] -= tiles
      return true
    }
    guard left.count < part.dspRuns, tiles <= part.tilesPerRun else { return false }
    left.append(part.tilesPerRun - tiles)
    return true
  }
}
