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
