// SPDX-License-Identifier: BSD-3-Clause

/// How many rows wait before a layer that joins branches, so that no branch holds up another.
struct FIFOSizing {
  let imageRows: Int
  let imageRowCycles: Int

  /// Give every link of a joining layer as few rows as the longest possible FIFOs need for the same
  /// number of cycles an image, but at least one.
  ///
  /// - Returns: the layers with their links' rows, and when their rows come.
  func sized(_ layers: [RowLayer]) -> (layers: [RowLayer], timing: RowTiming.Result)? {
    var layers = layers
    let links = layers.indices.filter { layers[$0].links.count > 1 }
      .flatMap { layer in layers[layer].links.indices.map { (layer: layer, link: $0) } }
    for (layer, link) in links { layers[layer].links[link].rows = FIFOSizing.mostRows }
    guard let best = result(layers) else { return nil }
    for (layer, link) in links {
      // What never waits needs no room.
      layers[layer].links[link].rows = max(1, best.waiting[layer][link])
    }
    let allowed = best.period + best.period / 200
    for (layer, link) in links {
      var (low, high) = (1, layers[layer].links[link].rows)
      while low < high {
        layers[layer].links[link].rows = (low + high) / 2
        let isEnough = result(layers).map { $0.period <= allowed } ?? false
        if isEnough { high = (low + high) / 2 } else { low = (low + high) / 2 + 1 }
      }
      layers[layer].links[link].rows = high
    }
    return result(layers).map { (layers, $0) }
  }

  private static let mostRows = 1 << 20

  private func result(_ layers: [RowLayer]) -> RowTiming.Result? {
    RowTiming.result(layers, imageRows: imageRows, imageRowCycles: imageRowCycles)
  }
}
