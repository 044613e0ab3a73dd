// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Dispatch
internal import Foundation
internal import ProgramSupport
internal import Synchronization

/// Images through the CPU core, on several threads.
struct CPURun {
  /// Output words of all images.
  let words: [Int32]
  let seconds: Double
  /// How many ran at a time: no more than images or cores.
  let threads: Int

  init(_ executor: CPUExecutor, _ input: [Int32], threads: Int, title: String) {
    let size = executor.network.input.count
    let outputs = executor.network.output.count
    let images = input.count / size
    let parts = max(1, min(threads, images, ProcessInfo.processInfo.activeProcessorCount))
    self.threads = parts
    let progress = ProgressBar(title, total: images)
    let done = Mutex(0)
    let results = Mutex([[Int32]](repeating: [], count: parts))
    let stopwatch = Stopwatch()
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let first = images * part / parts
      let last = images * (part + 1) / parts
      var workspace = executor.makeWorkspace()
      var own: [Int32] = []
      own.reserveCapacity((last - first) * outputs)
      var start = first
      while start < last {
        let end = min(last, start + 100)
        var chunk = [Int32](repeating: 0, count: (end - start) * outputs)
        var span = chunk.mutableSpan
        executor.run(
          input.span.extracting(start * size..<end * size), into: &span, with: &workspace)
        own += chunk
        let total = done.withLock { count in
          count += end - start
          return count
        }
        progress.update(total)
        start = end
      }
      let finished = own
      results.withLock { $0[part] = finished }
    }
    seconds = stopwatch.seconds
    progress.finish()
    words = results.withLock { $0.flatMap { $0 } }
  }
}
