// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

@testable import HardwareBuild

/// Files of the tools with some bytes spoilt: what is not understood is one clear error.
struct ParserFuzzTests {
  enum Target: String, CaseIterable, Sendable {
    case json, fasm, segments, grid, part, netlist, delays, frames

    var sample: [UInt8] {
      switch self {
      case .json: Array(#"{"a": [1, -2e3, true, null, "x\n\u0041"], "b": {"c": {}}}"#.utf8)
      case .fasm:
        Array("A_X0Y0.B.C\nA.B[3:0] = 4'b1010 # c\nA.B[7] = 1\nA.W[7:0] = 8'hf0\n".utf8)
      case .segments: Array("A.B.C 27_043 !28_100\nA.V[007] 00_01\n".utf8)
      case .grid: Array(SmallDatabase.tileGrid.utf8)
      case .part: Array(SmallDatabase.partDescription.utf8)
      case .netlist: Array(Cells.json([Cells.routed(Cells.multiplier())]).utf8)
      case .delays: Array(BlockDelaysTests.dsp.utf8)
      case .frames:
        (try? FrameOrder(Array(SmallDatabase.partDescription.utf8), named: "a")).map {
          BitstreamFramesTests.bitstream(Frames(), order: $0)
        } ?? []
      }
    }

    func read(_ bytes: [UInt8]) throws(AccelError) {
      switch self {
      case .json: _ = try JSONReader.read(bytes, named: "a")
      case .fasm:
        var reader = FASMReader(bytes, named: "a")
        while try reader.next() != nil {}
      case .segments:
        var segments = SegmentBits()
        try segments.read(bytes, block: .logic, named: "a")
      case .grid: _ = try TileGrid(bytes, named: "a")
      case .part: _ = try FrameOrder(bytes, named: "a")
      case .netlist:
        let netlist = try Netlist(bytes, named: "a")
        for cell in netlist.cells { _ = try DSPConfiguration(cell, routed: cell) }
      case .delays: _ = try DSPDelays(try SDFFile(bytes, named: "a"))
      case .frames:
        let order = try FrameOrder(Array(SmallDatabase.partDescription.utf8), named: "a")
        _ = try BitstreamFrames(bytes, named: "a", order: order)
      }
    }
  }

  @Test(
    "Fuzz: spoilt files of the tools are refused or read, and nothing else",
    arguments: Target.allCases)
  func spoilt(target: Target) throws {
    let sample = target.sample
    try target.read(sample)
    var random = SeededRandom(seed: UInt64(target.rawValue.utf8.reduce(0) { $0 * 31 + Int($1) }))
    let environment = ProcessInfo.processInfo.environment
    let count = min(environment["ACCEL_FUZZ_COUNT"].flatMap { Int($0) } ?? 300, 5000)
    for _ in 0..<count {
      var bytes = sample
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 7))
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 9)], at: place)
        }
        if bytes.isEmpty { break }
      }
      do {
        try target.read(bytes)
      } catch {
        #expect(!error.problem.isEmpty && !error.remedy.isEmpty)
      }
    }
  }
}
