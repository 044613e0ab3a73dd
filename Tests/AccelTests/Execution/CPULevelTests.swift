// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct CPULevelTests {
  @Test("Levels are chosen by the names that --cpu takes")
  func names() throws {
    #expect(try CPULevel(named: "scalar") == .scalar)
    #expect(try CPULevel(named: "auto") == .best)
    for level in CPULevel.available { #expect(try CPULevel(named: level.description) == level) }
  }

  @Test("Unknown and missing levels are refused with those there are")
  func refusals() {
    let error = #expect(throws: AccelError.self) { try CPULevel(named: "mmx") }
    #expect(error?.description.contains("scalar") == true)
    for level in CPULevel.allCases where !level.isAvailable {
      print("skipped: this machine lacks \(level)")
      #expect(throws: AccelError.self) { try CPULevel(named: level.description) }
    }
  }
}
