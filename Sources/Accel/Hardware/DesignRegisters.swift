// SPDX-License-Identifier: BSD-3-Clause

/// The register window of a generated design. Its device outlives it by the owner's care.
struct DesignRegisters: Sendable {
  private typealias Core = HardwareRegisters.Core

  private let device: DeviceHandle
  private let window: Window

  /// Find the window that begins with the magic number.
  ///
  /// - Returns: `nil` if there is none.
  init?(_ device: DeviceHandle) throws(AccelError) {
    // By address alone a board cannot tell the design's registers from the stream switch of the
    // published overlays, which reads 0 there.
    for kind in [Window.Kind.core, .streamSwitch] {
      var ordinal = 0
      while let window = DriverCalls.findWindow(device, kind, ordinal) {
        let magic = try DriverCalls.read(device, window, Core.magic)
        if magic == .max { throw DesignRegisters.notProgrammed }
        if magic == Core.magicValue {
          (self.device, self.window) = (device, window)
          return
        }
        ordinal += 1
      }
    }
    return nil
  }

  private static var notProgrammed: AccelError {
    DriverCalls.failure(-ErrorNumber.noDevice, "read what design the fabric holds")
  }

  func read(_ offset: UInt32) throws(AccelError) -> UInt32 {
    try DriverCalls.read(device, window, offset)
  }

  func read(low: UInt32, high: UInt32) throws(AccelError) -> UInt64 {
    let low = try read(low)
    return UInt64(try read(high)) << 32 | UInt64(low)
  }

  func read(layer: Int, _ offset: UInt32) throws(AccelError) -> UInt32 {
    try read(Core.layer + UInt32(layer) * Core.layerStride + offset)
  }

  /// Forget half a packet, and every image under way.
  ///
  /// - Throws: ``AccelError`` `timedOut` if the design stays busy.
  func resetCore() throws(AccelError) {
    try DriverCalls.write(device, window, Core.control, 1 << Core.controlResetShift)
    for _ in 0..<DesignRegisters.polls {
      let status = try read(Core.status)
      if status >> Core.statusBusyShift & Core.statusBusyMask == 0 { return }
    }
    throw AccelError(
      .timedOut, attempt: "reset the design", problem: "it stays busy",
      remedy: "load its bitstream again, and check that its clock runs")
  }

  /// A reset takes cycles, and a read takes more than ten of them.
  private static let polls = 10_000

  func clearCounters() throws(AccelError) {
    try DriverCalls.write(device, window, Core.control, 1 << Core.controlClearShift)
  }

  /// What the design objected to in the last packet, if it did, for messages.
  func objection() throws(AccelError) -> String? {
    switch try read(Core.status) >> Core.statusErrorShift & Core.statusErrorMask {
    case Core.statusErrorNone: nil
    case Core.statusErrorMagic: "it did not begin with a header"
    case Core.statusErrorOpcode: "its operation is unknown there"
    case Core.statusErrorLayer: "no layer there holds what it is for"
    case Core.statusErrorCount: "its count does not fit the layer"
    case Core.statusErrorShort: "it ended before its last word"
    case Core.statusErrorLong: "it went on behind its last word"
    case let other: "of error \(other), which this program does not know"
    }
  }
}
