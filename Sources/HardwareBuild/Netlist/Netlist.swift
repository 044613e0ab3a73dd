// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A flat netlist as yosys and nextpnr write it in JSON.
struct Netlist: Sendable {
  /// What a bit of a pin is connected to.
  enum Net: Hashable, Sendable {
    case constant(Bool)
    /// Nobody cares: `x` and `z`, and pins that are not there.
    case open
    case wire(Int)
  }

  /// A block, with its parameters.
  struct Cell: Sendable {
    var name: String
    var type: String
    var parameters: [String: String]
    var attributes: [String: String]
    /// Lowest bit first.
    var connections: [String: [Net]]
  }

  /// In the order of the file.
  let cells: [Cell]
  /// A name for each wire, the shortest that the design gives it.
  let wireNames: [Int: String]

  /// - Parameter bytes: with one module, or with one that is marked as the top.
  /// - Throws: ``AccelError`` `malformedFile`.
  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    let modules = try JSONReader.read(bytes, named: file)["modules"]?.members ?? []
    guard let top = modules.first(where: { $0.value["attributes"]?["top"] != nil }) ?? modules.first
    else { throw malformed(file, "it has no module") }
    var cells: [Cell] = []
    for member in top.value["cells"]?.members ?? [] {
      guard let type = member.value["type"]?.string else {
        throw malformed(file, "the cell \(member.name) has no type")
      }
      var connections: [String: [Net]] = [:]
      for pin in member.value["connections"]?.members ?? [] {
        connections[pin.name] = pin.value.elements.map { Netlist.net($0) }
      }
      cells.append(
        Cell(
          name: member.name, type: type,
          parameters: Netlist.texts(member.value["parameters"]),
          attributes: Netlist.texts(member.value["attributes"]), connections: connections))
    }
    self.cells = cells
    wireNames = Netlist.names(top.value["netnames"])
  }

  private static func net(_ value: JSONValue) -> Net {
    switch value {
    case .string("0"): .constant(false)
    case .string("1"): .constant(true)
    default: value.integer.map { .wire($0) } ?? .open
    }
  }

  private static func texts(_ value: JSONValue?) -> [String: String] {
    var texts: [String: String] = [:]
    for member in value?.members ?? [] {
      switch member.value {
      case .string(let text): texts[member.name] = text
      // As yosys writes numbers otherwise.
      case .number(let text):
        texts[member.name] = Int(text).map { String($0, radix: 2) } ?? text
      default: break
      }
    }
    return texts
  }

  private static func names(_ value: JSONValue?) -> [Int: String] {
    var names: [Int: String] = [:]
    for net in value?.members ?? [] {
      let bits = net.value["bits"]?.elements ?? []
      for index in bits.indices {
        guard let wire = bits[index].integer else { continue }
        let name = bits.count == 1 ? net.name : "\(net.name)[\(index)]"
        let known = names[wire]
        if known.map({ name.utf8.count < $0.utf8.count }) ?? true { names[wire] = name }
      }
    }
    return names
  }
}

extension Netlist.Cell {
  /// A parameter of ones and zeros as a number, for example 36; `nil` if it is absent or not one.
  func number(_ parameter: String) -> Int? {
    guard let text = parameters[parameter] else { return nil }
    guard text.utf8.allSatisfy({ $0 == 0x30 || $0 == 0x31 }) else { return nil }
    return Int(String(text.suffix(62)), radix: 2)
  }

  /// A parameter that is text, without the blank that yosys puts behind what looks like bits.
  func text(_ parameter: String) -> String? {
    parameters[parameter].map { $0.hasSuffix(" ") ? String($0.dropLast()) : $0 }
  }

  /// A parameter's bits, lowest first; `nil` where nobody cares.
  func bits(_ parameter: String) -> [Bool?]? {
    parameters[parameter].map { text in
      text.utf8.reversed().map { $0 == 0x30 ? false : $0 == 0x31 ? true : nil }
    }
  }

  /// What a bit of a pin is connected to.
  func net(_ pin: String, _ index: Int = 0) -> Netlist.Net {
    guard let bits = connections[pin], bits.indices.contains(index) else { return .open }
    return bits[index]
  }

  /// Where nextpnr placed it: the tile's place in the grid and the BEL in it.
  var place: (x: Int, y: Int, bel: String)? {
    guard let bel = attributes["NEXTPNR_BEL"], bel.hasPrefix("X") else { return nil }
    let parts = bel.split(separator: "/", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let numbers = parts[0].dropFirst().split(separator: "Y")
    guard numbers.count == 2, let x = Int(numbers[0]), let y = Int(numbers[1]) else { return nil }
    return (x, y, String(parts[1]))
  }
}
