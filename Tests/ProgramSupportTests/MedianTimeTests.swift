// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import ProgramSupport
import Testing

struct MedianTimeTests {
  @Test("The median is the middle value, or the mean of the middle two")
  func median() {
    #expect(MedianTime.median([5, 1, 9]) == 5)
    #expect(MedianTime.median([4, 1, 9, 2]) == 3)
    #expect(MedianTime.median([7]) == 7)
    #expect(MedianTime.median([]).isNaN)
  }

  @Test("Work is warmed up, and runs are doubled until a block takes its time")
  func blocks() {
    var runs = 0
    let seconds = MedianTime.seconds(least: 0.01, blocks: 3) {
      runs += 1
      usleep(3000)
    }
    #expect((0.003...0.1).contains(seconds))
    // One to warm up; 1, 2 and at most 4 to find the block's size; three blocks.
    #expect((1 + 1 + 3...1 + 7 + 12).contains(runs))
  }

  @Test("Work that fails ends the measurement")
  func failure() {
    struct Failure: Error {}
    var runs = 0
    #expect(throws: Failure.self) {
      try MedianTime.seconds { () throws(Failure) in
        runs += 1
        throw Failure()
      }
    }
    #expect(runs == 1)
  }
}
