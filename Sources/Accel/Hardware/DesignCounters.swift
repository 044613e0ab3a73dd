// SPDX-License-Identifier: BSD-3-Clause

/// What a generated design counted since its counters were cleared.
public struct DesignCounters: Sendable, Hashable {
  /// A layer's cycles. 32 bits count them, from 0 again after 2^32: 43 s at 100 MHz.
  public struct Layer: Sendable, Hashable {
    /// Of the layer in the network.
    public let name: String
    /// Cycles in which it computed.
    public let busy: UInt32
    /// Cycles in which it waited for input.
    public let starved: UInt32
    /// Cycles in which it waited for whoever takes its results.
    public let blocked: UInt32
  }

  /// Clock cycles, whatever happened in them.
  public let cycles: UInt64
  /// Results that left, modulo 2^32.
  public let images: UInt32
  /// In the order of the network's stages.
  public let layers: [Layer]

  init(_ registers: DesignRegisters, _ network: NativeNetwork) throws(AccelError) {
    typealias Core = HardwareRegisters.Core
    cycles = try registers.read(low: Core.cyclesLo, high: Core.cyclesHi)
    images = try registers.read(Core.images)
    var layers: [Layer] = []
    for (index, stage) in network.stages.enumerated() {
      layers.append(
        Layer(
          name: stage.name, busy: try registers.read(layer: index, Core.layerBusy),
          starved: try registers.read(layer: index, Core.layerStarved),
          blocked: try registers.read(layer: index, Core.layerBlocked)))
    }
    self.layers = layers
  }
}
