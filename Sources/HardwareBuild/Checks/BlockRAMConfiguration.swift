// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// How one half of a block RAM is set up: what its bits hold (UG473, UG953 "RAMB18E1" and
/// "RAMB36E1"; the codes are prjxray's).
struct BlockRAMConfiguration: Equatable {
  /// Code of each port's width: 1, 2, 4, 9 or 18, by `READ_WIDTH_A` and so on.
  var widths: [String: Int] = [:]
  /// Whether reading and writing take both ports' pins at once.
  var readsWide = false
  var writesWide = false
  /// Whether port A, port B has an output register.
  var registers: [String: Bool] = [:]
  /// Whether the width of a port counts for both halves together, by `READ_WIDTH_A` and so on.
  var joined: Set<String> = []
  /// `WRITE_FIRST`, `READ_FIRST` or `NO_CHANGE`, by port.
  var writeModes: [String: String] = [:]
  /// Pins whose inverter is on.
  var inverted: Set<String> = []
  /// Ports whose output register obeys its clock enable first.
  var enablePriority: Set<String> = []
  var isFast = false
  /// Ports that lead on to another block RAM.
  var isExtended: Set<String> = []

  static let ports = ["READ_WIDTH_A", "READ_WIDTH_B", "WRITE_WIDTH_A", "WRITE_WIDTH_B"]
  static let pins = [
    "CLKARDCLK", "CLKBWRCLK", "ENARDEN", "ENBWREN", "RSTRAMARSTRAM", "RSTRAMB", "RSTREGARSTREG",
    "RSTREGB",
  ]
  /// Clocks of the output registers, by port, with the clock that they follow.
  static let registerClocks = [
    (port: "A", pin: "REGCLKARDRCLK", clock: "CLKARDCLK"),
    (port: "B", pin: "REGCLKB", clock: "CLKBWRCLK"),
  ]

  init() {}

  /// - Parameters:
  ///   - cell: in the synthesised netlist.
  ///   - routed: the same behind routing, where constants may have been inverted.
  ///   - isUpper: whether it is the upper half.
  /// - Throws: ``AccelError`` `unavailable` for a mode that is not known to work.
  init(_ cell: Netlist.Cell, routed: Netlist.Cell, isUpper: Bool) throws(AccelError) {
    let isWhole = cell.type == "RAMB36E1"
    try BlockRAMConfiguration.refuse(cell)
    let widest = isWhole ? 72 : 36
    readsWide = cell.number("READ_WIDTH_A") == widest
    writesWide = cell.number("WRITE_WIDTH_B") == widest
    for port in BlockRAMConfiguration.ports {
      let width = cell.number(port) ?? 0
      widths[port] = try BlockRAMConfiguration.code(width, isWhole, cell.name, port)
      if isWhole && (width == 1 || width == 9) { joined.insert(port) }
    }
    if readsWide {
      // Half a block in the lower place takes another code than one in the upper.
      widths["READ_WIDTH_A"] = isWhole || isUpper ? 18 : 1
      widths["READ_WIDTH_B"] = 18
    }
    if writesWide {
      widths["WRITE_WIDTH_A"] = 18
      widths["WRITE_WIDTH_B"] = 18
    }
    for port in ["A", "B"] {
      registers[port] = cell.number("DO\(port)_REG") ?? 0 == 1
      writeModes[port] = cell.text("WRITE_MODE_\(port)") ?? "WRITE_FIRST"
      if cell.text("RSTREG_PRIORITY_\(port)") == "REGCE" { enablePriority.insert(port) }
    }
    isFast = cell.text("RDADDR_COLLISION_HWCONFIG") == "PERFORMANCE"
    for pin in BlockRAMConfiguration.pins where routed.number("IS_\(pin)_INVERTED") == 1 {
      inverted.insert(pin)
    }
    for register in BlockRAMConfiguration.registerClocks
    where registers[register.port] == false || inverted.contains(register.clock) {
      inverted.insert(register.pin)
    }
  }

  private static func refuse(_ cell: Netlist.Cell) throws(AccelError) {
    for parameter in ["RAM_EXTENSION_A", "RAM_EXTENSION_B"] {
      guard cell.text(parameter) ?? "NONE" == "NONE" else {
        throw refused(
          "check \(cell.name)", "\(parameter) chains two block RAMs, which the router gets wrong",
          "make the memory at most 32768 words deep")
      }
    }
    for parameter in ["EN_ECC_READ", "EN_ECC_WRITE"] {
      guard cell.text(parameter) ?? "FALSE" == "FALSE" else {
        throw refused(
          "check \(cell.name)", "\(parameter) is not supported", "leave error correction out")
      }
    }
    for parameter in ["INIT_A", "INIT_B", "SRVAL_A", "SRVAL_B"] {
      guard !(cell.bits(parameter) ?? []).contains(true) else {
        throw refused(
          "check \(cell.name)",
          "its output begins at another value than 0 (\(parameter)), which the router ignores",
          "give the registers behind it the value instead")
      }
    }
  }

  private static func code(
    _ width: Int, _ isWhole: Bool, _ cell: String, _ port: String
  ) throws(AccelError) -> Int {
    // A port that is not used.
    if width == 0 { return 1 }
    let code = isWhole ? max(1, width / 2) : width
    guard [1, 2, 4, 9, 18, 36].contains(code), !isWhole || width != 1 || code == 1,
      [1, 2, 4, 9, 18, 36, 72].contains(width)
    else {
      throw refused("check \(cell)", "\(port) is \(width)", "use a width of 1, 2, 4, 9, 18 or 36")
    }
    return code
  }
}
