// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A network's layers, folded, and the streams between them.
struct HardwarePlan: Sendable {
  /// What lies between a layer and what it takes.
  struct Link: Sendable, Hashable {
    /// A layer, or -1 for the image.
    let source: Int
    /// Channels of a beat at both ends.
    let fromLanes: Int
    let toLanes: Int
    /// Beats of the layer's that wait; 0 without a FIFO.
    var fifoDepth = 0
  }

  let network: HardwareNetwork
  let options: GenerationOptions
  /// One for each layer.
  let foldings: [LayerFolding]
  /// For each layer, one for each input.
  let links: [[Link]]
  /// Channels of a beat of the image.
  let imageLanes: Int
  let timing: RowTiming.Result
  /// The target that the layers were folded for.
  let targetCycles: Int

  var layers: [HardwareLayer] { network.layers }

  /// Channels of a beat that a source gives.
  func lanes(of source: Int) -> Int { source < 0 ? imageLanes : foldings[source].outLanes }

  /// Everything, with what the design has beside the layers.
  var resources: FabricResources {
    layers.indices.reduce(DesignCost.shell) { $0 + resources(ofLayer: $1) }
  }

  /// Of a layer, and of what lies before it.
  func resources(ofLayer index: Int) -> FabricResources {
    let layer = layers[index]
    return links[index].reduce(LayerCost(layer, foldings[index]).resources) { sum, link in
      sum
        + LinkCost(link, bits: layer.inputBits, takers: network.takers(of: link.source).count)
        .resources
    }
  }
}
