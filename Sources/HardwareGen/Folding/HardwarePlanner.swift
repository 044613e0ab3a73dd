// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// From a network and what is wanted of it to a plan.
struct HardwarePlanner {
  let network: HardwareNetwork
  let options: GenerationOptions
  private let search: FoldingSearch

  init(_ network: HardwareNetwork, _ options: GenerationOptions) {
    self.network = network
    self.options = options
    let shell = DesignCost.shell
    // What is left for the layers.
    let budget = FabricResources(
      dsp: options.budget.dsp - shell.dsp, bram18: options.budget.bram18 - shell.bram18,
      luts: options.budget.luts - shell.luts, flipFlops: options.budget.flipFlops - shell.flipFlops)
    search = FoldingSearch(network.layers, part: options.board.part, budget: budget)
  }

  /// - Throws: `AccelError` `unavailable` naming the layer and the resource if nothing fits.
  func plan() throws(AccelError) -> HardwarePlan {
    switch options.target {
    case .fastest: return try fastestPlan(from: 0)
    case .cycles(let wanted):
      // The cheapest at the target, or the fastest that there is, for the message.
      guard wanted >= search.leastCycles, let chosen = search.choice(cycles: wanted),
        let plan = plan(chosen, target: wanted), plan.timing.period <= wanted
      else { return try plan(near: wanted) }
      return plan
    }
  }

  /// A target that a plan misses by the time between its rows is aimed at a little lower.
  private func plan(near wanted: Int) throws(AccelError) -> HardwarePlan {
    for percent in stride(from: 99, through: 90, by: -1) {
      let target = wanted * percent / 100
      guard target >= search.leastCycles, let chosen = search.choice(cycles: target) else { break }
      if let plan = plan(chosen, target: target), plan.timing.period <= wanted { return plan }
    }
    let fastest = try fastestPlan(from: 0)
    throw PlanningFailure(network: network, options: options, options: search.options)
      .missed(wanted, fastest: fastest)
  }

  private func fastestPlan(from cycles: Int) throws(AccelError) -> HardwarePlan {
    var least = cycles
    while let (target, chosen) = search.fastest(from: least) {
      if let plan = plan(chosen, target: target) { return plan }
      // FIFOs and converters did not fit: a little slower, with a little less.
      least = target + max(1, target / 50)
    }
    throw PlanningFailure(network: network, options: options, options: search.options).noRoom()
  }

  // MARK: streams

  /// `nil` if FIFOs and converters do not fit.
  private func plan(_ chosen: [FoldingOption], target: Int) -> HardwarePlan? {
    var lanes = LaneChoice(network: network, foldings: chosen.map(\.folding), target: target)
    lanes.adopt()
    let layers = network.layers.map { layer in
      RowLayer(
        layer, lanes.foldings[layer.index],
        links: layer.sources.map { RowLayer.Link(source: $0, rows: 0) },
        converterCycles: lanes.converterCycles(layer, lanes.foldings[layer.index]))
    }
    let input = network.network.input
    let sizing = FIFOSizing(
      imageRows: input.height, imageRowCycles: input.width * input.channels / lanes.imageLanes)
    guard let (sized, timing) = sizing.sized(layers) else { return nil }
    let plan = HardwarePlan(
      network: network, options: options, foldings: lanes.foldings,
      links: network.layers.map { layer in
        layer.sources.indices.map { link(layer, $0, sized[layer.index].links[$0], lanes) }
      }, imageLanes: lanes.imageLanes, timing: timing, targetCycles: target)
    return plan.resources.fits(options.budget) ? plan : nil
  }

  private func link(
    _ layer: HardwareLayer, _ input: Int, _ sized: RowLayer.Link, _ lanes: LaneChoice
  ) -> HardwarePlan.Link {
    let source = layer.sources[input]
    let shape = network.network.shape(of: source)
    let to = lanes.foldings[layer.index].inLanes
    let beats = shape.width * shape.channels / to * sized.rows
    return HardwarePlan.Link(
      source: source, fromLanes: lanes.lanes(of: source), toLanes: to,
      fifoDepth: sized.rows == 0 ? 0 : max(beats, 2))
  }
}
