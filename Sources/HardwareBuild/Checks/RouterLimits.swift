// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What nextpnr-himbaechel-xilinx 0.11.1 cannot do, found in the synthesised netlist: before it
/// goes round in circles, or gives up after minutes.
enum RouterLimits {
  /// - Throws: ``AccelError`` `unavailable`.
  static func check(_ netlist: Netlist, _ grid: TileGrid) throws(AccelError) {
    try checkShiftRegisters(netlist)
    try checkCascades(chains(in: netlist), grid)
  }

  /// The way from one shift register to the next within a slice is not implemented
  /// (openXC7/nextpnr-xilinx pull request 106 has it).
  private static func checkShiftRegisters(_ netlist: Netlist) throws(AccelError) {
    for cell in netlist.cells where cell.type == "SRLC32E" {
      guard case .wire(let wire) = cell.net("Q31"), isRead(wire, in: netlist) else { continue }
      throw refused(
        "place \(cell.name)", "it is part of a shift register of more than 32 bits",
        "break it by registers marked (* keep *), or synthesise with -nosrl")
    }
  }

  private static func isRead(_ wire: Int, in netlist: Netlist) -> Bool {
    netlist.cells.contains { cell in
      cell.connections.contains { $0.key != "Q31" && $0.value.contains(.wire(wire)) }
    }
  }

  // MARK: cascades

  /// Lengths of the cascades of DSP48E1, those of one block left out.
  static func chains(in netlist: Netlist) -> [(root: String, length: Int)] {
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
    return blocks.indices.filter { !inner.contains($0) && next[$0] != nil }.map { root in
      var length = 1
      var place = root
      while let following = next[place], length <= blocks.count {
        place = following
        length += 1
      }
      return (blocks[root].name, length)
    }
  }

  /// A cascade takes tiles of two blocks from a lower one on, in a row that the middle of a clock
  /// region does not break; if cascades do not fit, the placer tries for ever.
  static func checkCascades(
    _ chains: [(root: String, length: Int)], _ grid: TileGrid
  ) throws(AccelError) {
    var rows = rows(of: grid)
    let longest = 2 * (rows.max() ?? 0)
    for chain in chains.sorted(by: { $0.length > $1.length }) {
      let tiles = (chain.length + 1) / 2
      guard chain.length <= longest else {
        throw refused(
          "place the cascade that begins at \(chain.root)",
          "it has \(chain.length) DSP48E1, and no more than \(longest) are in a row",
          "make cascades at most \(longest) long")
      }
      guard let row = rows.firstIndex(where: { $0 >= tiles }) else {
        throw refused(
          "place \(chains.count) cascades of DSP48E1",
          "they do not fit into the rows of the part's columns, of \(longest) blocks each",
          "use fewer, or cascades of \(longest) or 2")
      }
      rows[row] -= tiles
    }
  }

  /// Lengths in tiles: nextpnr steps five tiles of the grid from one to the next.
  private static func rows(of grid: TileGrid) -> [Int] {
    let tiles = grid.tiles.filter { $0.type == "DSP_L" || $0.type == "DSP_R" }
      .sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    var rows: [Int] = []
    var last: Tile?
    for tile in tiles {
      if let last, last.x == tile.x, tile.y - last.y == 5 {
        rows[rows.count - 1] += 1
      } else {
        rows.append(1)
      }
      last = tile
    }
    return rows
  }
}
