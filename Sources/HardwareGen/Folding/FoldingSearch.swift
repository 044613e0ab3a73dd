// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Chooses a folding for every layer: the cheapest with which no layer takes longer than a target.
struct FoldingSearch {
  let layers: [HardwareLayer]
  let part: FabricPart
  /// What the layers may take.
  let budget: FabricResources
  /// For each layer.
  let options: [[FoldingOption]]

  init(_ layers: [HardwareLayer], part: FabricPart, budget: FabricResources) {
    self.layers = layers
    self.part = part
    self.budget = budget
    options = layers.map { $0.options(part) }
  }

  /// No layer can be faster than that, whatever it is given.
  var leastCycles: Int {
    options.map { $0.map(\.cycles).min() ?? 0 }.max() ?? 0
  }

  /// Every number of cycles at which a layer's choice changes, the least first.
  var targets: [Int] {
    let least = leastCycles
    return Set(options.joined().map(\.cycles)).filter { $0 >= least }.sorted()
  }

  /// The cheapest choice at a target, or `nil` if none has room.
  func choice(cycles: Int) -> [FoldingOption]? {
    var front = [Draft()]
    for each in options {
      let allowed = each.filter { $0.cycles <= cycles }
      let drafts = front.flatMap { draft in
        allowed.map { draft.adding($0, budget) }
      }
      front = cheapest(
        drafts.filter { $0.resources.fits(budget) && $0.chains.longest <= part.dspRuns })
    }
    return front.first { $0.chains.isPlaceable(in: part, dsp: $0.resources.dsp) }?.chosen
  }

  /// The least target for which there is a choice, at or above a number of cycles.
  func fastest(from cycles: Int = 0) -> (cycles: Int, chosen: [FoldingOption])? {
    let targets = targets.filter { $0 >= cycles }
    var (low, high) = (0, targets.count)
    var best: (cycles: Int, chosen: [FoldingOption])?
    while low < high {
      let middle = (low + high) / 2
      if let chosen = choice(cycles: targets[middle]) {
        best = (targets[middle], chosen)
        high = middle
      } else {
        low = middle + 1
      }
    }
    return best
  }

  // MARK: partial choices

  private struct Draft {
    var chosen: [FoldingOption] = []
    var resources = FabricResources()
    var chains = DSPChains()
    /// Shares of the budget.
    var weight = 0.0

    func adding(_ option: FoldingOption, _ budget: FabricResources) -> Draft {
      var draft = self
      draft.chosen.append(option)
      draft.resources += option.resources
      draft.chains = chains + option.chains
      draft.weight = draft.resources.weight(in: budget)
      return draft
    }

    func isDominated(by other: Draft) -> Bool {
      other.resources.fits(resources) && other.chains.longest <= chains.longest
        && other.chains.tiles <= chains.tiles
    }
  }

  /// Enough to find a choice where one resource is scarce and others are not.
  private static let mostDrafts = 48

  private func cheapest(_ drafts: [Draft]) -> [Draft] {
    let order = drafts.indices.sorted {
      (drafts[$0].weight, $0) < (drafts[$1].weight, $1)
    }
    var kept: [Draft] = []
    for index in order where kept.count < FoldingSearch.mostDrafts {
      let draft = drafts[index]
      if !kept.contains(where: { draft.isDominated(by: $0) }) { kept.append(draft) }
    }
    return kept
  }
}
