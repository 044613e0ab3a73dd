// SPDX-License-Identifier: BSD-3-Clause

/// What a generated design says it is. Source: Docs/Registers.md.
public struct DesignIdentity: Sendable, Hashable {
  /// A layer's entry in the table of layers, which follows the stages of the network.
  public struct Layer: Sendable, Hashable {
    /// What a layer computes.
    public enum Kind: UInt32, Sendable, Hashable {
      case convolution = 1
      case pooling = 2
      case addition = 3
      case other = 4
    }

    /// `nil` for a number that this program does not know.
    public let kind: Kind?
    /// DSPs of a chain, chains, output channels of a DSP; 0 without weights.
    public let taps: Int
    public let chains: Int
    public let outputsPerTap: Int
    /// Whether a word holds a window's row.
    public let expands: Bool
    /// Words of a weight memory.
    public let depth: Int
    /// 32-bit words that load the layer, 0 if it holds nothing.
    public let loadCount: Int
    /// 32-bit words that it is read back with.
    public let readCount: Int
  }

  /// Of the registers and packets; the table is empty if this program does not know it.
  public let version: UInt32
  /// As ``NativeNetwork/structureHash``.
  public let structureHash: UInt64
  /// As ``NativeNetwork/contentsHash`` of what the memories held when the fabric was programmed;
  /// 0 if nothing.
  public let contentsHash: UInt64
  /// What the design was made for.
  public let clockKilohertz: Int
  /// Width of its codes.
  public let format: FixedFormat
  /// 64-bit beats of an image, and of a result.
  public let imageBeats: Int
  public let resultBeats: Int
  /// In the order of the network's stages.
  public let layers: [Layer]

  /// Ask a board.
  ///
  /// - Returns: `nil` if its fabric holds no generated design.
  /// - Throws: ``AccelError``: `fabricNotProgrammed`, or `deviceFault` if the board no longer
  ///   answers.
  public init?(_ device: borrowing Device) throws(AccelError) {
    guard let registers = try DesignRegisters(device.handle) else { return nil }
    try self.init(registers)
  }

  init(_ registers: DesignRegisters) throws(AccelError) {
    typealias Core = HardwareRegisters.Core
    version = try registers.read(Core.version)
    structureHash = try registers.read(low: Core.structureLo, high: Core.structureHi)
    contentsHash = try registers.read(low: Core.contentsLo, high: Core.contentsHi)
    clockKilohertz = Int(truncatingIfNeeded: try registers.read(Core.clockKhz))
    let isWide =
      try registers.read(Core.capabilities) >> Core.capabilitiesWideShift
      & Core.capabilitiesWideMask
    format = isWide == 1 ? .fixed16 : .fixed8
    imageBeats = Int(truncatingIfNeeded: try registers.read(Core.imageIn))
    resultBeats = Int(truncatingIfNeeded: try registers.read(Core.imageOut))
    var layers: [Layer] = []
    if version == Core.versionValue {
      let count = min(try registers.read(Core.layerCount), Core.layerMost)
      for index in 0..<Int(count) { layers.append(try Layer(registers, index)) }
    }
    self.layers = layers
  }
}

extension DesignIdentity.Layer {
  fileprivate init(_ registers: DesignRegisters, _ index: Int) throws(AccelError) {
    typealias Core = HardwareRegisters.Core
    kind = Kind(rawValue: try registers.read(layer: index, Core.layerKind))
    let array = try registers.read(layer: index, Core.layerArray)
    taps = Int(array >> Core.layerArrayTapsShift & Core.layerArrayTapsMask)
    chains = Int(array >> Core.layerArrayChainsShift & Core.layerArrayChainsMask)
    outputsPerTap = Int(array >> Core.layerArrayPerTapShift & Core.layerArrayPerTapMask)
    expands = array >> Core.layerArrayExpandShift & Core.layerArrayExpandMask == 1
    depth = Int(truncatingIfNeeded: try registers.read(layer: index, Core.layerDepth))
    loadCount = Int(truncatingIfNeeded: try registers.read(layer: index, Core.layerWords))
    readCount = Int(truncatingIfNeeded: try registers.read(layer: index, Core.layerReads))
  }
}
