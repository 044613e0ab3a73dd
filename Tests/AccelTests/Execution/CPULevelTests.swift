// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import Testing

struct CPULevelTests {
  @Test("Levels are chosen by the names that --cpu takes")
  func names() throws {
    #expect(try CPULevel(named: "scalar") == .scalar)
    #expect(try CPULevel(named: "auto") == .best)
    for level in CPULevel.available { #expect(try CPULevel(named: level.description) == level) }
  }

  @Test("ACCEL_CPU chooses for everybody who does not choose, if it can")
  func preference() async {
    await #expect(processExitsWith: .success) {
      setenv("ACCEL_CPU", "scalar", 1)
      #expect(CPULevel.preferred == .scalar)
      setenv("ACCEL_CPU", "mmx", 1)
      #expect(CPULevel.preferred == .best)
      unsetenv("ACCEL_CPU")
      #expect(CPULevel.preferred == .best)
    }
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
