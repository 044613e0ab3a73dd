// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct CPULayerTimeTests {
  /// A clock that counts how often somebody looks at it.
  private func run(
    _ executor: CPUExecutor, _ words: [Int32], threads: Int = 1
  ) -> (layers: [CPULayerTime], results: [Int32]) {
    let images = words.count / executor.input.count
    var workspace = executor.makeWorkspace(threads: threads)
    var results = [Int32](repeating: 0, count: images * executor.output.count)
    var span = results.mutableSpan
    var looks: UInt64 = 0
    let layers = executor.layerTimes(words.span, into: &span, with: &workspace) {
      looks += 1
      return looks
    }
    return (layers, results)
  }

  @Test("LeNet-5's layers are timed by name, each once, with their products")
  func lenet() throws {
    let network = try FullSizeNetwork.lenet5()
    let executor = try CPUExecutor(network)
    var source = RandomNetworks(seed: 5, .fixed8, .random)
    let words = source.words(network.input.count)
    let (layers, results) = run(executor, words)
    #expect(layers.map(\.name) == ["conv1 + pool1", "conv2 + pool2", "ip1", "ip2"])
    #expect(layers.map(\.multiplyAccumulates) == [288_000, 1_600_000, 400_000, 5000])
    #expect(layers.map(\.nanoseconds) == [1, 1, 1, 1], "a step each, and one image")
    #expect(results == executor.run(words))
  }

  @Test("On any network results are those of a plain run, and products those of the network")
  func anyNetwork() throws {
    for seed in 0..<12 as Range<UInt64> {
      var networks = RandomNativeNetworks(seed: seed, .fixed8, .random)
      let network = try networks.network()
      let words = networks.codes(3 * network.input.count)
      let executor = try CPUExecutor(network)
      let (layers, results) = run(executor, words, threads: 2)
      #expect(results == executor.run(words))
      #expect(layers.reduce(0) { $0 + $1.multiplyAccumulates } == network.multiplyAccumulates)
      #expect(layers.allSatisfy { $0.nanoseconds > 0 })
      #expect(
        layers.map(\.name).joined(separator: " + ")
          == network.stages.map(\.name).joined(separator: " + "))
    }
  }
}
