// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// How a DSP48E1 is set up: what its bits hold, in the words of its parameters (UG479, UG953).
struct DSPConfiguration: Equatable {
  /// Registers of which there is one: by parameter, for example `MREG`.
  var registers: [String: Bool] = [:]
  /// 0, 1 or 2 registers on the way of A and of B.
  var aRegisters = 1
  var bRegisters = 1
  /// Whether ACOUT and BCOUT come from the first of two registers; `nil` where nothing reads them.
  var cascadesFirstA: Bool?
  var cascadesFirstB: Bool?
  /// Whether A and B come from the block below.
  var takesACascade = false
  var takesBCascade = false
  var usesPreAdder = false
  /// `ONE48`, `TWO24` or `FOUR12`.
  var simd = "ONE48"
  /// 48 bits each; `nil` where the netlist does not say.
  var mask: [Bool]?
  var pattern: [Bool]?
  /// `MASK`, `C`, `ROUNDING_MODE1` or `ROUNDING_MODE2`.
  var maskChoice = "MASK"
  /// `NO_RESET`, `RESET_MATCH` or `RESET_NOT_MATCH`.
  var autoReset = "NO_RESET"
  /// Pins whose inverter is on: `CLK`, `CARRYIN`, or a bit as `OPMODE[0]`.
  var inverted: Set<String> = []
  /// Pins that are constant within the tile, by names as `INMODE0`.
  var constants: [String: Bool] = [:]

  static let registerNames = [
    "ADREG", "ALUMODEREG", "CARRYINREG", "CARRYINSELREG", "CREG", "DREG", "INMODEREG", "MREG",
    "OPMODEREG", "PREG",
  ]
  static let invertibleBuses = [("ALUMODE", 4), ("INMODE", 5), ("OPMODE", 7)]
  /// Pins that take their constants from bits of the tile, with the bus and the index that the
  /// netlist has.
  static let tilePins: [(name: String, bus: String, index: Int)] = {
    var pins: [(name: String, bus: String, index: Int)] = []
    for pin in ["CEAD", "CEALUMODE", "CED", "CEINMODE", "RSTD"] { pins.append((pin, pin, 0)) }
    pins.append(("CARRYINSEL2", "CARRYINSEL", 2))
    for index in 0..<25 { pins.append(("D\(index)", "D", index)) }
    return pins + unwiredPins
  }()
  /// Those of them whose constants nextpnr leaves out.
  static let unwiredPins: [(name: String, bus: String, index: Int)] =
    (0..<5).map { ("INMODE\($0)", "INMODE", $0) }
    + [("ALUMODE2", "ALUMODE", 2), ("ALUMODE3", "ALUMODE", 3), ("OPMODE6", "OPMODE", 6)]

  init() {}

  /// - Parameters:
  ///   - cell: in the synthesised netlist.
  ///   - routed: the same behind routing, where constants may have been inverted.
  /// - Throws: ``AccelError`` `unavailable` for a value that no DSP48E1 has.
  init(_ cell: Netlist.Cell, routed: Netlist.Cell) throws(AccelError) {
    for name in DSPConfiguration.registerNames { registers[name] = cell.number(name) ?? 1 != 0 }
    aRegisters = cell.number("AREG") ?? 1
    bRegisters = cell.number("BREG") ?? 1
    takesACascade = cell.text("A_INPUT") == "CASCADE"
    takesBCascade = cell.text("B_INPUT") == "CASCADE"
    cascadesFirstA = DSPConfiguration.cascade("A", aRegisters, takesACascade, cell)
    cascadesFirstB = DSPConfiguration.cascade("B", bRegisters, takesBCascade, cell)
    usesPreAdder = cell.text("USE_DPORT") == "TRUE"
    simd = cell.text("USE_SIMD") ?? simd
    mask = DSPConfiguration.word(cell.bits("MASK"))
    pattern = DSPConfiguration.word(cell.bits("PATTERN"))
    maskChoice = cell.text("SEL_MASK") ?? maskChoice
    autoReset = cell.text("AUTORESET_PATDET") ?? autoReset
    for pin in DSPConfiguration.tilePins {
      switch cell.net(pin.bus, pin.index) {
      case .constant(let value):
        constants[pin.name] = value != DSPConfiguration.isInverted(pin.bus, pin.index, cell)
      case .open: constants[pin.name] = DSPConfiguration.isInverted(pin.bus, pin.index, cell)
      case .wire: break
      }
    }
    inverted = DSPConfiguration.inversions(routed, constants)
    guard (0...2).contains(aRegisters), (0...2).contains(bRegisters),
      ["ONE48", "TWO24", "FOUR12"].contains(simd)
    else {
      throw refused(
        "check \(cell.name)", "its parameters are none of a DSP48E1's", "correct the netlist")
    }
  }

  /// Whether a bit of a pin, or the pin, is inverted by a parameter: yosys has one for a bus,
  /// nextpnr one for each bit.
  static func isInverted(_ bus: String, _ index: Int, _ cell: Netlist.Cell) -> Bool {
    if cell.number("IS_\(bus)[\(index)]_INVERTED") == 1 { return true }
    return (cell.number("IS_\(bus)_INVERTED") ?? 0) >> index & 1 == 1
  }

  private static func inversions(
    _ routed: Netlist.Cell, _ constants: [String: Bool]
  ) -> Set<String> {
    var inverted: Set<String> = []
    for pin in ["CLK", "CARRYIN"] where isInverted(pin, 0, routed) { inverted.insert(pin) }
    for (bus, width) in invertibleBuses {
      // With a constant of the tile the inverter is off.
      for index in 0..<width
      where constants["\(bus)\(index)"] == nil && isInverted(bus, index, routed) {
        inverted.insert("\(bus)[\(index)]")
      }
    }
    return inverted
  }

  private static func cascade(
    _ port: String, _ registers: Int, _ isCascaded: Bool, _ cell: Netlist.Cell
  ) -> Bool? {
    let outputs = cell.connections["\(port)COUT"] ?? []
    let isRead = outputs.contains { if case .wire = $0 { true } else { false } }
    guard isCascaded || isRead else { return nil }
    return registers == 2 && cell.number("\(port)CASCREG") ?? 1 == 1
  }

  private static func word(_ bits: [Bool?]?) -> [Bool]? {
    bits.map { bits in (0..<48).map { $0 < bits.count && bits[$0] == true } }
  }
}
