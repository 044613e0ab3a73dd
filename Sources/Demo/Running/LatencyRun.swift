// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// One image at a time, many times.
enum LatencyRun {
  private static let runs = 200

  /// By the board's clock.
  ///
  /// - Parameter words: `count` encoded images.
  static func board(
    _ session: inout some RunningSession & ~Copyable, _ words: [Int32], count: Int
  ) throws(AccelError) -> Report.Latency {
    let size = words.count / count
    var times: [Double] = []
    // Clock by clock it is slow, and the same every time.
    for run in 0..<(session.clock == .simulated ? 3 : runs) {
      let first = run % count * size
      let before = session.statistics.boardTime.inSeconds
      _ = try session.run(Array(words[first..<first + size]))
      times.append(session.statistics.boardTime.inSeconds - before)
    }
    return latency("board", session.clock.description, times)
  }

  static func cpu(
    _ executor: CPUExecutor, _ words: [Int32], count: Int, threads: Int, profile: String
  ) -> Report.Latency {
    let size = executor.input.count
    var workspace = executor.makeWorkspace(threads: threads)
    var results = [Int32](repeating: 0, count: executor.output.count)
    var image = 0
    func run() {
      let first = image * size
      var span = results.mutableSpan
      executor.run(words.span.extracting(first..<first + size), into: &span, with: &workspace)
      image = (image + 1) % count
    }
    // What is slow at first is not what is asked for.
    for _ in 0..<10 { run() }
    var times: [Double] = []
    for _ in 0..<runs {
      let stopwatch = Stopwatch()
      run()
      times.append(stopwatch.seconds)
    }
    return latency(
      Report.CPU.name(
        executor.level.description, threads: workspace.threads, profile: profile), "measured",
      times)
  }

  private static func latency(
    _ what: String, _ how: String, _ times: [Double]
  ) -> Report.Latency {
    Report.Latency(
      what: what, how: how, runs: times.count,
      p50Milliseconds: 1000 * Scores.percentile(times, 0.5),
      p99Milliseconds: 1000 * Scores.percentile(times, 0.99))
  }
}
