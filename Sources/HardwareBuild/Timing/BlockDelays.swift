// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What the database says of a block's pins in one configuration, by the pins' names without
/// indices, in picoseconds (slow corner).
struct BlockDelays: Equatable, Sendable {
  /// From the clock's edge to an output.
  var clockToOutput: [String: Int] = [:]
  /// By input, then by output.
  var through: [String: [String: Int]] = [:]
  /// By input.
  var setup: [String: Int] = [:]

  /// Add a variant that applies.
  mutating func add(_ cell: SDFFile.Cell, isClock: (String) -> Bool) {
    for path in cell.paths {
      if isClock(path.from) {
        clockToOutput[path.to] = max(clockToOutput[path.to] ?? 0, path.picoseconds)
      } else {
        let known = through[path.from]?[path.to] ?? 0
        through[path.from, default: [:]][path.to] = max(known, path.picoseconds)
      }
    }
    for check in cell.setups {
      setup[check.pin] = max(setup[check.pin] ?? 0, check.picoseconds)
    }
  }
}

/// Delays of the DSP48E1 (timings/DSP_L.sdf): each cell type there is named by the parameters for
/// which it holds, as `DSP48E1_AREG_1_A_INPUT_DIRECT`.
struct DSPDelays {
  /// With their values where the netlist says nothing (UG953, "DSP48E1").
  private static let defaults = [
    "ACASCREG": "1", "ADREG": "1", "ALUMODEREG": "1", "AREG": "1", "A_INPUT": "DIRECT",
    "BCASCREG": "1", "BREG": "1", "B_INPUT": "DIRECT", "CARRYINREG": "1", "CARRYINSELREG": "1",
    "CREG": "1", "DREG": "1", "INMODEREG": "1", "MREG": "1", "OPMODEREG": "1", "PREG": "1",
    "USE_DPORT": "FALSE", "USE_MULT": "MULTIPLY", "USE_PATTERN_DETECT": "NO_PATDET",
  ]
  private var variants: [(conditions: [(String, String)], cell: SDFFile.Cell)] = []

  /// - Throws: ``AccelError`` `malformedFile` for a variant that is not understood.
  init(_ file: SDFFile) throws(AccelError) {
    for cell in file.cells {
      guard let conditions = DSPDelays.conditions(cell.type) else {
        throw malformed("the delays of DSP48E1", "\(cell.type) is not understood")
      }
      variants.append((conditions, cell))
    }
  }

  /// The figures for a cell's parameters.
  func delays(_ cell: Netlist.Cell) -> BlockDelays {
    var values = DSPDelays.defaults
    for name in values.keys {
      if let number = cell.number(name) {
        values[name] = String(number)
      } else if let text = cell.text(name) {
        values[name] = text
      }
    }
    var delays = BlockDelays()
    for (conditions, cell) in variants
    where conditions.allSatisfy({ values[$0.0] == $0.1 }) {
      delays.add(cell) { $0 == "CLK" }
    }
    return delays
  }

  static func conditions(_ type: String) -> [(String, String)]? {
    guard type.hasPrefix("DSP48E1") else { return nil }
    var words = type.dropFirst(7).split(separator: "_").map { String($0) }[...]
    var conditions: [(String, String)] = []
    while !words.isEmpty {
      guard
        let length = (1...min(3, words.count)).last(where: {
          defaults[words.prefix($0).joined(separator: "_")] != nil
        }), words.count > length
      else { return nil }
      let name = words.prefix(length).joined(separator: "_")
      words = words.dropFirst(length)
      var value = words.removeFirst()
      if value == "NO", let rest = words.popFirst() { value += "_" + rest }
      conditions.append((name, value))
    }
    return conditions
  }
}

/// Delays of block RAM (timings/BRAM_L.sdf), of which there is one set for each output register
/// and each write mode; both halves of a block and both sizes have the same.
struct BlockRAMDelays {
  private let cells: [SDFFile.Cell]

  init(_ file: SDFFile) {
    cells = file.cells.filter { !$0.type.contains("FIFO18") && !$0.type.contains("ISFIFO_TRUE") }
  }

  /// The figures for a cell's parameters, by names as `ADDRARDADDR` or `DOADO`.
  func delays(_ cell: Netlist.Cell) -> BlockDelays {
    var delays = BlockDelays()
    for (port, output) in [("A", "DOADO"), ("B", "DOBDO")] {
      let register = cell.number("DO\(port)_REG") ?? 0
      let marked = cells.filter { $0.type.contains("DO\(port)_REG_U_\(register)") }
      let longest = marked.flatMap { $0.paths }.filter { $0.to.hasPrefix("DO") }
        .map { $0.picoseconds }.max()
      delays.clockToOutput[output] = longest
      delays.clockToOutput["DOP\(port)DOP"] = longest
    }
    let modes = ["WRITE_FIRST": "WF", "READ_FIRST": "RF", "NO_CHANGE": "NC"]
    for (port, data) in [("A", "DIADI"), ("B", "DIBDI")] {
      let mode = modes[cell.text("WRITE_MODE_\(port)") ?? "WRITE_FIRST"] ?? "WF"
      let longest = setup(of: "DI", in: cells.filter { $0.type.contains("WRITE_MODE_U_\(mode)") })
      delays.setup[data] = longest
      delays.setup["DIP\(port)DIP"] = longest
    }
    let pins = [
      ("ADDRARDADDR", "ADDR"), ("ADDRBWRADDR", "ADDR"), ("WEA", "WE"), ("WEBWE", "WE"),
      ("ENARDEN", "EN"), ("ENBWREN", "EN"), ("RSTRAMARSTRAM", "RSTRAM"), ("RSTRAMB", "RSTRAM"),
      ("RSTREGARSTREG", "RSTREG"), ("RSTREGB", "RSTREG"), ("REGCEAREGCE", "REGCE"),
      ("REGCEB", "REGCE"),
    ]
    for (pin, prefix) in pins { delays.setup[pin] = setup(of: prefix, in: cells) }
    return delays
  }

  private func setup(of prefix: String, in cells: [SDFFile.Cell]) -> Int? {
    cells.flatMap { $0.setups }.filter { $0.pin.hasPrefix(prefix) }.map { $0.picoseconds }.max()
  }
}

/// Delays of LUTs that are memories or shift registers (timings/slicem.sdf), which nextpnr's file
/// lacks from the clock on.
struct LUTMemoryDelays {
  let delays: BlockDelays

  init(_ file: SDFFile) {
    var delays = BlockDelays()
    for cell in file.cells where cell.type.hasSuffix("LRAM") {
      delays.add(cell) { $0 == "CLK" }
    }
    delays.through = [:]
    self.delays = delays
  }
}

/// Delays of CARRY4 (timings/slicel.sdf) from the pins that nextpnr's file leaves out; its variants
/// differ by what is before them, and the longest counts.
struct CarryDelays {
  /// By input and output with their indices.
  let through: [String: [String: Int]]

  init(_ file: SDFFile) {
    var delays = BlockDelays()
    for cell in file.cells where cell.type.hasPrefix("CARRY4") {
      delays.add(cell) { $0 == "CLK" }
    }
    through = delays.through.filter { $0.key.hasPrefix("DI") || $0.key == "CYINIT" }
  }
}

/// Delays of the processor's pins (timings/PSS2.sdf).
struct ProcessorDelays {
  let delays: BlockDelays

  init(_ file: SDFFile) {
    var delays = BlockDelays()
    for cell in file.cells { delays.add(cell) { $0.hasSuffix("CLK") } }
    self.delays = delays
  }
}
