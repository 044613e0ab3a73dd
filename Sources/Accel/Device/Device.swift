// SPDX-License-Identifier: BSD-3-Clause

/// An open board. Closed when it goes out of scope and the last of its buffers is gone.
///
/// May be used from several threads: the driver serialises what reaches the hardware.
public struct Device: ~Copyable, Sendable {
  let handle: DeviceHandle

  /// Open a board.
  ///
  /// - Parameters:
  ///   - locator: which board.
  ///   - trace: where to write down what the device does.
  /// - Throws: ``AccelError``: `invalidLocator` for options that are not understood,
  ///   `deviceNotFound`, `deviceBusy`.
  public init(_ locator: DeviceLocator, trace: DeviceTrace? = nil) throws(AccelError) {
    handle = try DriverCalls.open(locator, trace?.handle)
  }

  /// Take over an open board.
  init(handle: DeviceHandle) {
    self.handle = handle
  }

  /// Open the board that a text such as `"sim:"` locates; see ``DeviceLocator``.
  public init(_ locator: String, trace: DeviceTrace? = nil) throws(AccelError) {
    try self.init(DeviceLocator(locator), trace: trace)
  }

  deinit {
    DriverCalls.close(handle)
  }

  /// The board's name, for people.
  public var name: String { DriverCalls.name(handle) }

  /// How the times that this board reports come about.
  public var clock: BoardClock { DriverCalls.clock(handle) }

  /// What the device has done since it was opened.
  public var statistics: DeviceStatistics { DriverCalls.statistics(handle) }

  /// Allocate contiguous memory that the CPU and the board both reach, zeroed.
  ///
  /// - Parameter byteCount: 1 or more.
  /// - Throws: ``AccelError`` `outOfDeviceMemory`.
  public borrowing func makeBuffer(byteCount: Int) throws(AccelError) -> DeviceBuffer {
    precondition(byteCount > 0, "a buffer has at least one byte")
    return DeviceBuffer(handle: try DriverCalls.allocate(handle, byteCount: byteCount))
  }

  /// The board's first DMA engine.
  ///
  /// - Throws: ``AccelError`` `deviceNotFound` if the board has none.
  public borrowing func dmaEngine() throws(AccelError) -> DMAEngine {
    try DMAEngine(handle)
  }
}
