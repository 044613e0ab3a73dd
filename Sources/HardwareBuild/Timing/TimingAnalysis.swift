// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Static timing analysis of a placed or routed design: nextpnr's delays of wires, LUTs,
/// multiplexers, carry chains and flip-flops, and the database's of everything else. nextpnr itself
/// times neither DSP48E1 nor PS7, nor most pins of RAMB36E1.
struct TimingAnalysis {
  private let cells: [String: Netlist.Cell]
  private let types: [String: String]
  private let delays: DatabaseDelays
  private let clocks: [String]
  private(set) var graph = TimingGraph()

  struct DatabaseDelays {
    let dsp: DSPDelays
    let blockRAM: BlockRAMDelays
    let lutMemory: LUTMemoryDelays
    let processor: ProcessorDelays
    let carry: CarryDelays

    /// - Throws: ``AccelError`` `unreadableFile` or `malformedFile`.
    init(_ database: PartDatabase) throws(AccelError) {
      self.init(
        dsp: try DSPDelays(try database.delays("DSP_L")),
        blockRAM: BlockRAMDelays(try database.delays("BRAM_L")),
        lutMemory: LUTMemoryDelays(try database.delays("slicem")),
        processor: ProcessorDelays(try database.delays("PSS2")),
        carry: CarryDelays(try database.delays("slicel")))
    }

    init(
      dsp: DSPDelays, blockRAM: BlockRAMDelays, lutMemory: LUTMemoryDelays,
      processor: ProcessorDelays, carry: CarryDelays
    ) {
      self.dsp = dsp
      self.blockRAM = blockRAM
      self.lutMemory = lutMemory
      self.processor = processor
      self.carry = carry
    }
  }

  /// - Parameters:
  ///   - netlist: nextpnr's netlist behind placement or routing, for the parameters of its cells.
  ///   - sdf: nextpnr's delays of the same.
  init(_ netlist: Netlist, sdf: SDFFile, delays: DatabaseDelays) {
    self.delays = delays
    clocks = TimingAnalysis.clocks(of: netlist)
    cells = Dictionary(netlist.cells.map { ($0.name, $0) }) { first, _ in first }
    types = Dictionary(sdf.cells.map { ($0.instance, $0.type) }) { first, _ in first }
    for cell in sdf.cells {
      for wire in cell.wires {
        graph.connect(graph.pin(wire.from), graph.pin(wire.to), wire.picoseconds, isWire: true)
      }
    }
    for cell in sdf.cells where !cell.instance.isEmpty { add(cell) }
  }

  /// - Parameter count: of paths in the report.
  /// - Throws: ``AccelError`` `unavailable` for a design with loops, or without any path.
  mutating func report(worst count: Int = 10) throws(AccelError) -> TimingReport {
    try graph.propagate()
    let ends = graph.ends()
    guard let worst = ends.first, worst.picoseconds > 0 else {
      throw refused(
        "analyse the timing", "no path leads from one clocked pin to another",
        "check that the design has a clock and is not optimised away")
    }
    return TimingReport(
      clockMHz: 1e6 / Double(worst.picoseconds), worstPaths: ends.prefix(count).map(path),
      kinds: kinds(ends), endpoints: ends.count, untimed: untimed(), clocks: clocks,
      limits: TimingReport.limits)
  }

  private func path(_ end: (pin: Int, picoseconds: Int)) -> TimingReport.Path {
    let pins = graph.path(to: end.pin)
    let names = pins.map { graph.names[$0] }
    return TimingReport.Path(
      nanoseconds: Double(end.picoseconds) / 1000, from: names.first ?? "", to: names.last ?? "",
      kind: "\(kind(names.first)) -> \(kind(names.last))",
      setup: Double(graph.setup(of: end.pin)) / 1000,
      steps: pins.map {
        TimingReport.Step(
          pin: graph.names[$0], nanoseconds: Double(graph.arrivals[$0] ?? 0) / 1000)
      })
  }

  /// The longest path of each kind; `ends` are in order.
  private func kinds(_ ends: [(pin: Int, picoseconds: Int)]) -> [TimingReport.Kind] {
    var longest: [String: Int] = [:]
    for end in ends {
      let kind = "\(kind(graph.origin(of: end.pin))) -> \(kind(graph.names[end.pin]))"
      if longest[kind] == nil { longest[kind] = end.picoseconds }
    }
    return longest.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }.map {
      TimingReport.Kind(kind: $0.key, nanoseconds: Double($0.value) / 1000)
    }
  }

  /// Clocked cells' pins on paths that have no figures: at one end no time begins or is checked.
  private func untimed() -> [String: Int] {
    var pins: [String: Int] = [:]
    for (pin, name) in graph.names.enumerated() where graph.arrivals[pin] != nil {
      if graph.leadsOn(pin) || graph.isEnd(pin) { continue }
      // Outputs that nothing reads, and inputs that a LUT's function does not have.
      let (cell, input) = TimingAnalysis.split(name)
      if graph.isStart(pin) || cells[cell]?.depends(on: input) == false { continue }
      pins["\(kind(name)).\(TimingAnalysis.base(of: input))", default: 0] += 1
    }
    for (pin, name) in graph.names.enumerated()
    where graph.arrivals[pin] == nil && graph.leadsOn(pin) {
      let (cell, output) = TimingAnalysis.split(name)
      guard TimingAnalysis.isClocked(types[cell] ?? ""),
        !TimingAnalysis.isClock(TimingAnalysis.base(of: output))
      else { continue }
      pins["\(kind(name)).\(TimingAnalysis.base(of: output))", default: 0] += 1
    }
    return pins
  }

  /// Nets on clock pins.
  private static func clocks(of routed: Netlist) -> [String] {
    var nets: Set<String> = []
    for cell in routed.cells where isClocked(cell.type) || cell.isLUTMemory {
      for (pin, net) in cell.connections where isClock(base(of: pin)) && !pin.hasPrefix("FCLK") {
        if case .wire(let wire)? = net.first, let name = routed.wireNames[wire] {
          nets.insert(name)
        }
      }
    }
    return nets.filter { !$0.hasPrefix("$PACKER_") }.sorted()
  }

  // MARK: cells

  private mutating func add(_ cell: SDFFile.Cell) {
    let known = cells[cell.instance]
    switch known?.type ?? cell.type {
    case "DSP48E1_DSP48E1":
      if let known { apply(delays.dsp.delays(known), to: known) }
    case "RAMB18E1_RAMB18E1", "RAMB36E1_RAMB36E1":
      if let known { apply(delays.blockRAM.delays(known), to: known) }
    case "PS7_PS7":
      if let known { apply(delays.processor.delays, to: known) }
    default:
      addLogic(cell)
      if cell.type == "CARRY4" { addCarry(cell.instance) }
      if let known, known.isLUTMemory { apply(delays.lutMemory.delays, to: known) }
    }
  }

  private mutating func addLogic(_ cell: SDFFile.Cell) {
    let known = cells[cell.instance]
    for path in cell.paths where known?.depends(on: path.from) ?? true {
      let to = graph.pin("\(cell.instance)/\(path.to)")
      if TimingAnalysis.isClock(path.from) {
        graph.start(to, path.picoseconds)
      } else if let from = graph.known("\(cell.instance)/\(path.from)") {
        graph.connect(from, to, path.picoseconds)
      }
    }
    for check in cell.setups {
      if let pin = graph.known("\(cell.instance)/\(check.pin)") {
        graph.end(pin, check.picoseconds)
      }
    }
  }

  private mutating func addCarry(_ cell: String) {
    for (input, targets) in delays.carry.through.sorted(by: { $0.key < $1.key }) {
      guard let from = graph.known("\(cell)/\(input)") else { continue }
      for (output, delay) in targets.sorted(by: { $0.key < $1.key }) {
        if let to = graph.known("\(cell)/\(output)") { graph.connect(from, to, delay) }
      }
    }
  }

  private mutating func apply(_ delays: BlockDelays, to cell: Netlist.Cell) {
    var outputs: [String: [Int]] = [:]
    for pin in cell.connections.keys.sorted() {
      guard let id = graph.known("\(cell.name)/\(pin)") else { continue }
      let base = BlockRAMPins.base(of: pin, in: cell)
      if let delay = delays.clockToOutput[base] ?? delays.clockToOutput[pin] {
        graph.start(id, delay)
      }
      if let setup = delays.setup[base] ?? delays.setup[pin] { graph.end(id, setup) }
      outputs[base, default: []].append(id)
    }
    for (input, targets) in delays.through.sorted(by: { $0.key < $1.key }) {
      for from in outputs[input] ?? [] {
        for (output, delay) in targets.sorted(by: { $0.key < $1.key }) {
          for to in outputs[output] ?? [] { graph.connect(from, to, delay) }
        }
      }
    }
  }

  // MARK: names

  private func kind(_ name: String?) -> String {
    let (cell, _) = TimingAnalysis.split(name ?? "")
    let type = types[cell] ?? "?"
    let known = cells[cell]?.attributes["X_ORIG_TYPE"] ?? ""
    if known.isEmpty { return type.split(separator: "_").first.map { String($0) } ?? type }
    return known
  }

  static func split(_ name: String) -> (cell: String, pin: String) {
    guard let slash = name.lastIndex(of: "/") else { return ("", name) }
    return (String(name[..<slash]), String(name[name.index(after: slash)...]))
  }

  /// A pin without its index.
  static func base(of pin: String) -> String {
    var base = Substring(pin)
    while let last = base.last, last.isNumber { base = base.dropLast() }
    return base.isEmpty ? pin : String(base)
  }

  static func isClock(_ pin: String) -> Bool {
    pin == "CK" || pin.hasPrefix("CLK") || pin.hasSuffix("CLK")
  }

  private static func isClocked(_ type: String) -> Bool {
    type == "SLICE_FFX" || type.hasPrefix("DSP48") || type.hasPrefix("RAMB")
      || type.hasPrefix("PS7")
  }
}

extension Netlist.Cell {
  /// Whether a LUT's function depends on a pin: two functions in one LUT have all pins in common,
  /// so that one may seem to feed itself where it feeds the other.
  func depends(on pin: String) -> Bool {
    guard attributes["X_ORIG_TYPE"]?.hasPrefix("LUT") == true, pin.hasPrefix("A"),
      attributes.keys.contains(where: { $0.hasPrefix("X_ORIG_PORT_A") })
    else { return true }
    return attributes["X_ORIG_PORT_\(pin)"] != nil
  }

  /// Whether it is a LUT that is written to while the design runs.
  var isLUTMemory: Bool {
    attributes["X_LUT_AS_DRAM"] != nil || attributes["X_LUT_AS_SRL"] != nil
  }
}

/// How nextpnr names the pins of RAMB36E1: it doubles some, for the lower and the upper half.
enum BlockRAMPins {
  static func base(of pin: String, in cell: Netlist.Cell) -> String {
    let base = TimingAnalysis.base(of: pin)
    guard cell.type.hasPrefix("RAMB36E1"), base.hasSuffix("L") || base.hasSuffix("U") else {
      return base
    }
    return String(base.dropLast())
  }
}
