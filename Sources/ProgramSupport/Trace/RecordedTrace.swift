// SPDX-License-Identifier: BSD-3-Clause
package import Accel

/// A trace with what it is of.
package struct RecordedTrace {
  package let device: String
  /// How the board's times come about.
  package let clock: BoardClock
  package private(set) var events: [TraceEvent]
  /// How many older ones are gone.
  package private(set) var dropped: UInt64

  package init(_ contents: DeviceTrace.Contents, device: String, clock: BoardClock) {
    self.device = device
    self.clock = clock
    events = contents.events
    dropped = contents.dropped
  }

  /// How many events there have been.
  package var total: UInt64 { UInt64(events.count) + dropped }

  /// The rest, once so many have been there.
  package func dropping(first count: UInt64) -> RecordedTrace {
    guard count > dropped else { return self }
    var rest = self
    rest.events = Array(events.dropFirst(Int(clamping: count - dropped)))
    rest.dropped = 0
    return rest
  }

  /// Where the machine's times count from, in nanoseconds.
  package var origin: UInt64 { events.map(\.start.nanoseconds).min() ?? 0 }

  /// A transfer from its start to its end.
  package struct Transfer {
    package let engine: Int
    /// Bytes to be sent, and received.
    package var sent = 0
    package var received = 0
    /// By the machine's clock, in nanoseconds from ``RecordedTrace/origin``.
    package let start: UInt64
    package var duration: UInt64 = 0
    /// The board's clock counts only while the CPU waits for it. So this is ``start``, or where the
    /// engine's transfer before this one ended on the board, whichever is later.
    package var boardStart: UInt64 = 0
    /// By the board's clock.
    package var boardDuration: UInt64 = 0
    /// Whether it ended without an error.
    package var succeeded = false
    package var interruptLost = false
  }

  /// Those whose start and end were kept.
  package var transfers: [Transfer] {
    var transfers: [Transfer] = []
    var running: [Int: Transfer] = [:]
    var boardEnds: [Int: UInt64] = [:]
    let origin = origin
    for event in events {
      let now = event.start.nanoseconds - origin
      switch event.kind {
      case .send(let engine, _, let count):
        running[engine, default: Transfer(engine: engine, start: now)].sent = count
      case .receive(let engine, _, _) where running[engine] == nil:
        running[engine] = Transfer(engine: engine, start: now)
      case .end(let engine, let received, let interruptLost):
        guard var transfer = running.removeValue(forKey: engine) else { continue }
        transfer.received = received
        transfer.duration = now - transfer.start
        transfer.boardStart = max(transfer.start, boardEnds[engine, default: 0])
        transfer.boardDuration = event.boardTime.nanoseconds
        boardEnds[engine] = transfer.boardStart + transfer.boardDuration
        transfer.succeeded = event.succeeded
        transfer.interruptLost = interruptLost
        transfers.append(transfer)
      default: break
      }
    }
    return transfers
  }
}
