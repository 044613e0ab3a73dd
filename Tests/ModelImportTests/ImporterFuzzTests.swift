// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

/// Files that are spoilt at random are read or refused: nothing traps, hangs, or takes memory that
/// the file does not justify.
///
/// `ACCEL_FUZZ_COUNT` is the number of inputs over all parsers; `ACCEL_FUZZ_SEED` and
/// `ACCEL_FUZZ_FIRST` repeat what a failure names. Each parser runs in a process of its own, so
/// that a trap can be reported.
struct ImporterFuzzTests {
  private static func setting(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  @Test("Spoilt files are read or refused", arguments: FuzzTarget.available)
  func spoilt(_ target: FuzzTarget) async throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let all = Self.setting("ACCEL_FUZZ_COUNT", 2000)
    let run = FuzzRun(
      target: target, seed: Self.setting("ACCEL_FUZZ_SEED", 2026),
      first: Self.setting("ACCEL_FUZZ_FIRST", 0),
      count: (all + FuzzTarget.available.count - 1) / FuzzTarget.available.count,
      folder: folder.path)
    await #expect(processExitsWith: .success, "\(run)") { [run = run as FuzzRun] in try run.run() }
    let index = try run.progress()
    #expect(
      index == nil,
      """
      \(target) stopped: repeat it with ACCEL_FUZZ_SEED=\(run.seed) \
      ACCEL_FUZZ_FIRST=\(index ?? 0)
      """)
  }
}
