// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What nextpnr-himbaechel-xilinx 0.11.1 cannot do, found in the synthesised netlist: before it
/// goes round in circles, or gives up after minutes.
enum RouterLimits {
  /// The way from one shift register to the next within a slice is not implemented
  /// (openXC7/nextpnr-xilinx pull request 106 has it).
  ///
  /// - Throws: ``AccelError`` `unavailable`.
  static func check(_ netlist: Netlist) throws(AccelError) {
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
}
