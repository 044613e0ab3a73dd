// SPDX-License-Identifier: BSD-3-Clause
import TestSupport
import Testing

@testable import Accel

struct NativeSessionTests {
  private func codes(_ network: NativeNetwork, images: Int, seed: UInt64 = 7) -> [Int32] {
    var random = SeededRandom(seed: seed)
    return (0..<images * network.input.count).map { _ in
      Int32.random(in: network.format.codes, using: &random)
    }
  }

  @Test(
    "The design gives the golden codes, however a batch is split",
    arguments: [FixedFormat.fixed8, .fixed16])
  func agreesWithGolden(_ format: FixedFormat) throws {
    let network = try PlayedDesign.chain(seed: 51, format)
    let words = codes(network, images: 7)
    let golden = GoldenExecutor.run(network, words: words)
    #expect(Set(golden).count > 20, "results differ")
    for images in [1, 2, 3, 7, 100] {
      let design = PlayedDesign(network)
      var options = SessionOptions()
      options.imagesPerTransfer = images
      var session = try NativeSession(design.device(), network, options: options)
      _ = design.takeText()
      #expect(try session.run(words) == golden)
      #expect(design.takeText().count == (7 + images - 1) / images)
      try session.close()
    }
  }

  @Test("Images are padded to whole beats, and packets are what the hardware's README says")
  func packets() throws {
    let network = try PlayedDesign.chain(seed: 52)
    let design = PlayedDesign(network)
    var session = try NativeSession(design.device(), network)
    var expected = ["reset"]
    for (index, layout) in design.layouts.enumerated() {
      guard let layout else { continue }
      let bytes = 8 + (layout.loadCount + 1) / 2 * 8
      expected += [
        "load \(index) \(layout.loadCount) \(bytes)", "read \(index) \(layout.readCount) 8",
      ]
    }
    #expect(design.takeText() == expected)
    _ = try session.run(codes(network, images: 2))
    #expect(design.takeText() == ["infer 0 2 \(8 + 2 * 88)"])
    try session.close()
    #expect(design.takeText() == ["reset"])
  }

  @Test("Zero-copy runs see each image and each result")
  func zeroCopy() throws {
    let network = try PlayedDesign.chain(seed: 53)
    let design = PlayedDesign(network)
    var session = try NativeSession(design.device(), network)
    let words = codes(network, images: 3)
    var results = [[Int32]](repeating: [], count: 3)
    try session.run(images: 3) { (image, codes: inout MutableSpan<Int8>) in
      #expect(codes.count == 81)
      for index in codes.indices { codes[index] = Int8(words[image * 81 + index]) }
    } results: { (image, codes: Span<Int16>) in
      results[image] = codes.indices.map { Int32(codes[$0]) }
    }
    #expect(results.flatMap { $0 } == GoldenExecutor.run(network, words: words))
  }

  @Test("What fits a transfer follows LENGTH, and what does not is told at the start")
  func lengths() throws {
    let network = try PlayedDesign.chain(seed: 54)
    let design = PlayedDesign(network)
    let words = codes(network, images: 80)
    var session = try NativeSession(design.device(lengthWidth: 13), network)
    #expect(session.imagesPerTransfer == (8184 - 8) / 88)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
    let error = #expect(throws: AccelError.self) {
      _ = try NativeSession(design.device(lengthWidth: 8), network).clock
    }
    #expect(error?.code == .unsupportedByOverlay)
    #expect(error?.description.contains("248 bytes at most") == true)
  }

  @Test("Codes that are not whole images are refused, no images give no codes")
  func oddInputs() throws {
    let network = try PlayedDesign.chain(seed: 55)
    let design = PlayedDesign(network)
    var session = try NativeSession(design.device(), network)
    #expect(try session.run([]).isEmpty)
    do throws(AccelError) {
      _ = try session.run([1, 2, 3])
      Issue.record("three codes were accepted")
    } catch {
      #expect(error.code == .shapeMismatch)
    }
  }

  @Test("Counters are those of the design, and can be cleared")
  func counters() throws {
    let network = try PlayedDesign.chain(seed: 56)
    let design = PlayedDesign(network)
    var session = try NativeSession(design.device(), network)
    typealias Core = HardwareRegisters.Core
    design.set(low: Core.cyclesLo, high: Core.cyclesHi, 0x1_0000_0002)
    for (offset, value) in [(Core.layerBusy, 5), (Core.layerStarved, 6), (Core.layerBlocked, 7)] {
      design.set(layer: 2, offset, UInt32(value))
    }
    _ = try session.run(codes(network, images: 3))
    let counters = try session.counters()
    #expect(counters.cycles == 0x1_0000_0002)
    #expect(counters.images == 3)
    #expect(counters.layers.map(\.name) == ["conv", "pool", "ip1", "ip2"])
    #expect(counters.layers[2].busy == 5)
    #expect(counters.layers[2].starved == 6)
    #expect(counters.layers[2].blocked == 7)
    #expect(counters.layers[1].busy == 0)
    try session.clearCounters()
    #expect(try session.counters().images == 0)
  }

  @Test("One layer is reloaded while the session stays open, and the others are left alone")
  func reloads() throws {
    let network = try PlayedDesign.chain(seed: 57)
    let other = try PlayedDesign.chain(seed: 58)
    let design = PlayedDesign(network)
    var session = try NativeSession(design.device(), network)
    _ = design.takeText()
    var stages = network.stages
    guard case .convolution(let layer) = other.stages[2].operation,
      case .convolution(var mixed) = stages[2].operation
    else {
      Issue.record("no fully connected layer")
      return
    }
    (mixed.weights, mixed.biases) = (layer.weights, layer.biases)
    mixed.requantization.multipliers = layer.requantization.multipliers
    stages[2].operation = .convolution(mixed)
    let expected = try NativeNetwork(
      name: network.name, format: network.format, preprocessing: network.preprocessing,
      input: network.input, inputQuantization: network.inputQuantization, stages: stages)
    try session.reload(
      "ip1", weights: layer.weights, biases: layer.biases,
      multipliers: layer.requantization.multipliers)
    #expect(design.takeText().map { $0.prefix(6) } == ["load 2", "read 2"])
    let words = codes(network, images: 2)
    let golden = GoldenExecutor.run(expected, words: words)
    #expect(golden != GoldenExecutor.run(network, words: words))
    #expect(try session.run(words) == golden)
  }

  @Test("A reload that is refused changes nothing")
  func refusesReloads() throws {
    let network = try PlayedDesign.chain(seed: 59)
    let design = PlayedDesign(network)
    var session = try NativeSession(design.device(), network)
    for (layer, count) in [("conv9", 45), ("pool", 45), ("conv", 44)] {
      do throws(AccelError) {
        try session.reload(
          layer, weights: [Int16](repeating: 0, count: count), biases: [0, 0, 0, 0, 0],
          multipliers: [1, 1, 1, 1, 1])
        Issue.record("\(layer) with \(count) weights was accepted")
      } catch {
        #expect(error.description.contains(layer))
      }
    }
    let words = codes(network, images: 1)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
    #expect(session.recoveries.isEmpty)
  }

  @Test("Reading back can be left out")
  func withoutVerification() throws {
    let network = try PlayedDesign.chain(seed: 60)
    let design = PlayedDesign(network)
    var options = SessionOptions()
    options.verifiesLoads = false
    var session = try NativeSession(design.device(), network, options: options)
    #expect(design.takeText().allSatisfy { !$0.hasPrefix("read") })
    let words = codes(network, images: 1)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
  }
}
