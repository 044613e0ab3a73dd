// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A block whose place is chosen before nextpnr places the rest.
struct PlacedBlock {
  var cell: String
  var place: FabricPlace
  /// The site and the block in it, as nextpnr calls them.
  var site: String

  /// nextpnr's name for the place.
  var bel: String { "X\(place.x)Y\(place.y)/\(site)" }

  /// Python for nextpnr's `--pre-place`: the attribute has another meaning before it packs.
  static func script(_ places: [PlacedBlock]) -> String {
    places.reduce(into: "cells = dict((name, cell) for name, cell in ctx.cells)\n") {
      $0 += "cells[\(quoted($1.cell))].setAttr('BEL', '\($1.bel)')\n"
    }
  }

  private static func quoted(_ name: String) -> String {
    let escaped = name.unicodeScalars.map { scalar in
      scalar == "'" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
    }
    return "'\(escaped.joined())'"
  }
}

/// A place in the grid of tiles.
struct FabricPlace: Hashable, Comparable {
  var x, y: Int

  init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }

  /// `nil` of no tiles.
  init?(middleOf tiles: [Tile]) {
    guard !tiles.isEmpty else { return nil }
    x = tiles.reduce(0) { $0 + $1.x } / tiles.count
    y = tiles.reduce(0) { $0 + $1.y } / tiles.count
  }

  /// Along rows and columns.
  func distance(to other: FabricPlace) -> Int { abs(x - other.x) + abs(y - other.y) }

  static func < (left: FabricPlace, right: FabricPlace) -> Bool {
    (left.x, left.y) < (right.x, right.y)
  }
}
