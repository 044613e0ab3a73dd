// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

extension RecordedTrace {
  /// For people: when an event began in microseconds, how long it took, and what it was.
  package var lines: [String] {
    let origin = origin
    let lost = dropped == 0 ? "" : "; \(dropped) older ones were dropped"
    return ["\(device): \(events.count) events\(lost)", "          us   took us"]
      + events.map { event in
        RecordedTrace.microseconds(event.start.nanoseconds - origin, width: 12)
          + RecordedTrace.microseconds(event.duration.nanoseconds, width: 10) + "  "
          + event.description + boardTime(of: event)
      }
  }

  private func boardTime(of event: TraceEvent) -> String {
    guard event.boardTime.nanoseconds > 0 else { return "" }
    return
      ", \(RecordedTrace.microseconds(event.boardTime.nanoseconds, width: 0)) us \(clock)"
  }

  private static func microseconds(_ nanoseconds: UInt64, width: Int) -> String {
    String(format: "%*.1f", width, Double(nanoseconds) / 1000)
  }
}
