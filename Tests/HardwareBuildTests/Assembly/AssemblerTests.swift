// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

@testable import HardwareBuild

struct AssemblerTests {
  private let small: SmallDatabase

  init() throws {
    small = try SmallDatabase()
  }

  @Test("a feature sets its bits in the tile's words; what every bitstream has is there")
  func bits() throws {
    var assembler = try Assembler(database: small.database)
    try assembler.apply(FASMFeature(tile: "IO_X1Y0", name: "SITE_Y0.SLEW"))
    try assembler.apply(FASMFeature(tile: "IO_X1Y0", name: "WIRE.OTHER"))
    #expect(assembler.frames.isSet(0, 3 * 32 + 1))
    #expect(assembler.frames.isSet(1, 10 * 32 + 5))
    #expect(assembler.frames.setBits == 2)
    #expect(assembler.unknownFeatures.isEmpty)
  }

  @Test("a tile that is part of a larger type's takes that one's bits, moved")
  func alias() throws {
    var assembler = try Assembler(database: small.database)
    try assembler.apply(FASMFeature(tile: "IO_SINGLE_X1Y1", name: "SITE_Y0.SLEW"))
    // Bit 70 of the larger tile, less two words.
    #expect(assembler.frames.isSet(1, 20 * 32 + 6))
  }

  @Test("vectors set a bit for each of theirs that is set")
  func vectors() throws {
    var assembler = try Assembler(database: small.database)
    try assembler.apply(
      FASMFeature(
        tile: "CLBLM_L_X4Y0", name: "SLICEM_X0.ALUT.INIT",
        vector: .init(lowest: 0, bits: [true, false, true])))
    #expect(assembler.frames.setBits == 3)
    #expect(assembler.unknownFeatures.isEmpty)
  }

  @Test("what wants a bit set and clear is refused, with both sides")
  func conflict() throws {
    try small.folder.write(
      "segbits_io.db", "IO.MODE.A 02_00 !02_01\nIO.MODE.B 02_01\n")
    let database = try PartDatabase(folder: small.folder.path, part: SmallDatabase.part)
    var assembler = try Assembler(database: database)
    try assembler.apply(FASMFeature(tile: "IO_X1Y0", name: "MODE.A"))
    let error = #expect(throws: AccelError.self) {
      try assembler.apply(FASMFeature(tile: "IO_X1Y0", name: "MODE.B"))
    }
    #expect(error?.attempt == "assemble IO_X1Y0.MODE.B")
    #expect(error?.problem.contains("IO_X1Y0.MODE.A") == true)
  }

  @Test("features and tiles that the database does not have are listed")
  func unknown() throws {
    var assembler = try Assembler(database: small.database)
    for _ in 0..<2 { try assembler.apply(FASMFeature(tile: "IO_X1Y0", name: "NEW.MODE")) }
    try assembler.apply(FASMFeature(tile: "NOWHERE_X9Y9", name: "A"))
    #expect(
      assembler.unknownFeatures == [
        .init(feature: "IO.NEW.MODE", count: 2, reason: nil),
        .init(feature: "NOWHERE_X9Y9 (no such tile)", count: 1, reason: nil),
      ])
  }

  @Test("frames are written as xc7frames2bit reads them")
  func text() {
    var frames = Frames()
    frames.set(0x40_0080, 33)
    let text = String(decoding: frames.text, as: UTF8.self)
    #expect(text.hasPrefix("0x00400080 0x00000000,0x00000002,0x00000000,"))
    #expect(text.split(separator: ",").count == 101)
    #expect(text.hasSuffix("\n"))
  }
}
