// SPDX-License-Identifier: BSD-3-Clause
import ProgramSupport
import Testing

@testable import Accel
@testable import Demo

struct TimelineTests {
  private func event(
    _ kind: TraceEvent.Kind, _ start: UInt64, _ duration: UInt64 = 0, board: UInt64 = 0,
    succeeded: Bool = true
  ) -> TraceEvent {
    TraceEvent(
      kind: kind, start: BoardTime(nanoseconds: start),
      duration: BoardTime(nanoseconds: duration), boardTime: BoardTime(nanoseconds: board),
      succeeded: succeeded, description: "")
  }

  private func timeline(_ events: [TraceEvent], dropped: UInt64 = 0) -> Timeline {
    Timeline(
      RecordedTrace(
        DeviceTrace.Contents(events: events, dropped: dropped), device: "d", clock: .measured),
      images: 5, batches: 2)
  }

  /// A batch that begins at a time, in nanoseconds.
  private func batch(_ start: UInt64, succeeded: Bool = true) -> [TraceEvent] {
    [
      event(.synchronizeForDevice(address: 64, byteCount: 640), start, 1500),
      event(.send(engine: 1, address: 64, byteCount: 640), start + 2000),
      event(.receive(engine: 1, address: 128, byteCount: 80), start + 2500),
      event(.wait(engine: 1, interrupted: true), start + 3000, 4000, board: 3500),
      event(
        .end(engine: 1, received: 80, interruptLost: false), start + 8000, board: 3500,
        succeeded: succeeded),
      event(.synchronizeForCPU(address: 128, byteCount: 80), start + 8500, 250),
    ]
  }

  @Test("Times are in microseconds from the first event on")
  func times() throws {
    let timeline = timeline(batch(1_000_000) + batch(1_020_000))
    #expect(timeline.images == 5 && timeline.batches == 2 && timeline.leftOut == 0)
    #expect(timeline.microseconds == 28.75)
    #expect(timeline.transfers.map(\.span.startMicroseconds) == [2, 22])
    #expect(timeline.transfers.map(\.span.durationMicroseconds) == [6, 6])
    let transfer = timeline.transfers[0]
    #expect(transfer.engine == 1 && transfer.boardMicroseconds == 3.5)
    #expect(transfer.bytesToDevice == 640 && transfer.bytesFromDevice == 80)
    #expect(timeline.waits.map(\.startMicroseconds) == [3, 23])
    #expect(timeline.waits.map(\.durationMicroseconds) == [4, 4])
    #expect(timeline.synchronizationsForDevice.map(\.bytes) == [640, 640])
    #expect(timeline.synchronizationsForDevice.map(\.span.startMicroseconds) == [0, 20])
    #expect(timeline.synchronizationsForCPU.map(\.span.startMicroseconds) == [8.5, 28.5])
    #expect(timeline.synchronizationsForCPU.map(\.span.durationMicroseconds) == [0.25, 0.25])
    #expect(timeline.firstGap == 8...22)
  }

  @Test("What failed is marked")
  func failures() {
    let timeline = timeline(batch(0, succeeded: false) + batch(10_000))
    #expect(timeline.transfers.map(\.span.succeeded) == [false, true])
  }

  @Test("More than fit a page are left out, and counted with those that the trace dropped")
  func leftOut() {
    let batches = (0..<UInt64(Timeline.most + 3)).flatMap { batch(10_000 * $0) }
    let timeline = timeline(batches, dropped: 7)
    #expect(timeline.transfers.count == Timeline.most && timeline.waits.count == Timeline.most)
    #expect(timeline.leftOut == 4 * 3 + 7)
    #expect(timeline.transfers[1].span.startMicroseconds == 12)
  }

  @Test("Nothing happens in no time")
  func empty() {
    let timeline = timeline([])
    #expect(timeline.microseconds == 0 && timeline.transfers.isEmpty && timeline.firstGap == nil)
  }
}
