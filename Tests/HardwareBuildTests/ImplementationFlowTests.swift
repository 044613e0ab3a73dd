// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import HardwareBuild
import TestSupport
import Testing

@Suite("Implementation", .enabled(if: FPGAToolsPresence.tools != nil), .serialized)
struct ImplementationFlowTests {
  @Test("every kind of block becomes a bitstream that decodes to the netlist")
  func primitives() throws {
    let tools = try #require(FPGAToolsPresence.tools)
    let design = try TestDesign("primitives")
    let folder = design.folder
    try MemoryContents.write(to: folder)
    let flow = ImplementationFlow(tools: tools, folder: folder.path, top: "primitives") {
      print("  \($0)")
    }
    let counts = try flow.synthesize()
    #expect(counts.dsp == 5)
    #expect(counts.bram36 == 4.5)
    let report = try flow.implement(output: folder.path + "/primitives.bit")
    print(String(decoding: try report.json(), as: UTF8.self).prefix(6000))
    #expect(report.dsp == 5)
    #expect(report.bram36 == 4.5)
  }
}

/// A design of the tests, in a folder of its own.
struct TestDesign {
  let folder: TemporaryFolder

  init(_ name: String) throws {
    folder = try TemporaryFolder()
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "sv", subdirectory: "Designs"))
    try folder.write(name + ".sv", [UInt8](Data(contentsOf: url)))
  }
}

/// What the block RAMs of primitives.sv begin with.
enum MemoryContents {
  static let m32 = (0..<1024).map { UInt64(UInt32($0) &* 2_654_435_761 ^ UInt32($0) << 7) }
  static let m9 = (0..<4096).map { UInt64(($0 * 7 ^ $0 >> 3) & 0x1ff) }
  static let m1 = (0..<32768).map { UInt64((UInt32($0) &* 40503).nonzeroBitCount & 1) }
  static let m36 = (0..<512).map { UInt64($0 & 15 ^ 5) << 32 | UInt64(UInt32($0) &* 2_246_822_519) }
  static let m64 = (0..<512).map {
    UInt64(UInt32($0) &* 3_266_489_917) << 32 | UInt64(UInt32($0) &* 668_265_263)
  }

  static func write(to folder: TemporaryFolder) throws {
    for (name, words) in [("m32", m32), ("m9", m9), ("m1", m1), ("m36", m36), ("m64", m64)] {
      let lines = words.map { String($0, radix: 16) + "\n" }
      try folder.write(name + ".hex", lines.joined())
    }
  }
}
