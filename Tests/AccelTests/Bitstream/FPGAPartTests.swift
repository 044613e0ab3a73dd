// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct FPGAPartTests {
  @Test(
    "A name is a device and a package, with or without prefix and speed",
    arguments: [
      ("xc7z020clg400-1", "7z020", "clg400"), ("7z020clg400", "7z020", "clg400"),
      ("xc7z020", "7z020", ""), ("XC7Z010CLG225-3", "7z010", "clg225"),
      ("7z007sclg400", "7z007s", "clg400"), ("xa7z020clg484-1Q", "7z020", "clg484"),
      ("7z020sbg485", "7z020", "sbg485"), ("xczu3eg-sbva484-1-i", "zu3eg", "sbva484"),
      ("xc7a100tcsg324-1", "7a100tcsg324", ""),
    ])
  func names(_ text: String, _ device: String, _ package: String) throws {
    let part = try #require(FPGAPart(text))
    #expect(part.device == device && part.package == package)
  }

  @Test(
    "Other texts name no part", arguments: ["", "xc", "xc7", "pynq z1", "7z020\u{1b}[", "7z-1"])
  func refusals(_ text: String) {
    #expect(FPGAPart(text) == nil)
  }

  @Test("JTAG IDCODEs of any revision and device codes name devices")
  func codes() throws {
    #expect(FPGAPart(idcode: 0x0372_7093)?.description == "xc7z020")
    #expect(FPGAPart(idcode: 0x2372_2093)?.device == "7z010")
    #expect(FPGAPart(idcode: 0x0363_1093) == nil)
    #expect(FPGAPart(deviceCode: 7)?.device == "7z020")
    #expect(FPGAPart(deviceCode: 2)?.device == "7z010")
    #expect(FPGAPart(deviceCode: 0x1f) == nil)
    for code: UInt32 in 0..<32 {
      guard let part = FPGAPart(deviceCode: code) else { continue }
      #expect(FPGAPart(idcode: try #require(part.idcode) | 0x5000_0000) == part)
      #expect(FPGAPart(part.description) == part)
    }
  }

  @Test("A package that is not known fits any")
  func acceptance() throws {
    let board = try #require(FPGAPart("xc7z020clg400-1"))
    for fits in ["7z020clg400", "xc7z020", "xc7z020clg400-3"] {
      #expect(board.accepts(try #require(FPGAPart(fits))))
    }
    for other in ["7z020clg484", "xc7z010", "7z010clg400"] {
      #expect(!board.accepts(try #require(FPGAPart(other))))
    }
    #expect(try #require(FPGAPart("xc7z020")).accepts(board))
  }
}
