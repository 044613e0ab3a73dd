// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// What the model of time has to know of a layer: its rows, and how long each takes.
struct RowLayer: Sendable {
  /// How rows of windows come about.
  struct Ring: Sendable {
    let rows: Int
    let paddedHeight: Int
    let padTop: Int
    let inputHeight: Int
    let kernelHeight: Int
    let stride: Int
    /// Cycles in which a row of the image is written, and one of padding alone.
    let writeCycles: Int
    let padCycles: Int

    /// Rows that are given back behind a row of results.
    var step: Int { min(stride, kernelHeight) }

    /// Of the first so many rows of an image, those that windows need: others are not kept.
    func kept(of rows: Int, windows: Int) -> Int {
      let reached = min(rows, (windows - 1) * stride + kernelHeight)
      guard stride > kernelHeight else { return reached }
      return reached / stride * kernelHeight + min(reached % stride, kernelHeight)
    }
  }

  /// Where rows come from: an index of a layer, -1 for the image; and how many rows wait in between,
  /// 0 if none do.
  struct Link: Sendable, Hashable {
    let source: Int
    var rows: Int
  }

  var links: [Link]
  /// Of results for one image.
  let rows: Int
  /// Cycles in which a row of results is made.
  let cycles: Int
  /// Cycles from there to where the next layer sees it.
  let latency: Int
  /// Beats of a row of results.
  var beats: Int
  /// Beats that it makes before anybody takes them.
  var ahead: Int
  /// `nil` for layers that look at one beat at a time.
  var ring: Ring?

  /// A layer that looks at one beat at a time.
  init(rows: Int, cycles: Int, source: Int) {
    links = [Link(source: source, rows: 0)]
    self.rows = rows
    self.cycles = cycles
    latency = 0
    beats = cycles
    ahead = 0
  }

  /// - Parameter converterCycles: in which an image passes the converters before the layer.
  init(
    _ layer: HardwareLayer, _ folding: LayerFolding, links: [Link], converterCycles: Int
  ) {
    self.links = links
    let total = layer.cycles(folding)
    latency = RowLayer.latency(layer, folding)
    guard let geometry = layer.geometry else {
      rows = layer.output.height
      cycles = max(total.output, converterCycles) / rows
      beats = cycles
      ahead = 0
      ring = nil
      return
    }
    rows = geometry.output.height
    beats = total.output / rows
    ahead = RowLayer.ahead(layer)
    cycles = max(total.compute, total.output) / rows
    let own = total.input / geometry.paddedHeight
    // While columns of padding are written, nothing leaves a converter.
    let padding = (geometry.paddedWidth - geometry.input.width) * own / geometry.paddedWidth
    ring = Ring(
      rows: folding.ringRows, paddedHeight: geometry.paddedHeight, padTop: geometry.padTop,
      inputHeight: geometry.input.height, kernelHeight: geometry.kernelHeight,
      stride: geometry.stride,
      writeCycles: max(own, converterCycles / geometry.input.height + padding), padCycles: own)
  }

  /// Beats in the FIFOs of `accel_requant` and of `accel_average_pool`.
  static let roomForResults = 32

  private static func ahead(_ layer: HardwareLayer) -> Int {
    switch layer.operation {
    case .convolution, .averagePooling: roomForResults
    case .maxPooling, .addition, .concatenation, .clamp: 0
    }
  }

  /// As the modules' descriptions have it.
  private static func latency(_ layer: HardwareLayer, _ folding: LayerFolding) -> Int {
    switch layer.operation {
    case .convolution:
      30
        + (folding.array.map { array in
          array.taps + 2 * array.chains + (WeightMemory.banks(array) > 1 ? 2 : 0)
        } ?? 0)
    case .maxPooling(let geometry): 8 + geometry.kernelHeight * geometry.kernelWidth
    case .averagePooling(let geometry, _, _): 18 + geometry.kernelHeight * geometry.kernelWidth
    case .addition: 9
    case .concatenation, .clamp: 1
    }
  }
}
