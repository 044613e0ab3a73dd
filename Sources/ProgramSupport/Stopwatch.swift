// SPDX-License-Identifier: BSD-3-Clause

/// Wall-clock time since it was made.
package struct Stopwatch {
  private let start = ContinuousClock.now

  package init() {}

  package var seconds: Double { Double(nanoseconds) * 1e-9 }

  package var nanoseconds: UInt64 {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}
