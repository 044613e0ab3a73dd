// SPDX-License-Identifier: BSD-3-Clause

/// Collects modules, their parameters and the processor's address ranges.
struct HandoffReader {
  private struct Module {
    var name: String
    var core: String
    var parameters: [(name: String, value: String)] = []
  }

  private static let largest = 1 << 26
  private static let mostModules = 4096
  /// Vivado's defaults (PG021), which it does not always write down.
  private static let lengthWidth = 14
  private static let streamWidth = 32
  /// Of the processor: what FCLK0 came out as, and what was asked for.
  private static let clocks = [
    "PCW_ACT_FPGA0_PERIPHERAL_FREQMHZ", "PCW_FPGA0_PERIPHERAL_FREQMHZ",
  ]
  private static let wanted = [
    "C_SG_LENGTH_WIDTH", "C_INCLUDE_SG", "C_INCLUDE_MM2S", "C_INCLUDE_S2MM",
    "C_M_AXIS_MM2S_TDATA_WIDTH", "C_S_AXIS_S2MM_TDATA_WIDTH",
  ]

  private var tags: XMLTags
  private let count: Int
  private var modules: [Module] = []
  private var ranges: [(instance: String, address: UInt64, size: UInt64)] = []
  private(set) var part: FPGAPart?
  private(set) var clock: UInt64?

  init(_ bytes: [UInt8], named name: String) {
    tags = XMLTags(bytes, named: name)
    count = bytes.count
  }

  mutating func read() throws(AccelError) {
    guard count <= HandoffReader.largest else { throw tags.malformed("it is too large") }
    guard let root = try tags.next(), root.name == "EDKSYSTEM" else {
      throw tags.malformed("it is no hardware handoff of Vivado")
    }
    while let tag = try tags.next() {
      guard tag.isOpening else { continue }
      switch tag.name {
      case "SYSTEMINFO":
        part = FPGAPart((tag["DEVICE"] ?? "") + "-" + (tag["PACKAGE"] ?? ""))
      case "MODULE": try add(tag)
      case "PARAMETER": note(tag)
      case "MEMRANGE": try addRange(tag)
      default: break
      }
    }
  }

  /// Modules that the processor reaches, once each, with their first range.
  var windows: [(window: HardwareHandoff.Window, index: Int)] {
    modules.indices.compactMap { index in
      let module = modules[index]
      guard let range = ranges.first(where: { $0.instance == module.name }) else { return nil }
      return (
        HardwareHandoff.Window(
          name: module.name, core: module.core, address: range.address, size: range.size), index
      )
    }
  }

  func engine(
    _ window: (window: HardwareHandoff.Window, index: Int)
  ) throws(AccelError) -> HardwareHandoff.Engine {
    let module = modules[window.index]
    let lengthWidth = try number(module, "C_SG_LENGTH_WIDTH", HandoffReader.lengthWidth, 8...26)
    func width(_ isThere: String, _ name: String) throws(AccelError) -> Int {
      guard try number(module, isThere, 1, 0...1) == 1 else { return 0 }
      return try number(module, name, HandoffReader.streamWidth, 8...1024) / 8
    }
    return HardwareHandoff.Engine(
      window: window.window, lengthWidth: lengthWidth,
      sendWidth: try width("C_INCLUDE_MM2S", "C_M_AXIS_MM2S_TDATA_WIDTH"),
      receiveWidth: try width("C_INCLUDE_S2MM", "C_S_AXIS_S2MM_TDATA_WIDTH"),
      hasScatterGather: try number(module, "C_INCLUDE_SG", 1, 0...1) == 1)
  }

  private mutating func add(_ tag: XMLTags.Tag) throws(AccelError) {
    guard modules.count < HandoffReader.mostModules else {
      throw tags.malformed("it has too many modules")
    }
    // The version is the last of four parts.
    let core = (tag["VLNV"] ?? "").utf8.split(separator: UInt8(ascii: ":")).prefix(3)
    var name: [UInt8] = []
    for part in core { name += (name.isEmpty ? [] : [UInt8(ascii: ":")]) + Array(part) }
    modules.append(
      Module(name: tag["INSTANCE"] ?? "", core: String(decoding: name, as: UTF8.self)))
  }

  /// A parameter of a module itself; its interfaces have parameters too.
  private mutating func note(_ tag: XMLTags.Tag) {
    let parents = tags.path.dropLast().suffix(2)
    guard parents.elementsEqual(["MODULE", "PARAMETERS"]), !modules.isEmpty,
      let text = tag["NAME"], let value = tag["VALUE"]
    else { return }
    let name = String(
      decoding: text.utf8.map { (0x61...0x7a).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
    if HandoffReader.wanted.contains(name) {
      modules[modules.count - 1].parameters.append((name, value))
    }
    // What came out counts, whichever is first.
    if name == HandoffReader.clocks[0] || (name == HandoffReader.clocks[1] && clock == nil) {
      clock = HandoffReader.hertz(value) ?? clock
    }
  }

  private mutating func addRange(_ tag: XMLTags.Tag) throws(AccelError) {
    // Memory that an engine reaches is none of ours.
    guard tag["MEMTYPE"] ?? "REGISTER" == "REGISTER", let instance = tag["INSTANCE"] else { return }
    guard ranges.count < HandoffReader.mostModules else {
      throw tags.malformed("it has too many address ranges")
    }
    guard let base = HandoffReader.hexadecimal(tag["BASEVALUE"]),
      let high = HandoffReader.hexadecimal(tag["HIGHVALUE"]), high >= base, high - base < 1 << 40
    else { throw tags.malformed("an address of \(instance) is none") }
    ranges.append((instance, base, high - base + 1))
  }

  private func number(
    _ module: Module, _ name: String, _ standard: Int, _ range: ClosedRange<Int>
  ) throws(AccelError) -> Int {
    guard let text = module.parameters.first(where: { $0.name == name })?.value else {
      return standard
    }
    guard let value = Int(text), range.contains(value) else {
      throw AccelError(
        .valueOutOfRange, attempt: "read the handoff of \(module.name)",
        problem: "\(name) is not between \(range.lowerBound) and \(range.upperBound)",
        remedy: "take it from the design's project again")
    }
    return value
  }

  private static func hexadecimal(_ text: String?) -> UInt64? {
    guard let text, text.utf8.starts(with: "0x".utf8) || text.utf8.starts(with: "0X".utf8) else {
      return nil
    }
    return UInt64(String(decoding: text.utf8.dropFirst(2), as: UTF8.self), radix: 16)
  }

  /// Megahertz with up to six digits behind the point.
  private static func hertz(_ text: String) -> UInt64? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first, (1...6).contains(first.count) else {
      return nil
    }
    var digits = Array(first)
    let rest = parts.count == 2 ? Array(parts[1].prefix(6)) : []
    digits += rest + [UInt8](repeating: UInt8(ascii: "0"), count: 6 - rest.count)
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
  }
}
