// SPDX-License-Identifier: BSD-3-Clause

/// What a device does, written down: register accesses, buffers, transfers, waits and interrupts.
///
/// Give one to ``Device/init(_:trace:)-(DeviceLocator,_)`` and read it whenever you like, also once
/// the device is closed. A device without one runs the code that it would run if traces did not exist.
public final class DeviceTrace: Sendable {
  let handle: TraceHandle

  /// The most events that a trace can keep.
  public static let largestCapacity = TraceCalls.largestCapacity

  /// An empty trace.
  ///
  /// - Parameter capacity: how many events it keeps, 1 to ``largestCapacity``, in 64 bytes each; the
  ///   oldest ones make room for more.
  /// - Throws: ``AccelError``: `valueOutOfRange`, `unavailable` where there is no memory for them.
  public init(capacity: Int = 65_536) throws(AccelError) {
    handle = try TraceCalls.create(capacity)
  }

  deinit {
    TraceCalls.release(handle)
  }

  /// What was kept.
  public struct Contents: Sendable {
    /// In the order in which they ended.
    public let events: [TraceEvent]
    /// How many older ones had to make room.
    public let dropped: UInt64
  }

  /// What has happened so far.
  public func contents() -> Contents {
    TraceCalls.contents(handle)
  }
}
