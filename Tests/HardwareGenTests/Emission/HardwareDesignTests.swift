// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ProgramSupport
import Testing

@testable import HardwareGen

struct HardwareDesignTests {
  private func design(_ network: NativeNetwork) throws -> HardwareDesign {
    try HardwareDesign(network, GenerationOptions(board: HardwareBoard.all[0]))
  }

  private func text(_ design: HardwareDesign, _ path: String) throws -> String {
    try #require(design.files.first { $0.path == path }).text
  }

  @Test func `the same network gives the same files`() throws {
    let network = try DefaultNetwork.native()
    let first = try design(network)
    let second = try design(network)
    #expect(first.files == second.files)
    #expect(first.estimate == second.estimate)
  }

  @Test func `the identity in a design is the network's`() throws {
    let network = try DefaultNetwork.native()
    let text = try text(design(network), "accel_design.sv")
    #expect(text.contains(".Structure(64'h\(DesignManifest.hex(network.structureHash)))"))
    #expect(text.contains(".Contents(64'h\(DesignManifest.hex(network.contentsHash)))"))
    var options = GenerationOptions(board: HardwareBoard.all[0])
    options.holdsContents = false
    let empty = try HardwareDesign(network, options)
    #expect(try self.text(empty, "accel_design.sv").contains(".Contents(64'h0000000000000000)"))
    #expect(empty.files.count == 2)
  }

  @Test func `every stream that is declared is driven and taken once`() throws {
    for network in try TestNetworks.all() {
      let text = try text(design(network), "accel_network.sv")
      let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      for line in lines where line.hasPrefix("logic ") && line.contains("_valid, ") {
        let valid = line.dropFirst(6).prefix { $0 != "," }
        let uses = lines.filter { $0 != line && words($0).contains(String(valid)) }
        #expect(uses.count >= 2, "\(network.name): \(line)")
      }
    }
  }

  private func words(_ line: String) -> [String] {
    line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
  }

  @Test func `a name cannot leave its comment`() {
    #expect(VerilogText.comment("a\nendmodule\u{7}é") == "a?endmodule??")
  }
}
