// SPDX-License-Identifier: BSD-3-Clause

/// An AXI DMA engine of a board: one transfer at a time.
public struct DMAEngine: Sendable {
  // The device outlives this value only by its owner's care, so nothing public can reach it without
  // borrowing the device again; see `start(on:...)`.
  let window: Window
  /// Longest transfer in bytes, from the width of the engine's LENGTH registers.
  public let largestTransfer: Int

  init(_ device: DeviceHandle) throws(AccelError) {
    guard let window = DriverCalls.findWindow(device, .dma, 0) else {
      throw AccelError(
        .deviceNotFound, attempt: "find a DMA engine", problem: "the board has none",
        remedy: "load an overlay with an AXI DMA")
    }
    self.window = window
    self.largestTransfer = try DriverCalls.largestTransfer(device, window)
  }

  /// Reset both directions, and start them again. A running transfer fails.
  ///
  /// - Throws: ``AccelError``: `fabricNotProgrammed`, `timedOut` if the engine does not react.
  public func reset(on device: borrowing Device) throws(AccelError) {
    try DriverCalls.resetDMA(device.handle, window)
  }

  /// Send the first bytes of one buffer while receiving into another, both of which belong to the
  /// board until ``Transfer/wait(_:)`` hands them back.
  ///
  /// - Parameters:
  ///   - device: the board that the engine belongs to.
  ///   - sending: what is sent, in front.
  ///   - sendCount: bytes to send, a multiple of 4, at most ``largestTransfer``.
  ///   - receiving: where the reply goes, in front.
  ///   - receiveCount: most bytes to receive, likewise; fewer may come.
  /// - Throws: ``AccelError``: `deviceBusy`, `valueOutOfRange`, `fabricNotProgrammed`,
  ///   `deviceFault`. The buffers are freed then.
  public func start(
    on device: borrowing Device, sending: consuming DeviceBuffer, sendCount: Int,
    receiving: consuming DeviceBuffer, receiveCount: Int
  ) throws(AccelError) -> Transfer {
    precondition(sendCount >= 0 && receiveCount >= 0, "counts are not negative")
    try DriverCalls.submit(
      device.handle, window, sending: sending.handle, sendCount: sendCount,
      receiving: receiving.handle, receiveCount: receiveCount)
    return Transfer(
      device: device.handle, window: window, sending: sending, receiving: receiving)
  }
}
