// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// One image at a time, many times.
enum LatencyRun {
  private static let runs = 200

  /// By the board's clock.
  static func board(
    _ session: inout Session, _ words: [Int32], count: Int
  ) throws(AccelError) -> Report.Latency {
    let size = session.network.input.count
    var times: [Double] = []
    for run in 0..<runs {
      let first = run % count * size
      let before = session.statistics.boardTime.inSeconds
      _ = try session.run(Array(words[first..<first + size]))
      times.append(session.statistics.boardTime.inSeconds - before)
    }
    return latency("board", session.clock.description, times)
  }

  static func cpu(_ executor: CPUExecutor, _ words: [Int32], count: Int) -> Report.Latency {
    let size = executor.network.input.count
    var workspace = executor.makeWorkspace()
    var results = [Int32](repeating: 0, count: executor.network.output.count)
    var times: [Double] = []
    for run in 0..<runs {
      let first = run % count * size
      let stopwatch = Stopwatch()
      var span = results.mutableSpan
      executor.run(words.span.extracting(first..<first + size), into: &span, with: &workspace)
      times.append(stopwatch.seconds)
    }
    return latency("CPU \(executor.level)", "measured", times)
  }

  private static func latency(_ what: String, _ how: String, _ times: [Double]) -> Report.Latency {
    Report.Latency(
      what: what, how: how, runs: times.count,
      p50Milliseconds: 1000 * Scores.percentile(times, 0.5),
      p99Milliseconds: 1000 * Scores.percentile(times, 0.99))
  }
}
