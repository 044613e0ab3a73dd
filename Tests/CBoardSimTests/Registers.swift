// SPDX-License-Identifier: BSD-3-Clause

/// AXI DMA registers (PG021), offsets of the MM2S channel.
enum DMARegister {
  static let control: UInt32 = 0x00
  static let status: UInt32 = 0x04
  static let currentDescriptor: UInt32 = 0x08
  static let tailDescriptor: UInt32 = 0x10
  static let address: UInt32 = 0x18
  static let length: UInt32 = 0x28
}

/// The channels of an engine, by the offset of their registers.
enum Channel: UInt32, CaseIterable, Sendable {
  case send = 0x00
  case receive = 0x30
}

enum DMAControl {
  static let run: UInt32 = 1 << 0
  static let readsAsOne: UInt32 = 1 << 1
  static let reset: UInt32 = 1 << 2
  static let completionInterrupt: UInt32 = 1 << 12
  static let errorInterrupt: UInt32 = 1 << 14
  static let thresholdOfOne: UInt32 = 1 << 16
  static func threshold(_ packets: UInt32) -> UInt32 { packets << 16 }
}

enum DMAStatus {
  static let halted: UInt32 = 1 << 0
  static let idle: UInt32 = 1 << 1
  static let scatterGather: UInt32 = 1 << 3
  static let internalError: UInt32 = 1 << 4
  static let slaveError: UInt32 = 1 << 5
  static let decodeError: UInt32 = 1 << 6
  static let descriptorInternalError: UInt32 = 1 << 8
  static let descriptorSlaveError: UInt32 = 1 << 9
  static let descriptorDecodeError: UInt32 = 1 << 10
  static let completionInterrupt: UInt32 = 1 << 12
  static let delayInterrupt: UInt32 = 1 << 13
  static let errorInterrupt: UInt32 = 1 << 14
}

/// AXI4-Stream switch registers (PG085) and the ports that the overlays use.
enum SwitchRegister {
  static let control: UInt32 = 0x00
  static func output(_ number: UInt32) -> UInt32 { 0x40 + 4 * number }
  static let off: UInt32 = 0x8000_0000
}

enum SwitchInput {
  static let engine0: UInt32 = 0
  static let core: UInt32 = 2
  static let engine1: UInt32 = 4
}

enum SwitchOutput {
  static let engine0: UInt32 = 0
  static let simpleSum: UInt32 = 1
  static let core: UInt32 = 2
  static let engine1: UInt32 = 5
}

/// Zynq-7000 system control (UG585).
enum SystemControl {
  static let lock: UInt32 = 0x004
  static let lockKey: UInt32 = 0x767b
  static let unlock: UInt32 = 0x008
  static let unlockKey: UInt32 = 0xdf0d
  static let fabricReset: UInt32 = 0x240
  static let holdReset0: UInt32 = 1 << 0
}

/// What the driver's functions return, as errno says.
enum Status {
  static let ioError: Int32 = -5
  static let noMemory: Int32 = -12
  static let noDevice: Int32 = -19
  static let notSupported: Int32 = -95
  static let timedOut: Int32 = -110
}
