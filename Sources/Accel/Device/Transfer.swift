// SPDX-License-Identifier: BSD-3-Clause

/// A transfer in flight. It owns both buffers: the CPU cannot touch what the board works on.
///
/// Dropping it without ``wait(_:)`` stops the engine before the memory is freed.
public struct Transfer: ~Copyable, Sendable {
  let device: DeviceHandle
  let window: Window
  var sending: DeviceBuffer
  var receiving: DeviceBuffer

  // Frozen, so that other modules can take both buffers out of it.
  /// What a transfer leaves behind.
  @frozen public struct Completion: ~Copyable, Sendable {
    /// The buffer that was sent.
    public var sent: DeviceBuffer
    /// The buffer that was received into.
    public var received: DeviceBuffer
    /// Bytes that arrived.
    public let receivedCount: Int
    /// How long the board took, by its own clock.
    public let elapsed: BoardTime
    /// Whether the completion had to be found without an interrupt.
    public let interruptLost: Bool
  }

  /// Wait until both directions are complete.
  ///
  /// - Parameter timeout: by the board's clock.
  /// - Throws: ``AccelError``: `transferFailed` with the decoded error, `timedOut`,
  ///   `fabricNotProgrammed`. The engine has been reset then, and the buffers are freed.
  public consuming func wait(_ timeout: BoardTime) throws(AccelError) -> Completion {
    let report = try DriverCalls.wait(device, window, timeout)
    return Completion(
      sent: sending, received: receiving, receivedCount: report.received,
      elapsed: report.elapsed, interruptLost: report.interruptLost)
  }
}
