// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct BoardTimeTests {
  @Test("Spans add up and multiply, and stay at the largest instead of overflowing")
  func saturates() {
    #expect(BoardTime.seconds(2) + .milliseconds(500) == BoardTime(nanoseconds: 2_500_000_000))
    #expect(BoardTime.milliseconds(3) * 4 == .milliseconds(12))
    let longest = BoardTime(nanoseconds: .max)
    #expect(longest + .seconds(1) == longest)
    #expect(longest * 2 == longest && BoardTime.seconds(.max) == longest)
    #expect(BoardTime.seconds(1) < longest)
    #expect(BoardTime.milliseconds(1500).inSeconds == 1.5)
  }
}
