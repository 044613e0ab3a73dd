// SPDX-License-Identifier: BSD-3-Clause
// Made by Scripts/registers.py from Hardware/registers.json.

/// Registers of a generated design and bits of its packets: offsets in bytes, a field's lowest
/// bit and its mask before the shift. Documented in Docs/Registers.md.
public enum HardwareRegisters {
  /// The window of the DMA engine.
  public enum DMA {
    public static let base: UInt32 = 0x4040_0000
    public static let size: UInt32 = 0x1_0000
  }

  /// The window of the design's own registers, and what they hold.
  public enum Core {
    public static let base: UInt32 = 0x43c0_0000
    public static let size: UInt32 = 0x1_0000
    public static let magic: UInt32 = 0x0
    public static let magicValue: UInt32 = 0x4c43_4341
    public static let version: UInt32 = 0x4
    public static let versionValue: UInt32 = 0x1
    public static let structureLo: UInt32 = 0x8
    public static let structureHi: UInt32 = 0xc
    public static let contentsLo: UInt32 = 0x10
    public static let contentsHi: UInt32 = 0x14
    public static let clockKhz: UInt32 = 0x18
    public static let capabilities: UInt32 = 0x1c
    public static let capabilitiesWideShift: UInt32 = 0
    public static let capabilitiesWideMask: UInt32 = 0x1
    public static let control: UInt32 = 0x20
    public static let controlResetShift: UInt32 = 0
    public static let controlResetMask: UInt32 = 0x1
    public static let controlClearShift: UInt32 = 1
    public static let controlClearMask: UInt32 = 0x1
    public static let status: UInt32 = 0x24
    public static let statusBusyShift: UInt32 = 0
    public static let statusBusyMask: UInt32 = 0x1
    public static let statusErrorShift: UInt32 = 8
    public static let statusErrorMask: UInt32 = 0xff
    public static let statusErrorNone: UInt32 = 0x0
    public static let statusErrorMagic: UInt32 = 0x1
    public static let statusErrorOpcode: UInt32 = 0x2
    public static let statusErrorLayer: UInt32 = 0x3
    public static let statusErrorCount: UInt32 = 0x4
    public static let statusErrorShort: UInt32 = 0x5
    public static let statusErrorLong: UInt32 = 0x6
    public static let layerCount: UInt32 = 0x28
    public static let imageIn: UInt32 = 0x2c
    public static let imageOut: UInt32 = 0x30
    public static let cyclesLo: UInt32 = 0x34
    public static let cyclesHi: UInt32 = 0x38
    public static let images: UInt32 = 0x3c
    public static let layer: UInt32 = 0x100
    public static let layerStride: UInt32 = 0x20
    public static let layerMost: UInt32 = 255
    public static let layerKind: UInt32 = 0x0
    public static let layerKindConvolution: UInt32 = 0x1
    public static let layerKindPooling: UInt32 = 0x2
    public static let layerKindAddition: UInt32 = 0x3
    public static let layerKindOther: UInt32 = 0x4
    public static let layerArray: UInt32 = 0x4
    public static let layerArrayTapsShift: UInt32 = 0
    public static let layerArrayTapsMask: UInt32 = 0xff
    public static let layerArrayChainsShift: UInt32 = 8
    public static let layerArrayChainsMask: UInt32 = 0xff
    public static let layerArrayPerTapShift: UInt32 = 16
    public static let layerArrayPerTapMask: UInt32 = 0xff
    public static let layerArrayExpandShift: UInt32 = 24
    public static let layerArrayExpandMask: UInt32 = 0x1
    public static let layerDepth: UInt32 = 0x8
    public static let layerWords: UInt32 = 0xc
    public static let layerReads: UInt32 = 0x10
    public static let layerBusy: UInt32 = 0x14
    public static let layerStarved: UInt32 = 0x18
    public static let layerBlocked: UInt32 = 0x1c
  }

  /// The first beat of a packet.
  public enum Packet {
    public static let opcodeShift: UInt32 = 0
    public static let opcodeMask: UInt32 = 0xff
    public static let opcodeInfer: UInt32 = 0x1
    public static let opcodeLoad: UInt32 = 0x2
    public static let opcodeRead: UInt32 = 0x3
    public static let layerShift: UInt32 = 8
    public static let layerMask: UInt32 = 0xff
    public static let markShift: UInt32 = 16
    public static let markMask: UInt32 = 0xffff
    public static let markGood: UInt32 = 0xacce
    public static let markBad: UInt32 = 0xbad0
    public static let countShift: UInt32 = 32
    public static let countMask: UInt32 = 0xffff_ffff
  }
}
