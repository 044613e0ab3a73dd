// SPDX-License-Identifier: BSD-3-Clause
@testable import HardwareBuild

/// Cells of netlists as yosys and nextpnr write them.
enum Cells {
  static func cell(
    _ name: String, _ type: String, parameters: [String: String] = [:],
    attributes: [String: String] = [:], connections: [String: [Netlist.Net]] = [:]
  ) -> Netlist.Cell {
    Netlist.Cell(
      name: name, type: type, parameters: parameters, attributes: attributes,
      connections: connections)
  }

  static func bits(_ value: Int, _ width: Int = 32) -> String {
    let digits = String(value, radix: 2)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  static func constants(_ value: Int, _ width: Int) -> [Netlist.Net] {
    (0..<width).map { .constant(value >> $0 & 1 == 1) }
  }

  /// The numbers of nextpnr's nets for 0 and 1.
  static let ground = 1
  static let supply = 2

  /// A multiplier with a pre-adder, as a design has it.
  static func multiplier(
    opmode: Int = 0b000_0101, inmode: Int = 0b00100, parameters: [String: String] = [:]
  ) -> Netlist.Cell {
    var all = [
      "AREG": bits(1), "BREG": bits(2), "CREG": bits(0), "DREG": bits(1), "ADREG": bits(1),
      "MREG": bits(1), "PREG": bits(1), "ALUMODEREG": bits(0), "INMODEREG": bits(0),
      "OPMODEREG": bits(0), "CARRYINREG": bits(0), "CARRYINSELREG": bits(0), "USE_DPORT": "TRUE",
    ]
    all.merge(parameters) { $1 }
    return cell(
      "mac", "DSP48E1", parameters: all,
      connections: [
        "CLK": [.wire(10)], "OPMODE": constants(opmode, 7), "INMODE": constants(inmode, 5),
        "ALUMODE": constants(0, 4), "CARRYIN": constants(0, 1), "CARRYINSEL": constants(0, 3),
        "D": (0..<25).map { $0 < 17 ? .constant(false) : .wire(100 + $0) },
        "CED": [.constant(true)], "CEAD": [.constant(true)],
      ])
  }

  /// The same behind routing: constants 0 of pins with inverters are 1 there.
  static func routed(_ cell: Netlist.Cell, opmode: Int = 0b000_0101) -> Netlist.Cell {
    var routed = cell
    routed.type = "DSP48E1_DSP48E1"
    routed.attributes["NEXTPNR_BEL"] = "X2Y0/DSP48_X0Y0.DSP48E1"
    for index in 0..<6 {
      routed.connections["OPMODE\(index)"] = [.wire(supply)]
      if opmode >> index & 1 == 0 { routed.parameters["IS_OPMODE[\(index)]_INVERTED"] = bits(1) }
    }
    for pin in ["ALUMODE0", "ALUMODE1", "CARRYIN"] {
      routed.connections[pin] = [.wire(supply)]
    }
    for name in ["ALUMODE[0]", "ALUMODE[1]", "ALUMODE[2]", "ALUMODE[3]", "CARRYIN", "INMODE[0]"] {
      routed.parameters["IS_\(name)_INVERTED"] = bits(1)
    }
    return routed
  }

  /// nextpnr's sources of constants.
  static let sources = [
    cell("gnd", "PSEUDO_GND", connections: ["Y": [.wire(ground)]]),
    cell("vcc", "PSEUDO_VCC", connections: ["Y": [.wire(supply)]]),
  ]

  static func json(_ cells: [Netlist.Cell]) -> String {
    let texts = cells.map { cell in
      let parameters = cell.parameters.sorted { $0.key < $1.key }
        .map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ", ")
      let attributes = cell.attributes.sorted { $0.key < $1.key }
        .map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ", ")
      let pins = cell.connections.sorted { $0.key < $1.key }.map { pin, nets in
        let bits = nets.map { net in
          switch net {
          case .constant(let value): value ? "\"1\"" : "\"0\""
          case .open: "\"x\""
          case .wire(let wire): "\(wire)"
          }
        }
        return "\"\(pin)\": [\(bits.joined(separator: ", "))]"
      }
      return """
        "\(cell.name)": {"type": "\(cell.type)", "parameters": {\(parameters)},
        "attributes": {\(attributes)}, "connections": {\(pins.joined(separator: ", "))}}
        """
    }
    return """
      {"modules": {"top": {"cells": {\(texts.joined(separator: ",\n"))},
      "netnames": {"clk": {"bits": [10]}, "bus": {"bits": [11, 12]}}}}}
      """
  }

  static func netlist(_ cells: [Netlist.Cell]) throws -> Netlist {
    try Netlist(Array(json(cells).utf8), named: "a.json")
  }
}
