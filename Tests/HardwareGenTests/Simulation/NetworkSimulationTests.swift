// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ProgramSupport
import Testing

@testable import HardwareGen

/// Generated networks, simulated: bit for bit what the golden executor gives, with random pauses on
/// every stream, with weights that are loaded and read back, and in as many cycles as was estimated.
@Suite(
  .serialized, .enabled(if: NetworkSimulation.isWanted, NetworkSimulation.skipReason))
struct NetworkSimulationTests {
  private func check(
    _ network: NativeNetwork, _ target: GenerationTarget = .fastest, contents: Bool = false
  ) throws {
    var options = GenerationOptions(board: HardwareBoard.all[0], target: target)
    options.holdsContents = contents
    let simulation = try NetworkSimulation(network, options)
    let outcome = try simulation.run(contents: contents)
    #expect(outcome.passed, "\(network.name): \(outcome.output)")
    let estimate = simulation.plan.timing.period
    let period = try #require(outcome.period)
    print("\(network.name) \(network.format): estimated \(estimate), simulated \(period) cycles")
    #expect(
      abs(estimate - period) * 20 <= period, "\(network.name): \(estimate), not \(period)")
  }

  @Test(arguments: [FixedFormat.fixed8, .fixed16])
  func `odd numbers of channels`(format: FixedFormat) throws {
    try check(TestNetworks.oddChannels(format))
  }

  @Test func strides() throws { try check(TestNetworks.strided()) }

  @Test func padding() throws { try check(TestNetworks.padded()) }

  @Test func averages() throws { try check(TestNetworks.averaged()) }

  @Test func `residual blocks`() throws { try check(TestNetworks.residual()) }

  @Test func concatenations() throws { try check(TestNetworks.concatenated()) }

  @Test(arguments: [FixedFormat.fixed8, .fixed16])
  func `groups of channels`(format: FixedFormat) throws {
    try check(TestNetworks.grouped(format))
  }

  @Test func `a network in the shape of ResNet-8`() throws { try check(TestNetworks.resnet8()) }

  @Test(arguments: [11, 12] as [UInt64])
  func `random networks at a slow pace`(seed: UInt64) throws {
    try check(TestNetworks.random(seed: seed), .cycles(4000))
  }

  @Test func `LeNet-5 at the pace of the routed design`() throws {
    try check(DefaultNetwork.native(), .cycles(12_800))
  }

  @Test func `LeNet-5 with the weights of its files`() throws {
    try check(DefaultNetwork.native(), contents: true)
  }
}
