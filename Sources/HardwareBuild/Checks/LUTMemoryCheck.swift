// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Compares a LUT that is a memory or a shift register (UG474, "Distributed RAM" and "Shift
/// Registers") with the netlist: its mode, where its data come from, what it begins with.
struct LUTMemoryCheck: SiteCheck {
  let cell: String
  let tile: Tile
  /// `A` to `D`.
  private let letter: Character
  private let isShiftRegister: Bool
  private let isSmall: Bool
  /// Whether data come by the pin DI1 from outside.
  private let takesDirectInput: Bool
  /// 64 bits; `nil` where nobody reads them.
  private let contents: [Bool?]
  private let block: String

  /// - Parameters:
  ///   - cells: behind routing, those of one LUT: up to two.
  ///   - sources: cells before placement, by name.
  /// - Throws: ``AccelError`` `unavailable` for a mode that the router gets wrong.
  init(_ cells: [Netlist.Cell], sources: [String: Netlist.Cell], tile: Tile, letter: Character)
    throws(AccelError)
  {
    cell = cells.map { $0.name }.sorted().first ?? "?"
    self.tile = tile
    self.letter = letter
    block = "SLICEM_X0.\(letter)LUT."
    var contents = [Bool?](repeating: nil, count: 64)
    var isSmall = false
    var isShiftRegister = false
    var takesDirectInput = false
    for cell in cells {
      try LUTMemoryCheck.refuseInvertedClock(cell)
      let type = cell.attributes["X_ORIG_TYPE"] ?? ""
      isSmall = isSmall || type == "RAMD32" || type == "SRL16E"
      isShiftRegister = isShiftRegister || type.hasPrefix("SRL")
      if case .wire = cell.net("DI1") { takesDirectInput = true }
      LUTContents(cell, sources: sources).fill(&contents)
    }
    self.isSmall = isSmall
    self.isShiftRegister = isShiftRegister
    self.takesDirectInput = takesDirectInput
    self.contents = contents
  }

  /// nextpnr ignores it (openXC7/nextpnr-xilinx issues 33 and 201).
  private static func refuseInvertedClock(_ cell: Netlist.Cell) throws(AccelError) {
    for parameter in ["IS_WCLK_INVERTED", "IS_CLK_INVERTED"] where cell.number(parameter) == 1 {
      throw refused(
        "check \(cell.name)", "it is written at the falling edge, which the router ignores",
        "use the rising edge")
    }
  }

  func owns(_ feature: String) -> Bool { feature.hasPrefix(block) }

  var features: Set<String> {
    var features: Set<String> = [block + (isShiftRegister ? "SRL" : "RAM")]
    if isSmall { features.insert(block + "SMALL") }
    // The fourth LUT has no choice.
    if takesDirectInput && letter != "D" { features.insert(block + "DI1MUX.\(letter)I") }
    for index in contents.indices where contents[index] == true {
      features.insert("\(block)INIT[\(index)]")
    }
    return features
  }

  func rule(for feature: String) -> RepairRule? {
    guard feature.hasPrefix(block + "INIT[") else { return nil }
    return isShiftRegister ? .shiftRegisterContents : .lutMemoryContents
  }

  /// Whether a feature says nothing that matters: contents that are never read.
  func isIdle(_ feature: String) -> Bool {
    guard feature.hasPrefix(block + "INIT["),
      let index = Int(feature.dropFirst(block.count + 5).dropLast())
    else { return feature == "\(block)DI1MUX.\(letter)I" && !takesDirectInput }
    return contents.indices.contains(index) && contents[index] == nil
  }

  func verify(_ frames: Frames, _ database: PartDatabase) throws(AccelError) {
    let reader = FeatureReader(frames: frames, database: database, tile: tile)
    let modes = [("RAM", !isShiftRegister), ("SRL", isShiftRegister), ("SMALL", isSmall)]
    for (mode, wanted) in modes where try reader.holds(block + mode) != wanted {
      throw mismatch(mode, wanted ? "off" : "on", wanted ? "on" : "off")
    }
    if takesDirectInput, letter != "D", try !reader.holds("\(block)DI1MUX.\(letter)I") {
      throw mismatch("that data come", "from the next LUT", "from outside")
    }
    for index in contents.indices {
      guard let wanted = contents[index] else { continue }
      let found = try reader.holds("\(block)INIT[\(index)]")
      guard found == wanted else {
        throw mismatch("contents[\(index)]", found ? "1" : "0", wanted ? "1" : "0")
      }
    }
  }
}

/// What a cell in a LUT begins with, and which of the LUT's 64 bits those are.
struct LUTContents {
  private let bits: [(index: Int, value: Bool)]

  /// - Parameter sources: cells before placement, by name: nextpnr drops some contents.
  init(_ cell: Netlist.Cell, sources: [String: Netlist.Cell]) {
    let type = cell.attributes["X_ORIG_TYPE"] ?? ""
    let given = cell.bits("INIT") ?? []
    func bit(_ bits: [Bool?], _ index: Int) -> Bool {
      bits.indices.contains(index) && bits[index] == true
    }
    switch type {
    case "SRL16E":
      // The sixth input is 1, and each bit is held twice.
      bits = (0..<32).map { (32 + $0, bit(given, $0 / 2)) }
    case "SRLC32E": bits = (0..<64).map { ($0, bit(given, $0 / 2)) }
    case "RAMD32":
      let (source, port) = LUTContents.source(cell, sources)
      let contents = source?.bits("INIT_\(port)") ?? []
      // Of two bits a word the lower is in the lower half.
      let half = cell.place?.bel.hasSuffix("6LUT") == true ? 1 : 0
      bits = (0..<32).map { (32 * half + $0, bit(contents, 2 * $0 + half)) }
    default:
      let (source, port) = LUTContents.source(cell, sources)
      let isWhole = source?.type == "RAM64M"
      let contents = isWhole ? source?.bits("INIT_\(port)") ?? [] : given
      // A memory of 32 words leaves the upper half alone.
      let isLower = source?.type == "RAM32X1D"
      bits = (0..<(isLower ? 32 : 64)).map { ($0, bit(contents, $0)) }
    }
  }

  func fill(_ contents: inout [Bool?]) {
    for (index, value) in bits { contents[index] = value }
  }

  /// The cell that nextpnr cut into LUTs, and the port that this one is.
  private static func source(
    _ cell: Netlist.Cell, _ sources: [String: Netlist.Cell]
  ) -> (cell: Netlist.Cell?, port: Character) {
    guard let slash = cell.name.lastIndex(of: "/") else { return (nil, "A") }
    let part = cell.name[cell.name.index(after: slash)...]
    let number = part.dropFirst(3).prefix { $0.isNumber }
    let ports: [Character] = ["A", "B", "C", "D"]
    let port = Int(number).flatMap { ports.indices.contains($0) ? ports[$0] : nil } ?? "A"
    return (sources[String(cell.name[..<slash])], port)
  }
}
