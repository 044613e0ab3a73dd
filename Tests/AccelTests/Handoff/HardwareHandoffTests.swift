// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

struct HardwareHandoffTests {
  private func read(_ change: (inout TestHandoff) -> Void = { _ in }) throws -> HardwareHandoff {
    var file = TestHandoff()
    change(&file)
    return try HardwareHandoff(file.bytes, named: "a.hwh")
  }

  private func failure(_ text: String) -> AccelError? {
    do throws(AccelError) {
      _ = try HardwareHandoff(Array(text.utf8), named: "a.hwh")
      return nil
    } catch {
      return error
    }
  }

  @Test("Engines, switches, cores, part and clock are found whatever their instances are called")
  func reads() throws {
    let handoff = try read()
    #expect(handoff.part == FPGAPart("xc7z020clg400-1") && handoff.clock == 100_000_000)
    #expect(handoff.engines.map(\.window.name) == ["engine", "sender"])
    let engine = try #require(handoff.engines.first)
    #expect(engine.window.address == 0x4040_0000 && engine.window.size == 0x1_0000)
    #expect(engine.window.core == "xilinx.com:ip:axi_dma")
    // A parameter of one of its interfaces has the same name.
    #expect(engine.lengthWidth == 23 && !engine.hasScatterGather)
    #expect(engine.sendWidth == 4 && engine.receiveWidth == 8)
    #expect(handoff.switches.map(\.address) == [0x43c0_0000])
    #expect(handoff.cores.map(\.core) == ["xilinx.com:hls:fir"])
  }

  @Test("What Vivado leaves out is its default")
  func defaults() throws {
    let sender = try #require(try read().engines.last)
    #expect(sender.lengthWidth == 14 && sender.hasScatterGather)
    #expect(sender.sendWidth == 4 && sender.receiveWidth == 0)
  }

  @Test(
    "A clock is megahertz with a point or without",
    arguments: [
      ("142.857132", 142_857_132), ("50", 50_000_000), ("66.6666666667", 66_666_666),
      ("0.5", 500_000), ("fast", 99_000_000), ("1.2.3", 99_000_000), ("", 99_000_000),
      ("12345678901234567890", 99_000_000),
    ] as [(String, UInt64)])
  func clocks(_ text: String, _ hertz: UInt64) throws {
    #expect(try read { $0.clock = text }.clock == hertz)
  }

  @Test("Numbers that no engine has, and addresses that are none, are refused")
  func numbers() {
    for width in ["7", "27", "-1", "many", "99999999999999999999"] {
      var file = TestHandoff()
      file.lengthWidth = width
      #expect(failure(file.text)?.code == .valueOutOfRange, "\(width)")
    }
    for base in ["40400000", "0x", "0xg", "0x40500000", "0x1ffffffffffffffff"] {
      var file = TestHandoff()
      file.dmaBase = base
      #expect(failure(file.text)?.problem == "an address of engine is none", "\(base)")
    }
  }

  @Test("A file that was cut short is refused, wherever it was cut")
  func cutShort() {
    let text = TestHandoff().text
    for count in 0..<text.utf8.count - 1 where count % 7 == 0 {
      #expect(failure(String(text.prefix(count)))?.code == .malformedFile, "\(count)")
    }
  }

  @Test(
    "What is no handoff, or no XML, is refused in a sentence",
    arguments: [
      ("", "no hardware handoff"), ("<svg/>", "no hardware handoff"), ("bits", "no hardware"),
      ("<EDKSYSTEM>", "ends within EDKSYSTEM"), ("<EDKSYSTEM></MODULE>", "out of order"),
      ("<!DOCTYPE a [<!ENTITY b \"c\">]><EDKSYSTEM/>", "document type"),
      ("<EDKSYSTEM a=\"&b;\"/>", "entity"), ("<EDKSYSTEM a/>", "without a value"),
      ("<EDKSYSTEM a=b/>", "no quotes"), ("<EDKSYSTEM a=\"<\"/>", "does not end"),
      ("<EDKSYSTEM a=\"b", "ends within a tag"), ("<EDKSYSTEM><!-- ", "ends within a comment"),
      (
        "<EDKSYSTEM>" + String(repeating: "<a>", count: 64), "too deep"
      ), ("< EDKSYSTEM/>", "no XML"),
      (
        "<EDKSYSTEM>" + String(repeating: "<MODULE/>", count: 4097) + "</EDKSYSTEM>", "many modules"
      ),
    ])
  func refusals(_ text: String, _ says: String) {
    #expect(failure(text)?.problem.contains(says) == true, "\(failure(text)?.problem ?? "read")")
  }
}
