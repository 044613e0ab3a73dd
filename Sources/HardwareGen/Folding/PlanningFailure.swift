// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Says which layer and which resource a network breaks on, and what would fit.
struct PlanningFailure {
  let network: HardwareNetwork
  let options: GenerationOptions
  /// Of each layer.
  private let foldings: [[FoldingOption]]

  init(network: HardwareNetwork, options: GenerationOptions, options foldings: [[FoldingOption]]) {
    self.network = network
    self.options = options
    self.foldings = foldings
  }

  private var attempt: String {
    "fit \(network.network.name) on \(options.board.name)"
  }

  /// No folding at all fits.
  func noRoom() -> AccelError {
    let kinds: [(name: String, path: KeyPath<FabricResources, Int>)] = [
      ("DSP48E1", \.dsp), ("RAMB18", \.bram18), ("LUT", \.luts), ("FF", \.flipFlops),
    ]
    for kind in kinds {
      let least = foldings.map { $0.map { $0.resources[keyPath: kind.path] }.min() ?? 0 }
      let total = least.reduce(DesignCost.shell[keyPath: kind.path], +)
      let allowed = options.budget[keyPath: kind.path]
      guard total > allowed, let worst = least.indices.max(by: { least[$0] < least[$1] }) else {
        continue
      }
      return AccelError(
        .unavailable, attempt: attempt,
        problem: "layer \(network.layers[worst].name) takes at least \(least[worst]) \(kind.name), "
          + "all layers \(total), and there are \(allowed)",
        remedy: "use a smaller network or a larger budget")
    }
    return AccelError(
      .unavailable, attempt: attempt,
      problem: "no folding of its layers keeps to all budgets at once",
      remedy: "use a smaller network or larger budgets")
  }

  /// It fits, but is too slow.
  func missed(_ wanted: Int, fastest: HardwarePlan) -> AccelError {
    let period = fastest.timing.period
    let (layer, reason) = limit(wanted)
    return AccelError(
      .unavailable, attempt: "\(attempt) at \(wanted) cycles an image",
      problem: "layer \(layer) \(reason)",
      remedy: "ask for \(period) cycles or more; \(fastest.foldingText)")
  }

  /// The layer that breaks a target, and on what.
  private func limit(_ wanted: Int) -> (layer: String, reason: String) {
    let layers = network.layers
    for layer in layers {
      let least = foldings[layer.index].map(\.cycles).min() ?? 0
      if least > wanted { return (layer.name, "takes at least \(least) cycles") }
    }
    // Where each takes as little as it can at that pace, who takes most of what is too scarce?
    let allowed = foldings.map { $0.filter { $0.cycles <= wanted } }
    let kinds: [(name: String, path: KeyPath<FabricResources, Int>)] = [
      ("DSP48E1", \.dsp), ("RAMB18", \.bram18), ("LUT", \.luts), ("FF", \.flipFlops),
    ]
    var worst = (share: 0.0, layer: 0, reason: "")
    for kind in kinds {
      let least = allowed.map { $0.map { $0.resources[keyPath: kind.path] }.min() ?? 0 }
      let total = least.reduce(DesignCost.shell[keyPath: kind.path], +)
      let budget = options.budget[keyPath: kind.path]
      guard let layer = least.indices.max(by: { least[$0] < least[$1] }) else { continue }
      let share = Double(total) / Double(max(budget, 1))
      let reason =
        "then takes at least \(least[layer]) \(kind.name), all layers \(total), and there are "
        + "\(budget)"
      if share > worst.share { worst = (share, layer, reason) }
    }
    if worst.share <= 1 {
      return (layers[worst.layer].name, "cannot be that fast together with the others")
    }
    return (layers[worst.layer].name, worst.reason)
  }
}

extension HardwarePlan {
  /// For messages: what the arrays are.
  var foldingText: String {
    let arrays = layers.compactMap { layer in
      foldings[layer.index].array.map { "\(layer.name) \($0.chains) chains of \($0.taps)" }
    }
    return "that is " + arrays.joined(separator: ", ")
  }
}
