// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import ModelImport
internal import ProgramSupport

struct LenetBench: ParsableCommand {
  static let largestBatch = 10_000
  /// The others of a batch are these again.
  private static let distinctImages = 64

  static let configuration = CommandConfiguration(
    commandName: "lenet",
    abstract: "Time LeNet-5 of the overlay profile, or a network of yours, on random bytes.")

  @Option(
    help: ArgumentHelp(
      "Images in a call, 1 to \(largestBatch), with commas between.", valueName: "counts"))
  var batch = "1,64"

  @Option(
    help: ArgumentHelp("A network that accel import made, instead.", valueName: "file.accel"))
  var model: String?

  @OptionGroup var options: BenchOptions

  mutating func validate() throws { _ = try batches() }

  mutating func run() throws {
    let batches = try batches()
    try AccelTool.reporting { () throws(AccelError) in try measure(batches) }
  }

  func batches() throws -> [Int] {
    try batch.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let count = Int(text), (1...LenetBench.largestBatch).contains(count) else {
        throw ValidationError(
          "--batch takes counts from 1 to \(LenetBench.largestBatch), not '\(text)'.")
      }
      return count
    }
  }

  private func measure(_ batches: [Int]) throws(AccelError) {
    var output = try BenchOutput(json: options.json)
    let levels = try options.levels()
    let network = try network()
    var random = SplitMix64(seed: 2018)
    let distinct = min(LenetBench.distinctImages, batches.max() ?? 1)
    let words = try network.words(
      for: (0..<distinct * network.input.count).map { _ in UInt8(truncatingIfNeeded: random.next())
      })
    let expected = try CPUExecutor(network, level: .scalar).run(words)
    for level in levels {
      let executor = try CPUExecutor(network, level: level)
      var workspace = executor.makeWorkspace(threads: options.threads)
      for batch in batches {
        let input = repeated(words, count: batch * network.input.count)
        var results = [Int32](repeating: 0, count: batch * network.output.count)
        func run() {
          var span = results.mutableSpan
          executor.run(input.span, into: &span, with: &workspace)
        }
        run()
        let what = "\(model == nil ? "lenet" : network.name) b\(batch)"
        try Bench.confirm(results == repeated(expected, count: results.count), what, level)
        try output.add(
          BenchRow(
            what: what, level: level, threads: workspace.threads,
            seconds: MedianTime.seconds(of: run) / Double(batch),
            operations: network.operations))
      }
    }
    try output.finish()
  }

  private func network() throws(AccelError) -> Network {
    guard let model else {
      return .overlay(
        try OverlayNetwork(DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5))
    }
    return try NetworkFile.network(BinaryFile.read(model), named: model)
  }

  private func repeated(_ words: [Int32], count: Int) -> [Int32] {
    (0..<count).map { words[$0 % words.count] }
  }
}
