// SPDX-License-Identifier: BSD-3-Clause

/// What of a placed design can go to other slices, as units that stay together: what is in one letter
/// of a slice; whole slices with multiplexers or memories; carry chains.
struct LogicUnits {
  struct Unit {
    /// From below; more than one for a carry chain only.
    var sites: [Int]
    /// `nil`: all of each slice.
    var letter: Int?
    var needsMemory = false
    /// It cannot move: it is a part of a chain that a row of clocks breaks.
    var isFixed = false
    /// What its registers have in common with all others of their slice; -1 without registers.
    var control = -1
    /// Its cells, each with the number of its slice in the unit.
    var cells: [(cell: Int, slice: Int)] = []

    /// Its number among the fabric's letters; `nil` for whole slices.
    var slot: Int? { letter.map { 4 * sites[0] + $0 } }
  }

  private(set) var units: [Unit] = []

  /// Cells of one slice.
  private struct Slice {
    var cells: [(cell: Int, bel: String)] = []
    var isWhole = false
    var needsMemory = false
    /// The slice that reads its carry.
    var reader: Int?
  }

  init(_ netlist: Netlist, _ sites: LogicSites) {
    var slices: [Int: Slice] = [:]
    var carriers: [Int: Int] = [:]
    for (number, cell) in netlist.cells.enumerated() {
      guard let (site, bel) = LogicUnits.place(of: cell, sites) else { continue }
      slices[site, default: Slice()].cells.append((number, bel))
      if !LogicUnits.isPlain(bel) { slices[site]?.isWhole = true }
      if cell.isLUTMemory {
        slices[site]?.isWhole = true
        slices[site]?.needsMemory = true
      }
      if bel == "CARRY4" {
        for case .wire(let wire) in [cell.net("CO", 3), cell.net("CO3")] { carriers[wire] = site }
      }
    }
    for site in slices.keys {
      for (cell, bel) in slices[site]?.cells ?? [] where bel == "CARRY4" {
        for case .wire(let wire) in [netlist.cells[cell].net("CIN"), netlist.cells[cell].net("CI")]
        {
          if let below = carriers[wire] { slices[below]?.reader = site }
        }
      }
    }
    let breaks = slices.filter { $0.value.reader != nil && $0.value.reader != sites.above($0.key) }
    let broken = Set(breaks.flatMap { [$0.key, $0.value.reader ?? $0.key] })
    var controls = ControlSets()
    var done: Set<Int> = []
    for site in slices.keys.sorted() where !done.contains(site) {
      guard let slice = slices[site] else { continue }
      if slice.isWhole {
        var unit = Unit(sites: [site])
        while let last = unit.sites.last, let next = slices[last]?.reader,
          next == sites.above(last)
        {
          unit.sites.append(next)
        }
        unit.isFixed = !broken.isDisjoint(with: unit.sites)
        for (number, place) in unit.sites.enumerated() {
          done.insert(place)
          unit.needsMemory = unit.needsMemory || slices[place]?.needsMemory == true
          unit.cells += (slices[place]?.cells ?? []).map { ($0.cell, number) }
        }
        units.append(unit)
      } else {
        addLetters(of: slice.cells, at: site, netlist, &controls)
      }
    }
  }

  private mutating func addLetters(
    of cells: [(cell: Int, bel: String)], at site: Int, _ netlist: Netlist,
    _ controls: inout ControlSets
  ) {
    for letter in 0..<4 {
      let own = cells.filter { $0.bel.utf8.first == UInt8(ascii: "A") + UInt8(letter) }
      guard !own.isEmpty else { continue }
      var unit = Unit(sites: [site], letter: letter)
      unit.cells = own.map { ($0.cell, 0) }
      for (cell, bel) in own where bel.hasSuffix("FF") {
        unit.control = controls.number(netlist.cells[cell])
      }
      units.append(unit)
    }
  }

  /// The slice and the part of it that a cell is in.
  private static func place(of cell: Netlist.Cell, _ sites: LogicSites) -> (Int, String)? {
    guard let place = cell.place, place.bel.hasPrefix("SLICE"),
      let dot = place.bel.firstIndex(of: ".")
    else { return nil }
    let index = place.bel.hasPrefix("SLICE_X1") ? 1 : 0
    guard let site = sites.number(x: place.x, y: place.y, index: index) else { return nil }
    return (site, String(place.bel[place.bel.index(after: dot)...]))
  }

  /// Parts that every letter has.
  private static func isPlain(_ bel: String) -> Bool {
    ["6LUT", "5LUT", "FF", "5FF"].contains(bel.dropFirst())
  }
}

/// Clock, enable and reset of registers, and how they take them; those of one slice share them.
private struct ControlSets {
  private struct Signals: Hashable {
    var nets: [Netlist.Net]
    var modes: [String]
  }

  private var numbers: [Signals: Int] = [:]

  mutating func number(_ cell: Netlist.Cell) -> Int {
    let inverted = cell.parameters.keys.filter { $0.hasPrefix("IS_") && cell.number($0) == 1 }
    let modes = ["X_FFSYNC", "X_FF_AS_LATCH"].map { cell.attributes[$0] ?? "" }
    let signals = Signals(
      nets: ["CK", "CE", "SR"].map { cell.net($0) }, modes: modes + inverted.sorted())
    let number = numbers[signals] ?? numbers.count
    numbers[signals] = number
    return number
  }
}
