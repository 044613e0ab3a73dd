// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

struct SessionTests {
  @Test(
    "The board gives the golden words on random and worst-case networks", .tags(.board),
    arguments: [FixedFormat.fixed8, .fixed16], Extremity.allCases)
  func agreesWithGolden(_ format: FixedFormat, _ extremity: Extremity) throws {
    var source = RandomNetworks(seed: 11, format, extremity)
    for round in 0..<3 {
      let network = format == .fixed8 ? try source.lenet() : try source.cifar10()
      let overlay = format == .fixed8 ? "lenet" : "cifar10"
      let words = source.words(network.input.count * 3)
      var session = try Session(Device(TestDevice.locator(overlay: overlay)), network)
      #expect(
        try session.run(words) == GoldenExecutor.run(network, words: words), "round \(round)")
      try session.close()
    }
  }

  @Test("However a batch is split, the words are the same", .tags(.board))
  func splits() throws {
    var source = RandomNetworks(seed: 12, .fixed8, .random)
    let network = try source.lenet()
    let words = source.words(network.input.count * 7)
    let golden = GoldenExecutor.run(network, words: words)
    for images in [1, 2, 3, 6, 7, 100] {
      var options = SessionOptions()
      options.imagesPerTransfer = images
      var session = try Session(Device(TestDevice.locator), network, options: options)
      let before = session.statistics.transfers
      #expect(try session.run(words) == golden)
      #expect(Int(session.statistics.transfers - before) == (7 + images - 1) / images)
    }
  }

  @Test("A transfer holds what LENGTH can say, and more images are split", .tags(.board))
  func longestTransfer() throws {
    let session = try Session(Device(TestDevice.locator), FullSizeNetwork.lenet5())
    #expect(session.imagesPerTransfer == (8_388_604 / 4 - 8) / 784)
  }

  @Test("One layer is reloaded while the session stays open", .tags(.board))
  func reloads() throws {
    var source = RandomNetworks(seed: 13, .fixed8, .random)
    var network = try source.lenet()
    let words = source.words(network.input.count)
    var session = try Session(Device(TestDevice.locator), network)
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
    let weights = source.weights(network.convolutions[1].weights.count)
    let before = session.statistics.transfers
    try session.reload("conv2", weights: weights)
    #expect(session.statistics.transfers == before + 1, "only that layer is sent")
    try network.setWeights(weights, of: "conv2")
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
  }

  @Test("A reload that is refused changes nothing", .tags(.board))
  func refusesReloads() throws {
    var source = RandomNetworks(seed: 14, .fixed8, .random)
    let network = try source.lenet()
    let words = source.words(network.input.count)
    var session = try Session(Device(TestDevice.locator), network)
    for (layer, count) in [("conv9", 4), ("conv2", 4)] {
      do throws(AccelError) {
        try session.reload(layer, weights: source.weights(count))
        Issue.record("\(layer) with \(count) weights was accepted")
      } catch {
        #expect(error.description.contains(layer))
      }
    }
    #expect(try session.run(words) == GoldenExecutor.run(network, words: words))
  }

  @Test("Words that are not whole images are refused, no images give no words", .tags(.board))
  func oddInputs() throws {
    var source = RandomNetworks(seed: 15, .fixed8, .random)
    let network = try source.lenet()
    var session = try Session(Device(TestDevice.locator), network)
    #expect(try session.run([]).isEmpty)
    do throws(AccelError) {
      _ = try session.run([1, 2, 3])
      Issue.record("three words were accepted")
    } catch {
      #expect(error.code == .shapeMismatch)
    }
  }

  @Test("A network for another overlay is refused before the board is touched", .tags(.board))
  func refusesOtherOverlays() throws {
    var source = RandomNetworks(seed: 16, .fixed16, .random)
    let network = try source.lenet()
    let error = #expect(throws: AccelError.self) {
      let session = try Session(Device(TestDevice.locator), network)
      _ = session.clock
    }
    #expect(error?.code == .unsupportedByOverlay)
  }

  @Test("An overlay that is not on the board is noticed within bounded time", .tags(.board))
  func noticesTheWrongOverlay() throws {
    var source = RandomNetworks(seed: 17, .fixed16, .random)
    let network = try source.cifar10()
    let error = #expect(throws: AccelError.self) {
      let session = try Session(Device(TestDevice.locator(overlay: "lenet")), network)
      _ = session.clock
    }
    #expect(error != nil)
    #expect(error?.code == .timedOut || error?.code == .echoMismatch)
  }

  @Test("600 images of LeNet-5 take the published 1.12595 s of modelled time")
  func calibration() throws {
    let network = try FullSizeNetwork.lenet5()
    var session = try Session(Device("sim:"), network)
    let before = session.statistics.boardTime
    _ = try session.run([Int32](repeating: 0, count: 2 * network.input.count))
    let two = session.statistics.boardTime.inSeconds - before.inSeconds
    _ = try session.run([Int32](repeating: 0, count: 3 * network.input.count))
    let three = session.statistics.boardTime.inSeconds - before.inSeconds - two
    let image = three - two
    let published = 1.12595
    let modelled = two + 598 * image
    #expect(abs(modelled - published) / published < 1e-6)
  }
}
