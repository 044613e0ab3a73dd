// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import Testing

struct BoardFuzzTests {
  private static let seed: UInt64 = 0x5EED_2018

  private static var count: Int {
    ProcessInfo.processInfo.environment["ACCEL_FUZZ_COUNT"].flatMap(Int.init) ?? 2_000
  }

  @Test("Whatever is done to a board, resets bring it back", .timeLimit(.minutes(10)))
  func survives() throws {
    for index in 0..<Self.count {
      let attack = try BoardAttack(seed: Self.seed &+ UInt64(index))
      try attack.run()
      let recovers = attack.recovers()
      #expect(recovers, "seed \(Self.seed), index \(index), sim:\(attack.options)")
    }
  }
}
