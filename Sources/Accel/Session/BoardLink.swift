// SPDX-License-Identifier: BSD-3-Clause

/// A board that answers each message with a reply, and the two buffers that they pass through.
struct BoardLink: ~Copyable {
  let device: Device
  let engine: DMAEngine
  /// `nil` while there is none, or while a failed transfer has taken it down.
  private var sendBuffer: Optional<DeviceBuffer>
  private var receiveBuffer: Optional<DeviceBuffer>

  init(_ device: consuming Device, _ engine: DMAEngine) {
    self.engine = engine
    sendBuffer = nil
    receiveBuffer = nil
    self.device = device
  }

  func resetEngine() throws(AccelError) {
    try engine.reset(on: device)
  }

  /// Send a message and look at its reply.
  ///
  /// - Parameters:
  ///   - sendCount: bytes of the message.
  ///   - receiveCount: most bytes of the reply.
  ///   - fill: writes the whole message into the buffer.
  ///   - reply: gets the reply and how many bytes of it came.
  mutating func exchange(
    sending sendCount: Int, receiving receiveCount: Int, timeout: BoardTime, attempt: String,
    _ fill: (inout DeviceBuffer) throws(AccelError) -> Void,
    reply: (borrowing DeviceBuffer, Int) throws(AccelError) -> Void
  ) throws(AccelError) {
    var sending = try buffer(sendBuffer.take(), holding: sendCount)
    let receiving = try buffer(receiveBuffer.take(), holding: receiveCount)
    try fill(&sending)
    do throws(AccelError) {
      let transfer = try engine.start(
        on: device, sending: sending, sendCount: sendCount, receiving: receiving,
        receiveCount: receiveCount)
      let completion = try transfer.wait(timeout)
      try reply(completion.received, completion.receivedCount)
      keep(completion)
    } catch {
      throw error.during(attempt)
    }
  }

  /// The buffer if it is large enough, or a new one.
  private func buffer(
    _ old: consuming DeviceBuffer?, holding byteCount: Int
  ) throws(AccelError) -> DeviceBuffer {
    if let old {
      if old.byteCount >= byteCount { return old }
    }
    return try device.makeBuffer(byteCount: byteCount)
  }

  private mutating func keep(_ completion: consuming Transfer.Completion) {
    let sent = completion.sent
    let received = completion.received
    sendBuffer = consume sent
    receiveBuffer = consume received
  }
}
