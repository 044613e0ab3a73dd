// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Compares a DSP48E1's bits with the netlist.
struct DSPCheck: SiteCheck {
  let cell: String
  let tile: Tile
  /// Lower or upper block of the tile.
  private let half: Int
  private let configuration: DSPConfiguration
  /// Register parameters that the netlist has.
  private let given: Set<String>
  private let block: String
  private let pins: String
  private let side: Character

  /// - Parameters:
  ///   - synthesized: the cell before placement.
  ///   - routed: behind routing.
  /// - Throws: ``AccelError`` `unavailable` if a constant pin changed its value on the way.
  init(_ synthesized: Netlist.Cell, routed: Netlist.Cell, tile: Tile, constants: ConstantNets)
    throws(AccelError)
  {
    cell = synthesized.name
    self.tile = tile
    half = routed.place?.bel.hasPrefix("DSP48_X0Y1") == true ? 1 : 0
    configuration = try DSPConfiguration(synthesized, routed: routed)
    given = Set(synthesized.parameters.keys)
    block = "DSP48.DSP_\(half)."
    pins = "DSP_\(half)_"
    side = tile.type.last ?? "L"
    try checkRoutedConstants(synthesized, routed, constants)
  }

  /// Control pins that are routed to a constant: with the inverter behind them, they must be what
  /// the netlist says.
  private func checkRoutedConstants(
    _ synthesized: Netlist.Cell, _ routed: Netlist.Cell, _ constants: ConstantNets
  ) throws(AccelError) {
    let routedBits =
      (0..<6).map { ("OPMODE", $0) } + [("ALUMODE", 0), ("ALUMODE", 1), ("CARRYIN", 0)]
    for (bus, index) in routedBits {
      let pin = bus == "CARRYIN" ? bus : "\(bus)\(index)"
      let isInverted = DSPConfiguration.isInverted(bus, index, synthesized)
      let value = constants.value(routed.net(pin)).map {
        $0 != DSPConfiguration.isInverted(bus, index, routed)
      }
      let wanted: Bool?
      switch synthesized.net(bus, index) {
      case .constant(let bit): wanted = bit != isInverted
      case .open: wanted = isInverted
      case .wire: wanted = nil
      }
      guard value == wanted else {
        throw mismatch("\(bus)[\(index)]", text(value), text(wanted))
      }
    }
  }

  private func text(_ value: Bool?) -> String { value.map { $0 ? "1" : "0" } ?? "a signal" }

  func owns(_ feature: String) -> Bool {
    feature.hasPrefix(block) || (feature.hasPrefix(pins) && feature.contains(".DSP_"))
  }

  var features: Set<String> {
    var features: Set<String> = []
    func add(_ name: String, _ isSet: Bool = true) { if isSet { features.insert(block + name) } }
    for name in DSPConfiguration.registerNames {
      add("Z\(name)[0]", configuration.registers[name] == false)
    }
    add("AREG_\(configuration.aRegisters)", configuration.aRegisters != 1)
    add("BREG_\(configuration.bRegisters)", configuration.bRegisters != 1)
    add("ZAREG_2_ACASCREG_1", configuration.cascadesFirstA == false)
    add("ZBREG_2_BCASCREG_1", configuration.cascadesFirstB == false)
    add("A_INPUT[0]", configuration.takesACascade)
    add("B_INPUT[0]", configuration.takesBCascade)
    add("USE_DPORT[0]", configuration.usesPreAdder)
    add("USE_SIMD_FOUR12", configuration.simd == "FOUR12")
    add("USE_SIMD_FOUR12_TWO24", configuration.simd != "ONE48")
    for index in 0..<48 {
      add("MASK[\(index)]", configuration.mask?[index] == true)
      add("PATTERN[\(index)]", configuration.pattern?[index] == true)
    }
    add("SEL_MASK_\(configuration.maskChoice)", configuration.maskChoice != "MASK")
    add("AUTORESET_PATDET_RESET", configuration.autoReset != "NO_RESET")
    add("AUTORESET_PATDET_RESET_NOT_MATCH", configuration.autoReset == "RESET_NOT_MATCH")
    for pin in ["CLK", "CARRYIN"] {
      add("ZIS_\(pin)_INVERTED", !configuration.inverted.contains(pin))
    }
    for (bus, width) in DSPConfiguration.invertibleBuses {
      for index in 0..<width {
        add("ZIS_\(bus)_INVERTED[\(index)]", !configuration.inverted.contains("\(bus)[\(index)]"))
      }
    }
    for (pin, value) in configuration.constants { features.insert(tie(pin, value)) }
    return features
  }

  private func tie(_ pin: String, _ value: Bool) -> String {
    "\(pins)\(pin).DSP_\(value ? "VCC" : "GND")_\(side)"
  }

  /// What goes to a cascade that nothing reads.
  func isIdle(_ feature: String) -> Bool {
    (feature == block + "ZAREG_2_ACASCREG_1" && configuration.cascadesFirstA == nil)
      || (feature == block + "ZBREG_2_BCASCREG_1" && configuration.cascadesFirstB == nil)
  }

  func rule(for feature: String) -> RepairRule? {
    for pin in DSPConfiguration.unwiredPins {
      let inverter = "\(block)ZIS_\(pin.bus)_INVERTED[\(pin.index)]"
      if [tie(pin.name, false), tie(pin.name, true), inverter].contains(feature) {
        return .dspConstantPins
      }
    }
    guard feature.hasPrefix(block) else { return nil }
    let name = feature.dropFirst(block.count)
    switch name {
    case "ZAREG_2_ACASCREG_1", "ZBREG_2_BCASCREG_1": return .dspCascadeRegisters
    case "MASK[46]", "MASK[47]": return .dspMask
    default:
      let register = DSPConfiguration.registerNames.first { name == "Z\($0)[0]" }
      return register.map { given.contains($0) } == false ? .dspDefaultRegisters : nil
    }
  }

  func verify(_ frames: Frames, _ database: PartDatabase) throws(AccelError) {
    let reader = FeatureReader(frames: frames, database: database, tile: tile)
    let found = try decode(reader)
    for name in DSPConfiguration.registerNames
    where found.registers[name] != configuration.registers[name] {
      throw mismatch(name, text(found.registers[name]), text(configuration.registers[name]))
    }
    guard found == configuration else {
      throw mismatch("another mode than", "\(found)", "\(configuration)")
    }
    try verifyFeatures(reader)
  }

  /// The configuration that bits hold.
  ///
  /// - Throws: ``AccelError`` `malformedFile` for a database of another kind.
  func decode(_ reader: FeatureReader) throws(AccelError) -> DSPConfiguration {
    var found = DSPConfiguration()
    func has(_ name: String) throws(AccelError) -> Bool { try reader.holds(block + name) }
    for name in DSPConfiguration.registerNames { found.registers[name] = try !has("Z\(name)[0]") }
    found.aRegisters = try has("AREG_0") ? 0 : has("AREG_2") ? 2 : 1
    found.bRegisters = try has("BREG_0") ? 0 : has("BREG_2") ? 2 : 1
    // Where nothing reads them, they may be anything.
    if configuration.cascadesFirstA != nil { found.cascadesFirstA = try !has("ZAREG_2_ACASCREG_1") }
    if configuration.cascadesFirstB != nil { found.cascadesFirstB = try !has("ZBREG_2_BCASCREG_1") }
    found.takesACascade = try has("A_INPUT[0]")
    found.takesBCascade = try has("B_INPUT[0]")
    found.usesPreAdder = try has("USE_DPORT[0]")
    found.simd =
      try has("USE_SIMD_FOUR12") ? "FOUR12" : has("USE_SIMD_FOUR12_TWO24") ? "TWO24" : "ONE48"
    found.mask = try word("MASK", configuration.mask, has)
    found.pattern = try word("PATTERN", configuration.pattern, has)
    found.maskChoice =
      try has("SEL_MASK_C")
      ? "C"
      : has("SEL_MASK_ROUNDING_MODE2")
        ? "ROUNDING_MODE2" : has("SEL_MASK_ROUNDING_MODE1") ? "ROUNDING_MODE1" : "MASK"
    found.autoReset =
      try has("AUTORESET_PATDET_RESET_NOT_MATCH")
      ? "RESET_NOT_MATCH" : has("AUTORESET_PATDET_RESET") ? "RESET_MATCH" : "NO_RESET"
    for pin in ["CLK", "CARRYIN"] where try !has("ZIS_\(pin)_INVERTED") {
      found.inverted.insert(pin)
    }
    for (bus, width) in DSPConfiguration.invertibleBuses {
      for index in 0..<width where try !has("ZIS_\(bus)_INVERTED[\(index)]") {
        found.inverted.insert("\(bus)[\(index)]")
      }
    }
    for pin in DSPConfiguration.tilePins {
      for value in [false, true] where try reader.holds(tie(pin.name, value)) {
        found.constants[pin.name] = value
      }
    }
    return found
  }

  /// 48 bits, where the netlist has them.
  private func word(
    _ name: String, _ wanted: [Bool]?, _ has: (String) throws(AccelError) -> Bool
  ) throws(AccelError) -> [Bool]? {
    guard wanted != nil else { return nil }
    var bits: [Bool] = []
    for index in 0..<48 { bits.append(try has("\(name)[\(index)]")) }
    return bits
  }
}

/// The nets that nextpnr ties to 0 and to 1.
struct ConstantNets {
  private var values: [Int: Bool] = [:]

  init(_ routed: Netlist) {
    for cell in routed.cells {
      let value: Bool
      switch cell.type {
      case "PSEUDO_GND": value = false
      case "PSEUDO_VCC": value = true
      default: continue
      }
      for nets in cell.connections.values {
        if case .wire(let wire)? = nets.first { values[wire] = value }
      }
    }
  }

  /// `nil` for a signal; what is open is 0.
  func value(_ net: Netlist.Net) -> Bool? {
    switch net {
    case .constant(let value): value
    case .open: false
    case .wire(let wire): values[wire]
    }
  }
}
