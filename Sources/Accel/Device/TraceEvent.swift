// SPDX-License-Identifier: BSD-3-Clause

/// Something that a device did; see ``DeviceTrace``.
public struct TraceEvent: Sendable, Hashable {
  /// What it was. Addresses are those that the board's DMA engines are given, counts are of bytes.
  public enum Kind: Sendable, Hashable {
    /// A register was loaded or stored.
    case read(Register, value: UInt32)
    case write(Register, value: UInt32)
    /// A buffer came or went.
    case allocate(address: UInt64, byteCount: Int)
    case free(address: UInt64, byteCount: Int)
    /// A range of a buffer was made visible to the board, or to the CPU.
    case synchronizeForDevice(address: UInt64, byteCount: Int)
    case synchronizeForCPU(address: UInt64, byteCount: Int)
    /// A transfer begins: so much is to be sent (MM2S), or may be received (S2MM).
    case send(engine: Int, address: UInt64, byteCount: Int)
    case receive(engine: Int, address: UInt64, byteCount: Int)
    /// The CPU slept until the engine's interrupt came, or in vain.
    case wait(engine: Int, interrupted: Bool)
    /// The transfer is over; so much has arrived.
    case end(engine: Int, received: Int, interruptLost: Bool)
  }

  /// A register of a board.
  public struct Register: Sendable, Hashable {
    /// What it belongs to: "dma0", "switch0", "slcr" or "core".
    public let window: String
    /// As PG021, PG085, UG585 or Docs/Registers.md call it, for example "MM2S_DMASR"; its offset
    /// where they have no name for it.
    public let name: String
    /// Bytes from the start of the window.
    public let offset: UInt32
  }

  public let kind: Kind
  /// When it began, by a clock of this machine that never goes back (`CLOCK_MONOTONIC`).
  public let start: BoardTime
  /// How long it took, by that clock.
  public let duration: BoardTime
  /// How long a wait, or all waits of a transfer that ended, took by the board's own clock;
  /// otherwise 0.
  public let boardTime: BoardTime
  /// Whether it did what it was to do. A wait without an interrupt did.
  public let succeeded: Bool
  /// What happened, without times: `read    dma0 MM2S_DMASR = 0x00000001`.
  public let description: String
}

extension TraceEvent: CustomStringConvertible {}
