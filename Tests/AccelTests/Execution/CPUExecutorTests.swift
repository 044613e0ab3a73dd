// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct CPUExecutorTests {
  @Test(
    "Every level gives the golden words on random and worst-case networks",
    arguments: [FixedFormat.fixed8, .fixed16], Extremity.allCases)
  func agreesWithGolden(_ format: FixedFormat, _ extremity: Extremity) throws {
    var source = RandomNetworks(seed: 7, format, extremity)
    for round in 0..<3 {
      for network in [try source.lenet(), try source.cifar10()] {
        let words = source.words(network.input.count * 2)
        let golden = GoldenExecutor.run(network, words: words)
        for level in CPULevel.available {
          let executor = try CPUExecutor(network, level: level)
          #expect(
            executor.run(words) == golden, "\(level), round \(round), input \(network.input)")
        }
      }
    }
  }

  @Test(
    "Any chain of layers gives the golden words, in batches of any size and on several threads",
    arguments: [FixedFormat.fixed8, .fixed16], Extremity.allCases)
  func agreesOnChains(_ format: FixedFormat, _ extremity: Extremity) throws {
    var source = RandomNetworks(seed: 11, format, extremity)
    for round in 0..<12 {
      let network = try source.chain()
      let words = source.words(network.input.count * 33)
      let golden = GoldenExecutor.run(network, words: words)
      for level in CPULevel.available {
        let executor = try CPUExecutor(network, level: level)
        for threads in [1, 2, 5] {
          var workspace = executor.makeWorkspace(threads: threads)
          for images in [1, 2, 33] {
            let part = images * network.output.count
            var results = [Int32](repeating: 0, count: part)
            var span = results.mutableSpan
            executor.run(
              words.span.extracting(0..<images * network.input.count), into: &span,
              with: &workspace)
            #expect(
              results.elementsEqual(golden.prefix(part)),
              "\(level), \(threads) threads, \(images) images, round \(round)")
          }
        }
      }
    }
  }

  @Test("Layers large enough to be shared by threads give the words of one thread")
  func shares() throws {
    let network = try FullSizeNetwork.lenet5()
    var source = RandomNetworks(seed: 12, .fixed8, .random)
    let words = source.words(network.input.count * 70)
    for level in CPULevel.available {
      let executor = try CPUExecutor(network, level: level)
      let expected = executor.run(words)
      for threads in 2...4 {
        var workspace = executor.makeWorkspace(threads: threads)
        #expect(workspace.threads == threads)
        for images in [1, 3, 70] {
          var results = [Int32](repeating: 0, count: images * 10)
          var span = results.mutableSpan
          executor.run(words.span.extracting(0..<images * 784), into: &span, with: &workspace)
          #expect(
            results.elementsEqual(expected.prefix(images * 10)),
            "\(level), \(threads) threads, \(images) images")
        }
      }
    }
  }

  @Test("Fewer images than threads, but more than go together, give the words of one thread")
  func sharesChunks() throws {
    var source = RandomNetworks(seed: 13, .fixed8, .random)
    let weights = (0..<96 * 9).map { Float($0 % 255 - 127) / 128 }
    let maps = try OverlayNetwork(
      LayerGraph(
        name: "large maps", input: Shape(height: 40, width: 40, channels: 1),
        layers: [
          Layer(
            name: "a", .convolution(Convolution(outputChannels: 96, kernel: 3, weights: weights))),
          Layer(
            name: "b",
            .convolution(
              Convolution(outputChannels: 4, kernel: 1, weights: Array(weights.prefix(384))))),
          Layer(
            name: "c",
            .convolution(
              Convolution(outputChannels: 8, kernel: 3, weights: Array(weights.prefix(288))))),
        ]), format: .fixed8, encoding: .lenet5)
    for (network, images, threads) in [
      (maps, 2, 3), (maps, 3, 5), (try FullSizeNetwork.lenet5(), 40, 64),
    ] {
      let words = source.words(network.input.count * images)
      for level in CPULevel.available {
        let executor = try CPUExecutor(network, level: level)
        var workspace = executor.makeWorkspace(threads: threads)
        var results = [Int32](repeating: 0, count: images * network.output.count)
        var span = results.mutableSpan
        executor.run(words.span, into: &span, with: &workspace)
        #expect(results == executor.run(words), "\(network.name), \(level), \(threads) threads")
      }
    }
  }

  @Test("One executor and two workspaces serve two threads with the same words")
  func workspacesAreIndependent() throws {
    var source = RandomNetworks(seed: 8, .fixed8, .random)
    let network = try source.lenet()
    let words = source.words(network.input.count)
    let executor = try CPUExecutor(network)
    var first = executor.makeWorkspace()
    var second = executor.makeWorkspace()
    var results = [[Int32](repeating: 0, count: 10), [Int32](repeating: 0, count: 10)]
    for _ in 0..<2 {
      var span = results[0].mutableSpan
      executor.run(words.span, into: &span, with: &first)
      var other = results[1].mutableSpan
      executor.run(words.span, into: &other, with: &second)
    }
    #expect(results[0] == results[1])
    #expect(results[0] == executor.run(words))
  }

  @Test("A workspace of a smaller network is refused before anything is written")
  func foreignWorkspace() async {
    await #expect(processExitsWith: .failure) {
      var source = RandomNetworks(seed: 10, .fixed8, .random)
      var workspace = try CPUExecutor(source.lenet()).makeWorkspace()
      let large = try CPUExecutor(FullSizeNetwork.lenet5())
      var results = [Int32](repeating: 0, count: 10)
      var span = results.mutableSpan
      large.run([Int32](repeating: 0, count: 784).span, into: &span, with: &workspace)
    }
  }

  @Test("No images give no words")
  func empty() throws {
    var source = RandomNetworks(seed: 9, .fixed8, .random)
    #expect(try CPUExecutor(source.lenet()).run([]).isEmpty)
  }
}
