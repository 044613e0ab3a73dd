// SPDX-License-Identifier: BSD-3-Clause

/// The one way in which programs measure speed.
package enum MedianTime {
  /// Seconds that a piece of work takes: it is run once to warm up, then in blocks of as many runs
  /// as take the least time of a block, doubled from one; the median of the blocks counts.
  ///
  /// - Parameters:
  ///   - least: seconds that a block takes at least.
  ///   - blocks: how many are timed, 1 or more.
  package static func seconds<Failure>(
    least: Double = 0.1, blocks: Int = 7, of work: () throws(Failure) -> Void
  ) throws(Failure) -> Double {
    try work()
    var runs = 1
    while try block(of: runs, work) < least { runs *= 2 }
    var times: [Double] = []
    for _ in 0..<blocks { times.append(try block(of: runs, work) / Double(runs)) }
    return median(times)
  }

  /// The middle value, the mean of the middle two of an even number, NaN of none.
  package static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private static func block<Failure>(
    of runs: Int, _ work: () throws(Failure) -> Void
  ) throws(Failure) -> Double {
    let stopwatch = Stopwatch()
    for _ in 0..<runs { try work() }
    return stopwatch.seconds
  }
}
