// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild
@testable import HardwareGen

/// What Yosys makes of generated networks, simulated: the golden executor's codes, with the weights
/// and parameters that a bitstream would hold.
@Suite(
  .serialized,
  .enabled(
    if: NetworkSimulation.netlists > 0,
    "SKIPPED netlists: ACCEL_NETLISTS is not set (make rtl-netlist-test sets it)"))
struct NetworkNetlistTests {
  /// What the netlist has beside what was estimated: DSPs exactly, block RAM within 5 %, LUTs within
  /// 20 %.
  @Test(arguments: try TestNetworks.all().prefix(NetworkSimulation.netlists))
  func `netlists with the weights of their files`(network: NativeNetwork) throws {
    var options = GenerationOptions(board: HardwareBoard.all[0], target: .fastest)
    options.holdsContents = true
    let simulation = try NetworkSimulation(network, options)
    let outcome = try simulation.run(contents: true, asNetlist: true)
    #expect(outcome.passed, "\(network.name): \(outcome.output.suffix(400))")
    let made = try #require(outcome.made)
    let plan = simulation.plan
    let estimate = plan.layers.indices.reduce(FabricResources()) {
      $0 + plan.resources(ofLayer: $1)
    }
    print("\(network.name): estimated \(estimate), synthesised \(made)")
    #expect(made.dsp == estimate.dsp)
    #expect(abs(Int(2 * made.bram36) - estimate.bram18) * 20 <= estimate.bram18)
    #expect(abs(made.lut - estimate.luts) * 5 <= made.lut)
  }
}
