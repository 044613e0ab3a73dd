// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import HardwareGen
internal import ProgramSupport

/// An estimate for the screen.
struct EstimateTable {
  private let estimate: HardwareEstimate

  init(_ estimate: HardwareEstimate) { self.estimate = estimate }

  var lines: [String] {
    var table = TextTable(header: [
      "layer", "kind", "array", "lanes", "rows", "cycles", "DSP", "RAMB36", "LUT", "FF", "roof",
    ])
    for layer in estimate.layers { table.add(cells(layer)) }
    table.add(
      ["in all", "", "", "", "", "\(estimate.cyclesPerImage)"] + cells(estimate.resources)
        + [Figures.percent(estimate.shareOfRoof)])
    table.add(["budget", "", "", "", "", ""] + cells(estimate.budget))
    return [
      "\(estimate.network) on \(estimate.board) (\(estimate.part)) at "
        + "\(Figures.text(Double(estimate.clockKHz) / 1000)) MHz, estimated", "",
    ] + table.lines + ["", summary]
  }

  private var summary: String {
    "\(Figures.text(estimate.imagesPerSecond)) images a second, "
      + "\(Figures.text(estimate.gigaOperationsPerSecond)) Gop/s, latency "
      + "\(estimate.latencyCycles) cycles"
  }

  private func cells(_ layer: HardwareEstimate.Layer) -> [String] {
    let array = layer.taps.map { taps in
      "\(layer.chains ?? 0)x\(taps)" + (layer.expands == true ? " wide" : "")
    }
    let cycles = max(layer.inputCycles, layer.computeCycles, layer.outputCycles)
    return [
      layer.name, layer.kind, array ?? "",
      layer.inLanes == layer.outLanes ? "\(layer.inLanes)" : "\(layer.inLanes):\(layer.outLanes)",
      layer.ringRows.map { "\($0)" } ?? "", "\(cycles)",
    ] + cells(layer.resources) + [layer.shareOfRoof.map { Figures.percent($0) } ?? ""]
  }

  private func cells(_ resources: FabricResources) -> [String] {
    [
      "\(resources.dsp)", String(format: "%.1f", Double(resources.bram18) / 2),
      "\(resources.luts)", "\(resources.flipFlops)",
    ]
  }
}
