// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

@testable import HardwareBuild

struct ImplementationFlowTests {
  /// A folder that looks as if `make fpga-tools` had been there, with a script for all tools.
  private func pretended(_ script: String) throws -> (tools: FPGATools, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    let database = folder.path + "/tree/tools/usr/share/prjxray/database/zynq7"
    try files.createDirectory(atPath: database, withIntermediateDirectories: true)
    try folder.write("tree/tools/.complete", "")
    try folder.write("run", "#!/bin/sh\n" + script)
    try folder.write("versions", "yosys 0.66-1\n")
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/run")
    return (try FPGATools(folder: folder.path), folder)
  }

  @Test("without the tools it says how to get them")
  func absent() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: AccelError.self) { try FPGATools(folder: folder.path) }
    #expect(error?.remedy.contains("make fpga-tools") == true)
  }

  @Test("a folder without sources, and names that are none, are refused before anything runs")
  func sources() throws {
    let (tools, home) = try pretended("exit 9\n")
    defer { withExtendedLifetime(home) {} }
    let design = try TemporaryFolder()
    let empty = ImplementationFlow(tools: tools, folder: design.path, top: "top")
    #expect(#expect(throws: AccelError.self) { try empty.synthesize() }?.code == .invalidArgument)
    try design.write("top.sv", "module top; endmodule\n")
    for name in ["", "top; exec", "a-b", "a.b"] {
      let flow = ImplementationFlow(tools: tools, folder: design.path, top: name)
      #expect(#expect(throws: AccelError.self) { try flow.synthesize() }?.code == .invalidArgument)
    }
  }

  @Test("packages are read first, and what yosys complains about is told")
  func synthesis() throws {
    let (tools, home) = try pretended("echo \"ERROR: $4\"\nexit 1\n")
    defer { withExtendedLifetime(home) {} }
    let design = try TemporaryFolder()
    for name in ["a.sv", "b_pkg.sv", "c.v", "d.hex"] { try design.write(name, "//\n") }
    let flow = ImplementationFlow(tools: tools, folder: design.path, top: "a")
    let error = #expect(throws: AccelError.self) { try flow.synthesize() }
    #expect(error?.attempt == "run yosys")
    #expect(error?.problem.hasPrefix("ERROR: read_verilog -sv b_pkg.sv a.sv c.v; ") == true)
    #expect(error?.remedy.contains("synthesize.log") == true)
  }

  @Test("a part that the database does not have is refused")
  func part() throws {
    let (tools, home) = try pretended("exit 0\n")
    defer { withExtendedLifetime(home) {} }
    var options = ImplementationFlow.Options()
    options.part = "xc7z999clg400-1"
    let flow = ImplementationFlow(tools: tools, folder: "/tmp", top: "top", options: options)
    let error = #expect(throws: AccelError.self) { try flow.implement(output: "/tmp/none.bit") }
    #expect(error?.attempt == "build for xc7z999clg400-1")
  }
}

@Suite("Implementation with the tools", .enabled(if: FPGAToolsPresence.tools != nil), .serialized)
struct ImplementationTests {
  @Test("every kind of block becomes a bitstream that decodes to the netlist")
  func primitives() throws {
    let tools = try #require(FPGAToolsPresence.tools)
    let folder = try TestDesign("primitives").folder
    try MemoryContents.write(to: folder)
    let flow = ImplementationFlow(tools: tools, folder: folder.path, top: "primitives") {
      print("  \($0)")
    }
    let report = try flow.implement(output: folder.path + "/made.bit")
    #expect(report.dsp == 5 && report.bram36 == 4.5)
    #expect(report.unknownFeatures.isEmpty)
    #expect(report.framesReadBack > 100)
    #expect(report.clockMHz > 100 && report.timing.clocks == ["clk"])
    #expect(report.timing.untimed.isEmpty)
    // 8 pins of 5 blocks, and the inverter of each that is 0.
    let repairs = Dictionary(uniqueKeysWithValues: report.repairs.map { ($0.rule, $0.count) })
    #expect(repairs[.dspConstantPins] == 5 * 8 + 4 * 7 + 8)
    #expect(repairs[.blockRAMOddWidths] == 4)
    #expect(Set(repairs.keys).isSuperset(of: [.lutMemoryContents, .shiftRegisterContents]))
    let kept = try JSONDecoder().decode(
      ImplementationReport.self, from: Data(try #require(folder.bytes(of: "made.json"))))
    #expect(kept == report)
    try MemoryContents.check(try #require(folder.bytes(of: "made.bit")), folder, tools)
  }
}
