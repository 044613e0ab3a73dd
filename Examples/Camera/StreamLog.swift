// SPDX-License-Identifier: BSD-3-Clause
import Accel

/// What happened to frames: the first few by name, all of them in numbers.
struct StreamLog {
  private static let shown = 5
  private var classified = 0
  private var dropped = 0
  private var packedMeanwhile = 0

  /// A frame was packed between the start of another one's transfer and the wait for its end.
  mutating func packed(_ index: Int, while computing: Int) {
    packedMeanwhile += 1
    if classified < StreamLog.shown {
      print("frame \(computing) computes, frame \(index) is packed")
    }
  }

  mutating func done(
    _ index: Int, at time: BoardTime, _ results: [Int32], dropped missed: Int
  ) {
    if classified < StreamLog.shown {
      let best = results.indices.max { results[$0] < results[$1] } ?? 0
      let microseconds = time.nanoseconds / 1000
      print("frame \(index) is a \(best), known after \(microseconds) us; dropped \(missed)")
    }
    classified += 1
    dropped += missed
  }

  func finish() {
    print(
      "classified \(classified), dropped \(dropped), packed while another computed \(packedMeanwhile)"
    )
  }
}
