// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Which blocks the signals of block RAMs come to, through lookup tables and registers.
struct BlockWiring {
  let cells: [Netlist.Cell]
  /// Block RAMs, as indices of `cells`.
  let memories: [Int]
  private let forward: [[Int]]
  private let backward: [[Int]]

  init(_ netlist: Netlist) {
    cells = netlist.cells
    var readers: [Int: [Int]] = [:]
    var drivers: [Int: Int] = [:]
    for (index, cell) in cells.enumerated() {
      for (pin, nets) in cell.connections where !BlockWiring.isControl(pin) {
        for case .wire(let wire) in nets {
          if BlockWiring.isOutput(pin, cell.type) {
            drivers[wire] = index
          } else {
            readers[wire, default: []].append(index)
          }
        }
      }
    }
    var forward = [[Int]](repeating: [], count: netlist.cells.count)
    var backward = forward
    for (wire, driver) in drivers {
      for reader in readers[wire] ?? [] {
        forward[driver].append(reader)
        backward[reader].append(driver)
      }
    }
    self.forward = forward.map { Set($0).sorted() }
    self.backward = backward.map { Set($0).sorted() }
    memories = netlist.cells.indices.filter {
      netlist.cells[$0].type == "RAMB36E1" || netlist.cells[$0].type == "RAMB18E1"
    }
  }

  /// The first block of those that `isWanted` says by name, on the shortest way through logic, and
  /// how many cells are before it.
  func block(after memory: Int, where isWanted: (String) -> Bool) -> (block: Int, depth: Int)? {
    walk(from: memory, along: forward) { cells[$0].type == "DSP48E1" && isWanted(cells[$0].name) }
  }

  /// Whether only registers and lookup tables are between a memory and the processor.
  func touchesProcessor(_ memory: Int) -> Bool {
    [forward, backward].contains { arcs in
      walk(from: memory, along: arcs) { cells[$0].type == "PS7" } != nil
    }
  }

  private func walk(
    from start: Int, along arcs: [[Int]], to isEnd: (Int) -> Bool
  ) -> (block: Int, depth: Int)? {
    var seen: Set<Int> = [start]
    var front = [start]
    var depth = 0
    while !front.isEmpty, depth < BlockWiring.longest {
      var next: Set<Int> = []
      for cell in front {
        for other in arcs[cell] where seen.insert(other).inserted { next.insert(other) }
      }
      if let found = next.filter(isEnd).min() { return (found, depth) }
      front = next.filter { BlockWiring.isLogic(cells[$0].type) }.sorted()
      depth += 1
    }
    return nil
  }

  /// Cells on a way; more are between a memory of 16 banks and its DSP.
  private static let longest = 64

  private static func isLogic(_ type: String) -> Bool {
    type.hasPrefix("LUT") || type.hasPrefix("FD") || type.hasPrefix("MUXF")
  }

  /// Pins of blocks and registers that carry no data.
  private static func isControl(_ pin: String) -> Bool {
    pin == "C" || pin == "CE" || pin == "R" || pin == "S" || pin.hasPrefix("CLK")
      || pin.hasSuffix("CLK") || pin.hasPrefix("ADDR") || pin.hasPrefix("EN")
      || pin.hasPrefix("WE") || pin.hasPrefix("RST") || pin.hasPrefix("REG")
  }

  private static func isOutput(_ pin: String, _ type: String) -> Bool {
    switch type {
    case "RAMB36E1", "RAMB18E1": pin.hasPrefix("DO")
    case "DSP48E1": pin == "P" || pin.hasPrefix("PCOUT")
    case "PS7":
      pin.hasPrefix("SAXI") && pin.hasSuffix("RDATA")
        || pin.hasPrefix("MAXI") && pin.hasSuffix("WDATA")
    default: pin == "O" || pin == "Q" || pin.hasPrefix("Q") || pin.hasPrefix("DO")
    }
  }
}
