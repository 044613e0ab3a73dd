// SPDX-License-Identifier: BSD-3-Clause
internal import ProgramSupport

/// How long the parts of a run take, one after the other, by the wall clock.
struct Phases {
  private(set) var all: [Report.Phase] = []
  private var stopwatch = Stopwatch()

  /// A part ends here, and the next one begins.
  mutating func end(_ name: String) {
    all.append(Report.Phase(name: name, seconds: stopwatch.seconds))
    stopwatch = Stopwatch()
  }
}
