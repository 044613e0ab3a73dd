// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Accel

/// Designs that are not the network's are told apart before anything is sent.
struct NativeSessionIdentityTests {
  private typealias Core = HardwareRegisters.Core

  private func refusal(
    _ network: NativeNetwork, _ spoil: (PlayedDesign) -> Void
  ) throws -> AccelError? {
    let design = PlayedDesign(network)
    spoil(design)
    let error = #expect(throws: AccelError.self) {
      _ = try NativeSession(design.device(), network).clock
    }
    #expect(design.takeText().isEmpty, "nothing was sent")
    return error
  }

  @Test("A board that is known by addresses alone is the same")
  func byAddress() throws {
    let network = try PlayedDesign.chain(seed: 61)
    let design = PlayedDesign(network)
    var session = try NativeSession(design.device(isCore: false), network)
    let words = [Int32](repeating: 3, count: 81)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
  }

  @Test("The identity can be asked for without a network")
  func identity() throws {
    let network = try PlayedDesign.chain(seed: 62, .fixed16)
    let design = PlayedDesign(network)
    design.set(low: Core.contentsLo, high: Core.contentsHi, network.contentsHash)
    let identity = try #require(try DesignIdentity(design.device()))
    #expect(identity.version == 1)
    #expect(identity.structureHash == network.structureHash)
    #expect(identity.contentsHash == network.contentsHash)
    #expect(identity.clockKilohertz == 100_000)
    #expect(identity.format == .fixed16)
    #expect(identity.imageBeats == 21)
    #expect(identity.resultBeats == 3)
    #expect(identity.layers.map(\.kind) == [.convolution, .pooling, .convolution, .convolution])
    #expect(identity.layers[0].taps == design.layouts[0]?.taps)
    #expect(identity.layers[0].chains == design.layouts[0]?.chains)
    #expect(identity.layers[0].expands)
    #expect(identity.layers[1].loadCount == 0)
    #expect(try DesignIdentity(Device("sim:")) == nil)
  }

  @Test("A bitstream of another network is one clear sentence")
  func otherNetwork() throws {
    let network = try PlayedDesign.chain(seed: 63)
    let error = try refusal(network) { $0.set(Core.structureHi, 0x1234_5678) }
    #expect(error?.code == .unsupportedByOverlay)
    #expect(error?.description.contains("this bitstream holds another network") == true)
    #expect(error?.description.contains("0x12345678") == true)
  }

  @Test("Other versions, tables and widths are refused")
  func otherRegisters() throws {
    let network = try PlayedDesign.chain(seed: 64)
    let cases: [(UInt32, UInt32, String)] = [
      (Core.version, 2, "version 2"),
      (Core.layerCount, 3, "contradict"), (Core.layerCount, .max, "contradict"),
      (Core.imageIn, 12, "contradict"), (Core.imageOut, 2, "contradict"),
      (Core.capabilities, 1, "contradict"),
    ]
    for (offset, value, says) in cases {
      let error = try refusal(network) { $0.set(offset, value) }
      #expect(error?.code == .unsupportedByOverlay)
      #expect(error?.description.contains(says) == true, "\(offset)")
    }
    for (offset, value) in [
      (Core.layerKind, 2), (Core.layerArray, 0), (Core.layerArray, 0xffff_ffff),
      (Core.layerDepth, 0), (Core.layerWords, 1), (Core.layerReads, 0),
    ] {
      let error = try refusal(network) { $0.set(layer: 2, offset, UInt32(value)) }
      #expect(error?.description.contains("layer ip1") == true, "\(offset)")
    }
    let error = try refusal(network) { $0.set(layer: 1, Core.layerWords, 4) }
    #expect(error?.description.contains("layer pool") == true)
  }

  @Test("A fabric without a design, or without anything, is told")
  func noDesign() throws {
    let network = try PlayedDesign.chain(seed: 65)
    let absent = try refusal(network) { $0.set(Core.magic, 0) }
    #expect(absent?.code == .deviceNotFound)
    #expect(absent?.description.contains("no generated design") == true)
    let empty = try refusal(network) { $0.set(Core.magic, .max) }
    #expect(empty?.code == .fabricNotProgrammed)
    let overlay = #expect(throws: AccelError.self) {
      _ = try NativeSession(Device("sim:"), network).clock
    }
    #expect(overlay?.code == .deviceNotFound)
  }

  @Test("A network for the published overlays is refused by a generated design")
  func overlayNetwork() throws {
    let design = PlayedDesign(try PlayedDesign.chain(seed: 66))
    var source = RandomNetworks(seed: 67, .fixed8, .random)
    let network = try source.lenet()
    let error = #expect(throws: AccelError.self) {
      _ = try Session(design.device(), network).clock
    }
    #expect(error?.code == .unsupportedByOverlay)
    #expect(error?.description.contains("generated design") == true)
    #expect(design.takeText().isEmpty)
  }
}
