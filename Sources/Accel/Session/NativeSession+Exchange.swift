// SPDX-License-Identifier: BSD-3-Clause

extension NativeSession {
  /// Send a packet and hand out its reply.
  ///
  /// - Parameters:
  ///   - payload: bytes behind the header, in whole beats.
  ///   - reply: bytes that have to come back, in whole beats.
  ///   - fill: writes what stands behind the header.
  mutating func exchange(
    _ packet: HardwarePacket, payload: Int, reply replyCount: Int, timeout: BoardTime,
    attempt: String, _ fill: (inout DeviceBuffer) throws(AccelError) -> Void,
    reply: (borrowing DeviceBuffer) throws(AccelError) -> Void
  ) throws(AccelError) {
    let registers = registers
    do throws(AccelError) {
      try link.exchange(
        sending: HardwarePacket.beatBytes + payload, receiving: replyCount, timeout: timeout,
        attempt: attempt
      ) { (buffer) throws(AccelError) in
        try buffer.store(packet.header.span)
        try fill(&buffer)
      } reply: { (buffer, count) throws(AccelError) in
        try registers.checkRefusal(of: packet, buffer, count: count, attempt: attempt)
        guard count == replyCount else {
          throw AccelError(
            .transferFailed, attempt: attempt,
            problem: "the reply ended after \(count) of \(replyCount) bytes (TLAST came early)",
            remedy: "check that the fabric holds the network's design")
        }
        try reply(buffer)
      }
    } catch {
      throw registers.explained(error)
    }
  }
}

extension DesignRegisters {
  /// A refusal is the last beat, behind results if there were images; a result might look like it, so
  /// the status tells.
  fileprivate func checkRefusal(
    of packet: HardwarePacket, _ reply: borrowing DeviceBuffer, count: Int, attempt: String
  ) throws(AccelError) {
    let last = count - HardwarePacket.beatBytes
    guard last >= 0, try reply.words(atByte: last, count: 2) == packet.refusal,
      let objection = try objection()
    else { return }
    throw AccelError(
      .transferFailed, attempt: attempt, problem: "the design refused the packet: \(objection)",
      remedy: "check the memory and the port that the design's DMA uses")
  }

  /// The same failure with what the design had to say about it.
  fileprivate func explained(_ error: AccelError) -> AccelError {
    guard error.code == .timedOut else { return error }
    // A board that does not answer any more has said enough.
    guard let objection = try? objection() else { return error }
    return AccelError(
      error.code, attempt: error.attempt,
      problem: "\(error.problem); the design objects to the packet: \(objection)",
      remedy: error.remedy, systemError: error.systemError)
  }
}
