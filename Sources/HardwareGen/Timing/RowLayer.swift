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
    /// Cycles in which a row is written.
    let writeCycles: Int

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
  /// `nil` for layers that look at one beat at a time.
  var ring: Ring?

  /// A layer that looks at one beat at a time.
  init(rows: Int, cycles: Int, source: Int) {
    links = [Link(source: source, rows: 0)]
    self.rows = rows
    self.cycles = cycles
  }

  init(_ layer: HardwareLayer, _ folding: LayerFolding, links: [Link]) {
    self.links = links
    let total = layer.cycles(folding)
    guard let geometry = layer.geometry else {
      rows = layer.output.height
      cycles = total.output / rows
      ring = nil
      return
    }
    rows = geometry.output.height
    cycles = max(total.compute, total.output) / rows
    ring = Ring(
      rows: folding.ringRows, paddedHeight: geometry.paddedHeight, padTop: geometry.padTop,
      inputHeight: geometry.input.height, kernelHeight: geometry.kernelHeight,
      stride: geometry.stride, writeCycles: total.input / geometry.paddedHeight)
  }
}
