// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct TimingAnalysisTests {
  private static func file(_ text: String) throws -> SDFFile {
    try SDFFile(Array(text.utf8), named: "a.sdf")
  }

  static func delays() throws -> TimingAnalysis.DatabaseDelays {
    let processor = """
      (DELAYFILE (TIMESCALE 1ns) (CELL (CELLTYPE "PS7") (INSTANCE PS7)
        (DELAY (ABSOLUTE (IOPATH MAXIGP0ACLK MAXIGP0WDATA (0.3::0.4)(1.0::1.438))))
        (TIMINGCHECK (SETUP MAXIGP0RDATA (posedge MAXIGP0ACLK) (0.5::1.1)))))
      """
    let slice = """
      (DELAYFILE (TIMESCALE 1ns) (CELL (CELLTYPE "LUT_OR_MEM6LRAM") (INSTANCE SLICEM/A6LUT)
        (DELAY (ABSOLUTE (IOPATH A1 O6 (0.045::0.1)) (IOPATH CLK O6 (0.432::1.153))))
        (TIMINGCHECK (SETUP WA1 (posedge CLK) (0.1::0.3)) (SETUP DI1 (posedge CLK) (0.3::0.453)))))
      """
    let carry = """
      (DELAYFILE (TIMESCALE 1ns) (CELL (CELLTYPE "CARRY4_AX") (INSTANCE SLICEL)
        (DELAY (ABSOLUTE (IOPATH DI0 CO1 (0.134::0.166)(0.375::0.465))
          (IOPATH S0 CO1 (9::9)(9::9))))))
      """
    return try TimingAnalysis.DatabaseDelays(
      dsp: DSPDelays(file(BlockDelaysTests.dsp)),
      blockRAM: BlockRAMDelays(file(BlockDelaysTests.blockRAM)),
      lutMemory: LUTMemoryDelays(file(slice)), processor: ProcessorDelays(file(processor)),
      carry: CarryDelays(file(carry)))
  }

  private static let flipFlop = """
    (DELAY (ABSOLUTE (IOPATH CK Q (300:325:350) (300:325:350))))
    (TIMINGCHECK (SETUPHOLD (posedge D) (posedge CK) (100:100:100) (0:0:0)))
    """

  /// Processor -> f -> LUT -> g; memory -> DSP -> DSP -> h -> processor.
  private static let design = """
    (DELAYFILE (TIMESCALE 1ps) (CELL (CELLTYPE "top") (INSTANCE ) (DELAY (ABSOLUTE
      (INTERCONNECT ps7/MAXIGP0WDATA3 f/D (500:500:500) (500:500:500))
      (INTERCONNECT f/Q l/A1 (700:700:700) (700:700:700))
      (INTERCONNECT l/O6 g/D (20:20:20) (20:20:20))
      (INTERCONNECT m/DOBDO4 d/A2 (900:900:900) (900:900:900))
      (INTERCONNECT d/PCOUT1 e/PCIN1 (40:40:40) (40:40:40))
      (INTERCONNECT e/P5 h/D (600:600:600) (600:600:600))
      (INTERCONNECT h/Q ps7/MAXIGP0RDATA7 (1000:1000:1000) (1000:1000:1000))
      (INTERCONNECT h/Q m/ADDRARDADDRL3 (800:800:800) (800:800:800)))))
    (CELL (CELLTYPE "PS7_PS7") (INSTANCE ps7))
    (CELL (CELLTYPE "SLICE_FFX") (INSTANCE f) \(flipFlop))
    (CELL (CELLTYPE "SLICE_FFX") (INSTANCE g) \(flipFlop))
    (CELL (CELLTYPE "SLICE_FFX") (INSTANCE h) \(flipFlop))
    (CELL (CELLTYPE "SLICE_LUTX") (INSTANCE l)
      (DELAY (ABSOLUTE (IOPATH A1 O6 (100:112:125) (100:112:125)))))
    (CELL (CELLTYPE "RAMB36E1_RAMB36E1") (INSTANCE m))
    (CELL (CELLTYPE "DSP48E1_DSP48E1") (INSTANCE d))
    (CELL (CELLTYPE "DSP48E1_DSP48E1") (INSTANCE e)))
    """

  private func netlist() throws -> Netlist {
    func pins(_ names: String...) -> [String: [Netlist.Net]] {
      var pins: [String: [Netlist.Net]] = ["CLK": [.wire(10)]]
      for (index, name) in names.enumerated() { pins[name] = [.wire(20 + index)] }
      return pins
    }
    return try Cells.netlist([
      Cells.cell("ps7", "PS7_PS7", connections: pins("MAXIGP0WDATA3", "MAXIGP0RDATA7")),
      Cells.cell("m", "RAMB36E1_RAMB36E1", connections: pins("DOBDO4", "ADDRARDADDRL3")),
      Cells.cell("d", "DSP48E1_DSP48E1", connections: pins("A2", "PCOUT1")),
      Cells.cell("e", "DSP48E1_DSP48E1", connections: pins("PCIN1", "P5")),
      Cells.cell(
        "l", "SLICE_LUTX", attributes: ["X_ORIG_TYPE": "LUT2"], connections: pins("A1", "O6")),
    ])
  }

  @Test("the longest paths are reported with every pin on the way")
  func paths() throws {
    var analysis = TimingAnalysis(
      try netlist(), sdf: try Self.file(TimingAnalysisTests.design),
      delays: try TimingAnalysisTests.delays())
    let report = try analysis.report(worst: 2)
    // 2454 from the memory, 900 of wire, 362 before the multiplier's clock.
    let worst = try #require(report.worstPaths.first)
    #expect(worst.nanoseconds == 3.716)
    #expect(worst.from == "m/DOBDO4" && worst.to == "d/A2")
    #expect(worst.kind == "RAMB36E1 -> DSP48E1" && worst.setup == 0.362)
    #expect(worst.steps.map { $0.nanoseconds } == [2.454, 3.354])
    #expect(abs(report.clockMHz - 1e6 / 3716) < 1e-6)
    #expect(report.worstPaths.count == 2)
    #expect(report.clocks == ["clk"])
    let kinds = Dictionary(uniqueKeysWithValues: report.kinds.map { ($0.kind, $0.nanoseconds) })
    #expect(kinds["PS7 -> SLICE"] == 2.038)  // 1438 + 500 + 100
    #expect(kinds["SLICE -> PS7"] == 2.45)  // 350 + 1000 + 1100
    #expect(kinds["SLICE -> SLICE"] == 1.295)  // 350 + 700 + 125 + 20 + 100
    #expect(kinds["SLICE -> RAMB36E1"] == 1.716)  // 350 + 800 + 566
    #expect(kinds["DSP48E1 -> SLICE"] == 1.134)  // 434 + 600 + 100
    // This database has no figure for what leaves to the cascade.
    #expect(report.untimed == ["DSP48E1.PCOUT": 1])
  }

  @Test("shift registers begin at their clock")
  func memories() throws {
    let text = """
      (DELAYFILE (TIMESCALE 1ps) (CELL (CELLTYPE "top") (INSTANCE ) (DELAY (ABSOLUTE
        (INTERCONNECT s/O6 f/D (100:100:100) (100:100:100)))))
      (CELL (CELLTYPE "SLICE_LUTX") (INSTANCE s))
      (CELL (CELLTYPE "SLICE_FFX") (INSTANCE f) \(TimingAnalysisTests.flipFlop)))
      """
    let shift = Cells.cell(
      "s", "SLICE_LUTX", attributes: ["X_ORIG_TYPE": "SRL16E", "X_LUT_AS_SRL": "1 "],
      connections: ["O6": [.wire(20)]])
    var analysis = TimingAnalysis(
      try Cells.netlist([shift]), sdf: try Self.file(text),
      delays: try TimingAnalysisTests.delays())
    #expect(try analysis.report().worstPaths.first?.nanoseconds == 1.353)
  }

  @Test("carry chains take the operands' delays from the database")
  func carry() throws {
    let text = """
      (DELAYFILE (TIMESCALE 1ps) (CELL (CELLTYPE "top") (INSTANCE ) (DELAY (ABSOLUTE
        (INTERCONNECT f/Q c/DI0 (200:200:200) (200:200:200))
        (INTERCONNECT c/CO1 g/D (100:100:100) (100:100:100)))))
      (CELL (CELLTYPE "SLICE_FFX") (INSTANCE f) \(TimingAnalysisTests.flipFlop))
      (CELL (CELLTYPE "SLICE_FFX") (INSTANCE g) \(TimingAnalysisTests.flipFlop))
      (CELL (CELLTYPE "CARRY4") (INSTANCE c)
        (DELAY (ABSOLUTE (IOPATH S0 CO1 (1:1:1) (1:1:1))))))
      """
    var analysis = TimingAnalysis(
      try Cells.netlist([]), sdf: try Self.file(text),
      delays: try TimingAnalysisTests.delays())
    // 350 + 200 + 465 + 100 + 100
    #expect(try analysis.report().worstPaths.first?.nanoseconds == 1.215)
  }

  @Test("of two functions in one LUT, one may feed the other")
  func sharedPins() throws {
    let text = """
      (DELAYFILE (TIMESCALE 1ps) (CELL (CELLTYPE "top") (INSTANCE ) (DELAY (ABSOLUTE
        (INTERCONNECT f/Q a/A1 (10:10:10) (10:10:10)) (INTERCONNECT f/Q b/A1 (10:10:10) (10:10:10))
        (INTERCONNECT a/O6 a/A2 (30:30:30) (30:30:30)) (INTERCONNECT a/O6 b/A2 (30:30:30) (30:30:30))
        (INTERCONNECT b/O5 g/D (20:20:20) (20:20:20)))))
      (CELL (CELLTYPE "SLICE_FFX") (INSTANCE f) \(TimingAnalysisTests.flipFlop))
      (CELL (CELLTYPE "SLICE_FFX") (INSTANCE g) \(TimingAnalysisTests.flipFlop))
      (CELL (CELLTYPE "SLICE_LUTX") (INSTANCE a) (DELAY (ABSOLUTE
        (IOPATH A1 O6 (100:100:100) (100:100:100)) (IOPATH A2 O6 (100:100:100) (100:100:100)))))
      (CELL (CELLTYPE "SLICE_LUTX") (INSTANCE b) (DELAY (ABSOLUTE
        (IOPATH A1 O5 (100:100:100) (100:100:100)) (IOPATH A2 O5 (100:100:100) (100:100:100))))))
      """
    let routed = try Cells.netlist([
      Cells.cell("f", "SLICE_FFX"), Cells.cell("g", "SLICE_FFX"),
      Cells.cell(
        "a", "SLICE_LUTX", attributes: ["X_ORIG_TYPE": "LUT1", "X_ORIG_PORT_A1": "I0"]),
      Cells.cell(
        "b", "SLICE_LUTX", attributes: ["X_ORIG_TYPE": "LUT1", "X_ORIG_PORT_A2": "I0"]),
    ])
    var analysis = TimingAnalysis(
      routed, sdf: try Self.file(text), delays: try TimingAnalysisTests.delays())
    let worst = try #require(try analysis.report().worstPaths.first)
    #expect(worst.steps.map { $0.pin } == ["f/Q", "a/A1", "a/O6", "b/A2", "b/O5", "g/D"])
    #expect(worst.nanoseconds == 0.35 + 0.01 + 0.1 + 0.03 + 0.1 + 0.02 + 0.1)
  }

  @Test("logic that feeds itself is refused, and a design without paths")
  func refused() throws {
    let loop = """
      (DELAYFILE (TIMESCALE 1ps) (CELL (CELLTYPE "top") (INSTANCE ) (DELAY (ABSOLUTE
        (INTERCONNECT a/O6 a/A1 (1:1:1) (1:1:1)))))
      (CELL (CELLTYPE "SLICE_LUTX") (INSTANCE a)
        (DELAY (ABSOLUTE (IOPATH A1 O6 (1:1:1) (1:1:1))))))
      """
    for text in [loop, "(DELAYFILE (TIMESCALE 1ps))"] {
      var analysis = TimingAnalysis(
        try Cells.netlist([]), sdf: try Self.file(text),
        delays: try TimingAnalysisTests.delays())
      #expect(throws: AccelError.self) { try analysis.report() }
    }
  }
}
