// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Foundation
import TestSupport
import Testing

struct RegisterNameTests {
  private func name(_ region: UInt32, _ offset: UInt32) -> String {
    var text = [CChar](repeating: 0, count: 64)
    let length = cdrv_register_name(region, offset, &text, text.count)
    return String(decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private struct Map: Decodable {
    struct Register: Decodable {
      var name: String
      var offset: String
    }
    struct Table: Decodable {
      var offset: String
      var stride: String
      var registers: [Register]
    }
    struct Window: Decodable {
      var name: String
      var registers: [Register]
      var table: Table?
    }
    var windows: [Window]
  }

  private func number(_ text: String) throws -> UInt32 {
    try #require(UInt32(text.dropFirst(2), radix: 16))
  }

  @Test("A design's registers have the names of Hardware/registers.json")
  func core() throws {
    let file = URL(fileURLWithPath: Repository.root + "/Hardware/registers.json")
    let map = try JSONDecoder().decode(Map.self, from: Data(contentsOf: file))
    let core = try #require(map.windows.first { $0.name == "CORE" })
    #expect(core.registers.count > 10)
    for register in core.registers {
      #expect(try name(4, number(register.offset)) == register.name)
    }
    let table = try #require(core.table)
    for register in table.registers {
      let offset =
        try number(table.offset) + 2 * number(table.stride) + number(register.offset)
      #expect(name(4, offset) == "LAYER[2].\(register.name)")
    }
  }

  @Test("The others have those of their manuals, and offsets where there are none")
  func others() {
    #expect(name(1, 0x00) == "MM2S_DMACR" && name(1, 0x34) == "S2MM_DMASR")
    #expect(name(1, 0x18) == "MM2S_SA" && name(1, 0x48) == "S2MM_DA")
    #expect(name(1, 0x58) == "S2MM_LENGTH" && name(1, 0x0c) == "0x00c")
    #expect(name(2, 0) == "CONTROL" && name(2, 0x7c) == "MI15_MUX" && name(2, 0x80) == "0x080")
    #expect(name(3, 0x240) == "FPGA_RST_CTRL" && name(3, 0x100) == "0x100")
    #expect(name(4, 0x44) == "0x044" && name(9, 0) == "0x000")
  }
}
