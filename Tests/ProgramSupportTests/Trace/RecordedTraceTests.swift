// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ProgramSupport
import Testing

struct RecordedTraceTests {
  private func recorded(_ trace: DeviceTrace, buffers: Int) throws -> RecordedTrace {
    let device = try Device("sim:", trace: trace)
    for size in 0..<buffers { _ = try device.makeBuffer(byteCount: 64 * (size + 1)) }
    return RecordedTrace(trace.contents(), device: device.name, clock: device.clock)
  }

  @Test("The rest of a trace is what came behind so many events")
  func dropping() throws {
    let trace = try recorded(DeviceTrace(), buffers: 4)
    #expect(trace.events.count == 8 && trace.total == 8)
    let rest = trace.dropping(first: 6)
    #expect(rest.events == trace.events.suffix(2) && rest.dropped == 0)
    #expect(rest.origin == rest.events[0].start.nanoseconds && rest.origin > trace.origin)
    #expect(trace.dropping(first: 0).events == trace.events)
    #expect(trace.dropping(first: 9).events.isEmpty)
  }

  @Test("Events that the trace had no room for count as well")
  func full() throws {
    let trace = try recorded(DeviceTrace(capacity: 3), buffers: 4)
    #expect(trace.events.count == 3 && trace.dropped == 5 && trace.total == 8)
    #expect(trace.dropping(first: 7).events == trace.events.suffix(1))
    let early = trace.dropping(first: 4)
    #expect(early.events == trace.events && early.dropped == 5)
  }
}
