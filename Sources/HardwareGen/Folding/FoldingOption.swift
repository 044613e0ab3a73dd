// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A folding of a layer, and what it costs.
struct FoldingOption: Sendable, Hashable {
  var folding: LayerFolding
  /// Of the layer's bottleneck.
  var cycles: Int
  var resources: FabricResources
  /// Lengths of cascades of DSPs.
  var chains: DSPChains = DSPChains()

  /// Whether another does as much with no more of anything, and is as fast.
  func isDominated(by other: FoldingOption) -> Bool {
    other.cycles <= cycles && other.resources.fits(resources)
      && other.chains.longest <= chains.longest && other.chains.tiles <= chains.tiles
  }
}

/// Cascades of DSPs of a layer or of several, as far as finding places for them goes.
struct DSPChains: Sendable, Hashable {
  /// Those of three or more tiles: a run has room for one.
  var longest = 0
  /// In all.
  var tiles = 0
  /// DSPs of each cascade.
  var lengths: [Int] = []

  init() {}

  init(length: Int, count: Int) {
    guard length > 1 else { return }
    let each = (length + 1) / 2
    longest = each >= 3 ? count : 0
    tiles = each * count
    lengths = [Int](repeating: length, count: count)
  }

  static func + (left: DSPChains, right: DSPChains) -> DSPChains {
    var sum = left
    sum.longest += right.longest
    sum.tiles += right.tiles
    sum.lengths += right.lengths
    return sum
  }

  func isPlaceable(in part: FabricPart, dsp: Int) -> Bool {
    longest <= part.dspRuns
      && DSPPlacement.fits(chains: lengths, single: dsp - lengths.reduce(0, +), in: part)
  }
}
