// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

struct ClockDividersTests {
  @Test(
    "Frequencies that divide a PLL come out exactly",
    arguments: [
      (1_000_000_000, 100_000_000, 10), (1_000_000_000, 1_000_000_000, 1),
      (1_000_000_000, 50_000_000, 20), (1_000_000_000, 1_000_000, 1000),
      (1_600_000_000, 100_000_000, 16), (1_000_000_000, 2_000_000_000, 1),
    ] as [(UInt64, UInt64, Int)])
  func exact(_ source: UInt64, _ wanted: UInt64, _ product: Int) throws {
    let dividers = try #require(ClockDividers(notAbove: wanted, from: source))
    #expect(dividers.first * dividers.second == product)
    #expect(dividers.frequency(from: source) == source / UInt64(product))
  }

  @Test("PYNQ's 142.857143 MHz is the seventh of 1 GHz, and not above what was asked for")
  func rounding() throws {
    let above = try #require(ClockDividers(notAbove: 142_857_143, from: 1_000_000_000))
    #expect(above.first * above.second == 7)
    let below = try #require(ClockDividers(notAbove: 142_857_142, from: 1_000_000_000))
    #expect(below.first * below.second == 8)
  }

  @Test("No other dividers come nearer without being above")
  func nearest() throws {
    var random = SeededRandom(seed: 41)
    for _ in 0..<300 {
      let source = UInt64.random(in: 1_000_000...2_000_000_000, using: &random)
      let wanted = UInt64.random(in: source / 4500...source + 1000, using: &random)
      var best: Int?
      for first in 1...63 {
        for second in 1...63 where UInt64(first * second) * wanted >= source {
          best = min(best ?? .max, first * second)
        }
      }
      let dividers = ClockDividers(notAbove: wanted, from: source)
      #expect(dividers.map { $0.first * $0.second } == best, "\(wanted) of \(source)")
      if let dividers {
        #expect((1...63).contains(dividers.first) && (1...63).contains(dividers.second))
      }
    }
  }

  @Test("What is too slow, or no frequency, has no dividers")
  func refusals() {
    #expect(ClockDividers(notAbove: 0, from: 1_000_000_000) == nil)
    #expect(ClockDividers(notAbove: 1, from: 0) == nil)
    #expect(ClockDividers(notAbove: 251_952, from: 1_000_000_000) == nil)
    #expect(ClockDividers(notAbove: 251_953, from: 1_000_000_000) != nil)
    #expect(ClockDividers(notAbove: .max, from: .max) != nil)
    #expect(ClockDividers(notAbove: 1, from: .max) == nil)
  }
}
