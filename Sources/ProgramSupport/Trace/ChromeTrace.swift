// SPDX-License-Identifier: BSD-3-Clause
package import Accel

/// A trace as ui.perfetto.dev and chrome://tracing open it: the JSON object of Google's document
/// "Trace Event Format". Times are in microseconds.
///
/// Process 1 is this machine by its own clock: what the driver did, when interrupts came, and the
/// transfers. Process 2 is the board: the same transfers, as long as they took by its clock.
package struct ChromeTrace: Codable {
  package struct Event: Codable {
    package var name: String
    /// "register", "buffer", "sync", "wait", "interrupt", "transfer" or "board".
    package var cat: String?
    /// "X" with a duration, "i" without one, "M" a name.
    package var ph: String
    package var ts: Double?
    package var dur: Double?
    package var pid: Int
    package var tid: Int
    /// "t" of an "i": it is one thread's.
    package var s: String?
    package var args: Details?
  }

  package struct Details: Codable {
    package var name: String?
    package var text: String?
    package var offset: String?
    package var value: String?
    package var address: String?
    package var bytes: Int?
    package var boardMicroseconds: Double?
    package var failed: Bool?
    package var interruptLost: Bool?

    init() {}
  }

  package struct Origin: Codable {
    package var device: String
    /// How the board's times come about.
    package var boardClock: String
    package var events: Int
    package var droppedEvents: UInt64
    package var version: String
  }

  package var displayTimeUnit = "ns"
  package var otherData: Origin
  package var traceEvents: [Event] = []

  package init(_ trace: RecordedTrace) {
    otherData = Origin(
      device: trace.device, boardClock: trace.clock.description, events: trace.events.count,
      droppedEvents: trace.dropped, version: Version.text.description)
    let origin = trace.origin
    for event in trace.events { add(event, at: event.start.nanoseconds - origin) }
    let transfers = trace.transfers
    for transfer in transfers { add(transfer) }
    addNames(trace, engines: Set(transfers.map(\.engine)).sorted())
  }

  /// - Throws: ``AccelError`` `valueOutOfRange`, which no trace causes.
  package func json() throws(AccelError) -> [UInt8] {
    try JSONText.bytes(self, attempt: "write the trace", isIndented: false)
  }
}

extension ChromeTrace {
  private enum Process {
    static let machine = 1
    static let board = 2
  }

  private enum Thread {
    static let driver = 1
    static let interrupts = 2
    static func engine(_ engine: Int) -> Int { 10 + engine }
  }

  private mutating func add(_ event: TraceEvent, at start: UInt64) {
    var details = Details()
    details.text = event.description
    details.failed = event.succeeded ? nil : true
    // As the text begins.
    let verb = String(event.description.prefix { $0 != " " })
    let name: String
    let category: String
    switch event.kind {
    case .read(let register, let value), .write(let register, let value):
      name = "\(verb) \(register.name)"
      category = "register"
      details.offset = hexadecimal(UInt64(register.offset), digits: 3)
      details.value = hexadecimal(UInt64(value))
    case .allocate(let address, let count), .free(let address, let count):
      (name, category) = (verb, "buffer")
      details.address = hexadecimal(address)
      details.bytes = count
    case .synchronizeForDevice(let address, let count), .synchronizeForCPU(let address, let count):
      (name, category) = ("sync", "sync")
      details.address = hexadecimal(address)
      details.bytes = count
    case .wait(_, let interrupted):
      (name, category) = ("wait", "wait")
      details.boardMicroseconds = microseconds(event.boardTime.nanoseconds)
      if interrupted {
        traceEvents.append(
          Event(
            name: "interrupt", cat: "interrupt", ph: "i",
            ts: microseconds(start + event.duration.nanoseconds), pid: Process.machine,
            tid: Thread.interrupts, s: "t"))
      }
    // These become intervals.
    case .send, .receive, .end: return
    }
    traceEvents.append(
      Event(
        name: name, cat: category, ph: "X", ts: microseconds(start),
        dur: microseconds(event.duration.nanoseconds), pid: Process.machine, tid: Thread.driver,
        args: details))
  }

  private mutating func add(_ transfer: RecordedTrace.Transfer) {
    var details = Details()
    details.bytes = transfer.sent + transfer.received
    details.text = "\(transfer.sent) bytes to the board, \(transfer.received) from it"
    details.failed = transfer.succeeded ? nil : true
    details.interruptLost = transfer.interruptLost ? true : nil
    details.boardMicroseconds = microseconds(transfer.boardDuration)
    var event = Event(
      name: "transfer", cat: "transfer", ph: "X", ts: microseconds(transfer.start),
      dur: microseconds(transfer.duration), pid: Process.machine,
      tid: Thread.engine(transfer.engine), args: details)
    traceEvents.append(event)
    event.cat = "board"
    event.ts = microseconds(transfer.boardStart)
    event.dur = microseconds(transfer.boardDuration)
    event.pid = Process.board
    traceEvents.append(event)
  }

  private mutating func addNames(_ trace: RecordedTrace, engines: [Int]) {
    name("process_name", "this machine, measured", Process.machine, 0)
    name("process_name", "board, \(trace.clock): \(trace.device)", Process.board, 0)
    name("thread_name", "driver", Process.machine, Thread.driver)
    name("thread_name", "interrupts", Process.machine, Thread.interrupts)
    for engine in engines {
      for process in [Process.machine, Process.board] {
        name("thread_name", "dma\(engine)", process, Thread.engine(engine))
      }
    }
  }

  private mutating func name(_ what: String, _ text: String, _ process: Int, _ thread: Int) {
    var details = Details()
    details.name = text
    traceEvents.append(Event(name: what, ph: "M", pid: process, tid: thread, args: details))
  }

  private func microseconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1000 }

  private func hexadecimal(_ value: UInt64, digits: Int = 8) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
