// SPDX-License-Identifier: BSD-3-Clause
import ModelImport
import TestSupport
import Testing

@testable import Accel

/// The same session on the real thing: LeNet-5 as the generator writes it, clock by clock.
@Suite(.enabled(if: SimulatedDesign.isThere), .serialized)
struct NativeSessionRTLTests {
  private let network: NativeNetwork

  init() throws {
    let path = SimulatedDesign.networkPath
    guard case .native(let network) = try NetworkFile.network(BinaryFile.read(path), named: path)
    else { throw AccelError(.malformedFile, attempt: "read", problem: path, remedy: "") }
    self.network = network
  }

  private func session(
    _ words: String = "", _ change: (inout SessionOptions) -> Void = { _ in }
  ) throws -> NativeSession {
    var options = SessionOptions()
    // 15 million cycles at 150 MHz.
    options.timeout = .milliseconds(100)
    change(&options)
    let device = try Device("rtl:" + (SimulatedDesign.path ?? "") + words)
    return try NativeSession(device, network, options: options)
  }

  private func codes(images: Int, seed: UInt64) -> [Int32] {
    var random = SeededRandom(seed: seed)
    return (0..<images * network.input.count).map { index in
      // Extremes, noise, and something of a gradient.
      switch index / network.input.count % 3 {
      case 0: Bool.random(using: &random) ? -128 : 127
      case 1: Int32.random(in: -128...127, using: &random)
      default: Int32(index % 256 - 128)
      }
    }
  }

  @Test(
    "Results are the CPU's, bit for bit, whatever pauses the bus makes",
    arguments: ["", ",stalls=1", ",stalls=2,latency=100"])
  func agreesWithCPU(_ options: String) throws {
    var session = try session(options)
    let words = codes(images: 6, seed: 91)
    try session.clearCounters()
    #expect(try session.run(words) == CPUExecutor(network).run(words))
    let counters = try session.counters()
    #expect(counters.images == 6)
    #expect(counters.cycles > 6 * 1000)
    #expect(counters.layers.allSatisfy { $0.busy > 0 })
    #expect(session.recoveries.isEmpty)
    #expect(session.clock == .simulated)
    #expect(session.design.structureHash == network.structureHash)
    #expect(session.design.contentsHash == network.contentsHash)
    try session.close()
  }

  @Test("However a batch is split, the codes are the same")
  func splits() throws {
    let words = codes(images: 3, seed: 92)
    let expected = try CPUExecutor(network).run(words)
    for images in 1...2 {
      var session = try session(",stalls=3") {
        $0.imagesPerTransfer = images
        $0.verifiesLoads = false
      }
      #expect(try session.run(words) == expected)
    }
  }

  @Test("Every layer is replaced and put back in one session, and each is read back")
  func reloads() throws {
    var session = try session(",stalls=4")
    let words = codes(images: 2, seed: 93)
    let other = try shuffled()
    let expected = try CPUExecutor(network).run(words)
    let changed = try CPUExecutor(other).run(words)
    #expect(expected != changed)
    #expect(try session.run(words) == expected)
    try session.replace(with: other)
    #expect(try session.run(words) == changed)
    guard case .convolution(let layer) = network.stages[0].operation else {
      Issue.record("the first stage is no convolution")
      return
    }
    try session.replace(with: network)
    #expect(try session.run(words) == expected)
    try session.reload(
      network.stages[0].name, weights: layer.weights.map { -$0 }, biases: layer.biases,
      multipliers: layer.requantization.multipliers)
    #expect(try session.run(words) != expected)
    #expect(session.recoveries.isEmpty)
  }

  /// Weights, biases and multipliers of each layer in another order of the output channels.
  private func shuffled() throws -> NativeNetwork {
    let stages = network.stages.map { stage in
      guard case .convolution(var layer) = stage.operation else { return stage }
      let size = layer.weights.count / stage.output.channels
      let order = (0..<stage.output.channels).map { ($0 + 3) % stage.output.channels }
      layer.weights = order.flatMap { Array(layer.weights[$0 * size..<($0 + 1) * size]) }
      layer.biases = order.map { layer.biases[$0] }
      layer.requantization.multipliers = order.map { layer.requantization.multipliers[$0] }
      var stage = stage
      stage.operation = .convolution(layer)
      return stage
    }
    return try NativeNetwork(
      name: "shuffled", format: network.format, preprocessing: network.preprocessing,
      input: network.input, inputQuantization: network.inputQuantization, stages: stages)
  }

  @Test(
    "Errors of the memory are decoded and recovered",
    arguments: ["read-slverr", "read-decerr", "write-slverr", "write-decerr"])
  func recovers(_ fault: String) throws {
    var session = try session(",fault=\(fault)@20,stalls=5") { $0.verifiesLoads = true }
    #expect(session.recoveries.map(\.code) == [.transferFailed])
    let says = fault.hasSuffix("slverr") ? "DMASlvErr" : "DMADecErr"
    #expect(session.recoveries.first?.problem.contains(says) == true)
    let words = codes(images: 1, seed: 94)
    #expect(try session.run(words) == CPUExecutor(network).run(words))
  }

  @Test("A network that differs in what is wired is refused, and so is one for the overlays")
  func refusesOthers() throws {
    var stages = network.stages
    guard case .convolution(var layer) = stages[0].operation else {
      Issue.record("the first stage is no convolution")
      return
    }
    layer.requantization.limits = -128...126
    stages[0].operation = .convolution(layer)
    let other = try NativeNetwork(
      name: "other", format: network.format, preprocessing: network.preprocessing,
      input: network.input, inputQuantization: network.inputQuantization, stages: stages)
    let locator = "rtl:" + (SimulatedDesign.path ?? "")
    let error = #expect(throws: AccelError.self) {
      _ = try NativeSession(Device(locator), other).clock
    }
    #expect(error?.code == .unsupportedByOverlay)
    #expect(error?.description.contains("holds another network") == true)
    let overlay = #expect(throws: AccelError.self) {
      _ = try Session(Device(locator), FullSizeNetwork.lenet5()).clock
    }
    #expect(overlay?.description.contains("generated design") == true)
  }
}
