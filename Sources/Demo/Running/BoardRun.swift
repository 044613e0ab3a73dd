// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// Images through a session, batch by batch.
struct BoardRun {
  /// Output words of all images.
  private(set) var words: [Int32] = []
  /// By the board's clock.
  private(set) var boardTime = 0.0
  private(set) var wallTime = 0.0
  private(set) var driverShare = 0.0

  /// - Parameters:
  ///   - input: encoded images of `size` words.
  ///   - batch: images in one run.
  init(
    _ session: inout some RunningSession & ~Copyable, _ input: [Int32], size: Int, batch: Int,
    title: String
  ) throws(AccelError) {
    let images = input.count / size
    let progress = ProgressBar(title, total: images)
    defer { progress.finish() }
    let before = session.statistics
    let stopwatch = Stopwatch()
    var done = 0
    while done < images {
      let end = min(images, done + batch)
      words += try session.run(Array(input[done * size..<end * size]))
      done = end
      progress.update(done)
    }
    wallTime = stopwatch.seconds
    let after = session.statistics
    boardTime = after.boardTime.inSeconds - before.boardTime.inSeconds
    let inBoard =
      after.boardWallTime.inSeconds - before.boardWallTime.inSeconds
    driverShare = wallTime > 0 ? max(0, 1 - inBoard / wallTime) : 0
  }
}
