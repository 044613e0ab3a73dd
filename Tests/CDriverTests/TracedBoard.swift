// SPDX-License-Identifier: BSD-3-Clause
import CBoardSim
import CDriver
import Testing

/// A simulated board that writes down what it does.
final class TracedBoard: DrivenBoard {
  let trace: OpaquePointer
  let device: OpaquePointer

  init(_ options: String = "", capacity: Int = 4096) throws {
    var made: OpaquePointer?
    #expect(cdrv_trace_create(capacity, &made) == 0)
    trace = try #require(made)
    var opened: OpaquePointer?
    var message = [CChar](repeating: 0, count: 128)
    #expect(
      cdrv_device_open_traced(
        cboardsim_backend(), options, trace, &message, message.count, &opened) == 0)
    device = try #require(opened)
  }

  deinit {
    cdrv_device_unref(device)
    cdrv_trace_unref(trace)
  }

  /// What it holds, and how many events are gone.
  func contents() -> (events: [cdrv_trace_event], dropped: UInt64) {
    let room = cdrv_trace_count(trace)
    var dropped: UInt64 = 0
    let events = [cdrv_trace_event](unsafeUninitializedCapacity: room) { target, count in
      count = cdrv_trace_copy(trace, target.baseAddress, room, &dropped)
    }
    return (events, dropped)
  }

  static func text(_ event: cdrv_trace_event) -> String {
    var event = event
    var text = [CChar](repeating: 0, count: 160)
    let length = cdrv_trace_text(&event, &text, text.count)
    #expect(cdrv_trace_text(&event, nil, 0) == length, "as snprintf does")
    return String(decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  var lines: [String] { contents().events.map(TracedBoard.text) }

  func count(_ kind: cdrv_trace_kind) -> UInt64 {
    UInt64(contents().events.count { $0.kind == kind.rawValue })
  }
}
