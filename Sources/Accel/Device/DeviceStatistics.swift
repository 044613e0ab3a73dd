// SPDX-License-Identifier: BSD-3-Clause

/// What a device has done since it was opened.
public struct DeviceStatistics: Sendable, Hashable {
  /// 32-bit loads from register windows.
  public internal(set) var registerReads: UInt64 = 0
  /// 32-bit stores to register windows.
  public internal(set) var registerWrites: UInt64 = 0
  /// Transfers started, one for a send and its reply together.
  public internal(set) var transfers: UInt64 = 0
  /// Transfers that ended in an error or at their deadline.
  public internal(set) var failedTransfers: UInt64 = 0
  /// Resets of the DMA engine and of the fabric.
  public internal(set) var resets: UInt64 = 0
  /// Transfers that were found complete although no interrupt came.
  public internal(set) var lostInterrupts: UInt64 = 0
  /// Bytes sent (MM2S) by transfers that succeeded.
  public internal(set) var bytesToDevice: UInt64 = 0
  /// Bytes received (S2MM) by transfers that succeeded.
  public internal(set) var bytesFromDevice: UInt64 = 0
  /// Bytes that caches were cleaned or invalidated for.
  public internal(set) var bytesSynchronized: UInt64 = 0
  /// Time that the CPU waited, by the board's clock.
  public internal(set) var boardTime = BoardTime(nanoseconds: 0)
  /// Wall-clock time inside register accesses and waits; on a simulated board, the simulation.
  public internal(set) var boardWallTime = BoardTime(nanoseconds: 0)
  /// Wall-clock time in cache maintenance.
  public internal(set) var synchronizationWallTime = BoardTime(nanoseconds: 0)
}
