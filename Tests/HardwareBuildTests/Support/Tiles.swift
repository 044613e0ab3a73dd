// SPDX-License-Identifier: BSD-3-Clause
@testable import HardwareBuild

/// Grids of a few tiles.
enum Tiles {
  static func grid(_ tiles: [(type: String, x: Int, y: Int)]) throws -> TileGrid {
    let texts = tiles.map { type, x, y in
      #""\#(type)_X\#(x)Y\#(y)": {"type": "\#(type)", "grid_x": \#(x), "grid_y": \#(y)}"#
    }
    return try TileGrid(Array("{\(texts.joined(separator: ","))}".utf8), named: "a")
  }
}
