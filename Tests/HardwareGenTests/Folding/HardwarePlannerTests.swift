// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ProgramSupport
import Testing

@testable import HardwareGen

struct HardwarePlannerTests {
  private func plan(
    _ network: NativeNetwork, _ target: GenerationTarget = .fastest, bram18: Int? = nil,
    dsp: Int? = nil
  ) throws -> HardwarePlan {
    var options = GenerationOptions(board: HardwareBoard.all[0], target: target)
    if let bram18 { options.budget.bram18 = bram18 }
    if let dsp { options.budget.dsp = dsp }
    return try HardwarePlanner(HardwareNetwork(network), options).plan()
  }

  @Test func `LeNet-5 is folded as its shapes suggest`() throws {
    let plan = try plan(DefaultNetwork.native())
    let arrays = plan.foldings.compactMap(\.array).map {
      [$0.taps, $0.chains, $0.expands ? 1 : 0, $0.depth]
    }
    // Memories of five banks and more are beside short chains.
    #expect(
      arrays == [[5, 5, 1, 10], [10, 13, 0, 100], [2, 17, 0, 6000], [2, 1, 0, 1250]])
    #expect(plan.foldings.map(\.outLanes) == [2, 2, 1, 1, 1, 1])
    #expect(plan.timing.period == 6400)
    #expect(plan.resources.dsp == 196)
  }

  @Test(arguments: [7100, 9600, 13_800, 50_000])
  func `a target of cycles is kept, and a slower one costs no more`(cycles: Int) throws {
    let network = try DefaultNetwork.native()
    let plan = try plan(network, .cycles(cycles))
    #expect(plan.timing.period <= cycles)
    let slower = try self.plan(network, .cycles(2 * cycles))
    #expect(slower.resources.dsp <= plan.resources.dsp)
  }

  @Test func `every network finds a place on the board`() throws {
    for network in try TestNetworks.all() {
      let plan = try plan(network)
      #expect(plan.resources.fits(plan.options.budget))
      let chains = plan.foldings.compactMap(\.array).flatMap {
        $0.taps > 1 ? [Int](repeating: $0.taps, count: $0.chains) : []
      }
      let single = plan.resources.dsp - chains.reduce(0, +)
      #expect(DSPPlacement.fits(chains: chains, single: single, in: plan.options.board.part))
    }
  }

  @Test func `a target beyond the part is refused with what fits`() throws {
    let error = #expect(throws: AccelError.self) {
      try plan(DefaultNetwork.native(), .cycles(2500))
    }
    let text = error?.description ?? ""
    #expect(text.contains("layer conv1 takes at least 5760 cycles"), "\(text)")
    #expect(text.contains("ask for 6400 cycles or more"), "\(text)")
    #expect(text.contains("conv2 13 chains of 10"), "\(text)")
  }

  @Test func `a network beyond a budget is refused with the layer and the resource`() throws {
    let network = try DefaultNetwork.native()
    let memory = #expect(throws: AccelError.self) { try plan(network, bram18: 120) }
    #expect(memory?.description.contains("layer ip1 takes at least") == true)
    #expect(memory?.description.contains("RAMB18") == true)
    let multipliers = #expect(throws: AccelError.self) { try plan(network, dsp: 3) }
    #expect(multipliers?.description.contains("DSP48E1") == true)
  }

  @Test func `what joins branches has FIFOs before it`() throws {
    let plan = try plan(TestNetworks.residual())
    for layer in plan.layers where layer.sources.count > 1 {
      #expect(plan.links[layer.index].allSatisfy { $0.fifoDepth > 0 })
    }
    #expect(plan.layers.contains { $0.sources.count > 1 })
  }
}
