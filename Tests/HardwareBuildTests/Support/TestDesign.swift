// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

@testable import HardwareBuild

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
  struct Memory {
    var name: String
    var words: [UInt64]
    /// Data bits of a word in the block, without parity.
    var width: Int
  }

  static let memories = [
    Memory(
      name: "m32",
      words: (0..<1024).map { UInt64(UInt32($0) &* 2_654_435_761 ^ UInt32($0) << 7) }, width: 32),
    Memory(name: "m9", words: (0..<4096).map { UInt64(($0 * 7 ^ $0 >> 3) & 0x1ff) }, width: 8),
    Memory(
      name: "m1",
      words: (0..<32768).map { UInt64((UInt32($0) &* 40503).nonzeroBitCount & 1) }, width: 1),
    Memory(
      name: "m36",
      words: (0..<512).map {
        UInt64($0 & 15 ^ 5) << 32 | UInt64(UInt32($0) &* 2_246_822_519)
      }, width: 32),
    Memory(
      name: "m64",
      words: (0..<512).map {
        UInt64(UInt32($0) &* 3_266_489_917) << 32 | UInt64(UInt32($0) &* 668_265_263)
      }, width: 64),
  ]

  static func write(to folder: TemporaryFolder) throws {
    for memory in memories {
      let lines = memory.words.map { String($0, radix: 16) + "\n" }
      try folder.write(memory.name + ".hex", lines.joined())
    }
  }

  /// Read each word back from a bitstream. yosys keeps every ninth bit in the parity.
  static func check(_ bitstream: [UInt8], _ folder: TemporaryFolder, _ tools: FPGATools) throws {
    let database = try PartDatabase(folder: tools.database, part: "xc7z020clg400-1")
    let frames = try BitstreamFrames(
      bitstream, named: "made.bit", order: database.frameOrder()
    ).frames
    let routed = try Netlist(
      fileBytes(folder.path + "/implementation/routed.json"), named: "routed.json")
    for memory in memories {
      let cell = try #require(routed.cells.first { $0.name == memory.name + ".0.0" })
      let place = try #require(cell.place)
      let tile = try #require(database.grid.tile(x: place.x, y: place.y))
      let halves = try (0...1).map {
        try BlockRAMLayout.of(tile, $0, database).contents(of: tile, in: frames)
      }
      let isWhole = cell.type.hasPrefix("RAMB36")
      let own = halves[place.bel.contains("X0Y1") ? 1 : 0]
      func data(_ place: Int) -> Bool {
        isWhole ? halves[place % 2].data[place / 2] : own.data[place]
      }
      func parity(_ place: Int) -> Bool {
        isWhole ? halves[place % 2].parity[place / 2] : own.parity[place]
      }
      let found = memory.words.indices.map { word in
        (0..<min(64, memory.width + memory.width / 8)).reduce(UInt64(0)) { value, bit in
          let lane = bit / 9
          let isSet =
            bit % 9 == 8
            ? parity(word * (memory.width / 8) + lane)
            : data(word * memory.width + 8 * lane + bit % 9)
          return value | (isSet ? 1 << UInt64(bit) : 0)
        }
      }
      let mask = memory.name == "m32" ? UInt64(UInt32.max) : .max
      #expect(found.map { $0 & mask } == memory.words, "\(memory.name)")
    }
  }
}
