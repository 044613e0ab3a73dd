// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// What a device did while it computed a few batches, and when by this machine's clock.
struct Timeline: Codable, Equatable {
  /// From the first event on.
  struct Span: Codable, Equatable {
    var startMicroseconds: Double
    var durationMicroseconds: Double
    var succeeded: Bool
  }

  /// A message and its reply: the driver sees both end at a time.
  struct Transfer: Codable, Equatable {
    var engine: Int
    var span: Span
    /// How long the board took by its own clock.
    var boardMicroseconds: Double
    var bytesToDevice: Int
    var bytesFromDevice: Int
  }

  /// Caches are written back for the board, or invalidated for the CPU.
  struct Synchronization: Codable, Equatable {
    var span: Span
    var bytes: Int
  }

  /// More would make a page slow, and no picture clearer.
  static let most = 200

  /// Of a batch.
  var images: Int
  var batches: Int
  /// From the first event to the end of the last one.
  var microseconds: Double
  var transfers: [Transfer] = []
  /// The CPU sleeps until an interrupt comes.
  var waits: [Span] = []
  var synchronizationsForDevice: [Synchronization] = []
  var synchronizationsForCPU: [Synchronization] = []
  /// Events of these kinds beyond the first ones, and those that the trace had no room for.
  var leftOut = 0

  /// Between the first transfer and the second.
  var firstGap: ClosedRange<Double>? {
    guard transfers.count > 1 else { return nil }
    let end = transfers[0].span.startMicroseconds + transfers[0].span.durationMicroseconds
    let next = transfers[1].span.startMicroseconds
    return end < next ? end...next : nil
  }
}

extension Timeline {
  init(_ trace: RecordedTrace, images: Int, batches: Int) {
    self.images = images
    self.batches = batches
    let origin = trace.origin
    let end = trace.events.map { $0.start.nanoseconds + $0.duration.nanoseconds }.max()
    microseconds = Timeline.microseconds((end ?? origin) - origin)
    transfers = trace.transfers.map(Transfer.init)
    for event in trace.events {
      let span = Span(
        startMicroseconds: Timeline.microseconds(event.start.nanoseconds - origin),
        durationMicroseconds: Timeline.microseconds(event.duration.nanoseconds),
        succeeded: event.succeeded)
      switch event.kind {
      case .wait: waits.append(span)
      case .synchronizeForDevice(_, let count):
        synchronizationsForDevice.append(Synchronization(span: span, bytes: count))
      case .synchronizeForCPU(_, let count):
        synchronizationsForCPU.append(Synchronization(span: span, bytes: count))
      default: break
      }
    }
    leftOut = Int(clamping: trace.dropped)
    leftOut += Timeline.shorten(&transfers) + Timeline.shorten(&waits)
    leftOut += Timeline.shorten(&synchronizationsForDevice)
    leftOut += Timeline.shorten(&synchronizationsForCPU)
  }

  /// - Returns: how many had to go.
  private static func shorten<Element>(_ elements: inout [Element]) -> Int {
    let surplus = max(0, elements.count - most)
    elements.removeLast(surplus)
    return surplus
  }

  fileprivate static func microseconds(_ nanoseconds: UInt64) -> Double {
    Double(nanoseconds) / 1000
  }
}

extension Timeline.Transfer {
  fileprivate init(_ transfer: RecordedTrace.Transfer) {
    engine = transfer.engine
    span = Timeline.Span(
      startMicroseconds: Timeline.microseconds(transfer.start),
      durationMicroseconds: Timeline.microseconds(transfer.duration),
      succeeded: transfer.succeeded)
    boardMicroseconds = Timeline.microseconds(transfer.boardDuration)
    bytesToDevice = transfer.sent
    bytesFromDevice = transfer.received
  }
}
