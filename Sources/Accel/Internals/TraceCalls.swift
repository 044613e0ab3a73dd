// SPDX-License-Identifier: BSD-3-Clause
import CDriver

/// A trace in C. Reference counted there and locked there, hence `Sendable`.
@safe struct TraceHandle: @unchecked Sendable {
  let pointer: OpaquePointer
}

/// The calls of `cdriver_trace.h`.
enum TraceCalls {
  static let largestCapacity = Int(CDRV_TRACE_MOST)

  static func create(_ capacity: Int) throws(AccelError) -> TraceHandle {
    let attempt = "make a trace of \(capacity) events"
    guard (1...largestCapacity).contains(capacity) else {
      throw AccelError(
        .valueOutOfRange, attempt: attempt,
        problem: "it is outside 1 to \(largestCapacity)", remedy: "choose another capacity")
    }
    var trace: OpaquePointer?
    let status = unsafe cdrv_trace_create(capacity, &trace)
    guard status == 0, let trace = unsafe trace else {
      throw AccelError(
        .unavailable, attempt: attempt, problem: "there is no memory for it",
        remedy: "choose a smaller capacity", systemError: -status)
    }
    return unsafe TraceHandle(pointer: trace)
  }

  static func release(_ trace: TraceHandle) {
    unsafe cdrv_trace_unref(trace.pointer)
  }

  static func contents(_ trace: TraceHandle) -> DeviceTrace.Contents {
    let room = unsafe cdrv_trace_count(trace.pointer)
    var dropped: UInt64 = 0
    // SAFETY: the function fills in as many as it returns, at most `room`.
    let copied = unsafe [cdrv_trace_event](unsafeUninitializedCapacity: room) { target, count in
      count = unsafe cdrv_trace_copy(trace.pointer, target.baseAddress, room, &dropped)
    }
    return DeviceTrace.Contents(events: copied.map(TraceEvent.init), dropped: dropped)
  }

  fileprivate static func text(_ event: cdrv_trace_event) -> String {
    unsafe filled { text, size in
      unsafe withUnsafePointer(to: event) { unsafe cdrv_trace_text($0, text, size) }
    }
  }

  fileprivate static func registerName(_ event: cdrv_trace_event) -> String {
    unsafe filled { unsafe cdrv_register_name(UInt32(event.region), event.offset, $0, $1) }
  }

  fileprivate static func windowName(_ event: cdrv_trace_event) -> String {
    unsafe filled { text, size in
      unsafe withUnsafePointer(to: event) { unsafe cdrv_trace_window_name($0, text, size) }
    }
  }

  /// A text that a function of C writes, as `snprintf` does.
  private static func filled(
    _ body: (UnsafeMutablePointer<CChar>?, Int) -> Int32
  ) -> String {
    var text = [CChar](repeating: 0, count: 160)
    let size = text.count
    // SAFETY: the functions write `size` characters at most.
    _ = unsafe text.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress, size) }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension TraceEvent {
  fileprivate init(_ event: cdrv_trace_event) {
    kind = Kind(event)
    start = BoardTime(nanoseconds: event.start_ns)
    duration = BoardTime(nanoseconds: event.wall_ns)
    boardTime = BoardTime(nanoseconds: event.board_ns)
    let isQuietWait =
      event.kind == CDRV_TRACE_WAIT.rawValue && event.status == -ErrorNumber.timedOut
    succeeded = event.status == 0 || isQuietWait
    description = TraceCalls.text(event)
  }
}

extension TraceEvent.Kind {
  fileprivate init(_ event: cdrv_trace_event) {
    let count = Int(clamping: event.length)
    let engine = Int(event.ordinal)
    let address = event.address
    self =
      switch cdrv_trace_kind(rawValue: event.kind) {
      case CDRV_TRACE_READ: .read(TraceEvent.Register(event), value: event.value)
      case CDRV_TRACE_WRITE: .write(TraceEvent.Register(event), value: event.value)
      case CDRV_TRACE_ALLOC: .allocate(address: address, byteCount: count)
      case CDRV_TRACE_FREE: .free(address: address, byteCount: count)
      case CDRV_TRACE_SYNC_DEVICE: .synchronizeForDevice(address: address, byteCount: count)
      case CDRV_TRACE_SYNC_CPU: .synchronizeForCPU(address: address, byteCount: count)
      case CDRV_TRACE_SEND: .send(engine: engine, address: address, byteCount: count)
      case CDRV_TRACE_RECEIVE: .receive(engine: engine, address: address, byteCount: count)
      case CDRV_TRACE_WAIT: .wait(engine: engine, interrupted: event.status == 0)
      default: .end(engine: engine, received: count, interruptLost: event.interrupt_lost != 0)
      }
  }
}

extension TraceEvent.Register {
  fileprivate init(_ event: cdrv_trace_event) {
    window = TraceCalls.windowName(event)
    name = TraceCalls.registerName(event)
    offset = event.offset
  }
}
