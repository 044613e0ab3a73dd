// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ProgramSupport

/// Images through the CPU core, on several threads.
struct CPURun {
  /// Images between two steps of the progress bar, for each thread.
  private static let step = 128
  /// Most images that are timed again and again in a benchmark.
  private static let timedImages = 256

  /// Output words of all images.
  let words: [Int32]
  /// Of all images; in a benchmark, of as many at the median rate.
  let seconds: Double
  /// How many ran at a time: no more than images or cores, or than the system allows.
  let threads: Int

  /// - Parameter isBenchmark: whether the time is the median of repeated runs.
  init(
    _ executor: CPUExecutor, _ input: [Int32], threads: Int, title: String,
    isBenchmark: Bool = false
  ) {
    let size = executor.input.count
    let outputs = executor.output.count
    let images = input.count / size
    var workspace = executor.makeWorkspace(
      threads: max(1, min(threads, images, ProcessInfo.processInfo.activeProcessorCount)))
    self.threads = workspace.threads
    let progress = ProgressBar(title, total: images)
    func run(_ images: Range<Int>, into results: inout [Int32]) {
      var span = results.mutableSpan
      executor.run(
        input.span.extracting(images.lowerBound * size..<images.upperBound * size), into: &span,
        with: &workspace)
    }
    var words: [Int32] = []
    words.reserveCapacity(images * outputs)
    let stopwatch = Stopwatch()
    var done = 0
    while done < images {
      let end = min(images, done + CPURun.step * workspace.threads)
      var results = [Int32](repeating: 0, count: (end - done) * outputs)
      run(done..<end, into: &results)
      words += results
      done = end
      progress.update(done)
    }
    let once = stopwatch.seconds
    progress.finish()
    if isBenchmark && images > 0 {
      let timed = min(images, CPURun.timedImages)
      var results = [Int32](repeating: 0, count: timed * outputs)
      let batch = MedianTime.seconds { run(0..<timed, into: &results) }
      seconds = batch / Double(timed) * Double(images)
    } else {
      seconds = once
    }
    self.words = words
  }
}
