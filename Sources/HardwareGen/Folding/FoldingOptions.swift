// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension HardwareLayer {
  /// Beats of more channels than that need wiring that no layer is worth.
  static let mostLanes = 8

  /// Numbers of channels that a beat of the layer's input may hold, the least first.
  var laneChoices: [Int] {
    let channels: [Int]
    if case .concatenation(let each) = operation {
      channels = each
    } else {
      channels = [input.channels]
    }
    return (1...HardwareLayer.mostLanes).filter { lanes in
      channels.allSatisfy { $0 % lanes == 0 }
    }
  }

  /// Foldings that no other is better than.
  func options(_ part: FabricPart) -> [FoldingOption] {
    let foldings: [LayerFolding]
    switch operation {
    case .convolution(let layer, let geometry):
      let all = arrays(layer, geometry)
      let near = all.filter(WeightMemory.isNear).flatMap { arrayFoldings($0, geometry) }
      foldings = near.isEmpty ? all.flatMap { arrayFoldings($0, geometry) } : near
    default:
      foldings = laneChoices.map { lanes in
        LayerFolding(inLanes: lanes, outLanes: lanes, ringRows: geometry?.ringRows ?? 0)
      }
    }
    return undominated(
      foldings.map { folding in
        FoldingOption(
          folding: folding, cycles: cycles(folding).bottleneck,
          resources: LayerCost(self, folding).resources,
          chains: folding.array.map { DSPChains(length: $0.taps, count: $0.chains) } ?? DSPChains())
      }, part)
  }

  /// Arrays with no more chains than their number of passes needs.
  private func arrays(
    _ layer: NativeNetwork.Convolution, _ geometry: WindowGeometry
  ) -> [ArrayLayout] {
    let format: FixedFormat = inputBits == 8 ? .fixed8 : .fixed16
    let pairs = format == .fixed8 ? (output.channels + 1) / 2 : output.channels
    let most = min(pairs, WeightMemory.mostChains)
    let counts = (1...most).filter { count in
      count == 1 || (pairs - 1) / count != (pairs - 1) / (count - 1)
    }
    return (geometry.kernelWidth > 1 ? [false, true] : [false]).flatMap { expands in
      ArrayLayout.tapRange.flatMap { taps in
        counts.map { chains in
          ArrayLayout(
            layer, input: input, outputs: output.channels, format: format, taps: taps,
            chains: chains, expands: expands)
        }
      }
    }
  }

  private func arrayFoldings(
    _ array: ArrayLayout, _ geometry: WindowGeometry
  ) -> [LayerFolding] {
    guard array.taps <= array.groupElements, array.depth <= WeightMemory.deepest else { return [] }
    let outLanes = [1, 2].filter { lanes in
      lanes <= array.outputsPerTap && output.channels % lanes == 0
        && array.chains * (array.outputsPerTap / lanes) <= array.steps
    }
    return outLanes.flatMap { out in
      laneChoices.map { lanes in
        LayerFolding(
          inLanes: lanes, outLanes: out, ringRows: geometry.ringRows, array: array)
      }
    }
  }

  private func undominated(_ options: [FoldingOption], _ part: FabricPart) -> [FoldingOption] {
    // Whoever dominates has no greater weight, and so comes first.
    let weights = options.map { $0.resources.weight(in: part.resources) }
    let order = options.indices.sorted {
      (options[$0].cycles, weights[$0], $0) < (options[$1].cycles, weights[$1], $1)
    }
    var kept: [FoldingOption] = []
    for index in order {
      let option = options[index]
      if !kept.contains(where: { option.isDominated(by: $0) }) { kept.append(option) }
    }
    return kept
  }
}
