// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import ProgramSupport

struct ConvolutionBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conv",
    abstract: "Time convolutions of bytes to bytes: one map, zeros around it, ReLU.",
    discussion: """
      Weights are Gaussian, scaled so that the largest of each filter is 127; inputs are uniform \
      from -128 to 127.
      """)

  @Option(
    help: ArgumentHelp(
      """
      \(ConvolutionShape.form), with commas between: channels up to \
      \(ConvolutionShape.largestChannels), an odd kernel up to \(ConvolutionShape.largestKernel), \
      height and width up to \(ConvolutionShape.largestSide), at most 10^10 multiplications.
      """, valueName: "shapes"))
  var shapes: String

  @OptionGroup var options: BenchOptions

  mutating func validate() throws { _ = try parsedShapes() }

  mutating func run() throws {
    let shapes = try parsedShapes()
    try AccelTool.reporting { () throws(AccelError) in try measure(shapes) }
  }

  func parsedShapes() throws -> [ConvolutionShape] {
    try shapes.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let shape = ConvolutionShape(text) else {
        throw ValidationError(
          "--shapes takes \(ConvolutionShape.form) within the bounds that --help gives, "
            + "not '\(text)'.")
      }
      return shape
    }
  }

  private func measure(_ shapes: [ConvolutionShape]) throws(AccelError) {
    var output = try BenchOutput(json: options.json)
    let levels = try options.levels()
    for shape in shapes {
      var random = SplitMix64(seed: 2018)
      let weights = gaussianWeights(shape, &random)
      let input = (0..<shape.input.count).map { _ in Int8(truncatingIfNeeded: random.next()) }
      let expected = try results(of: layer(shape, weights, .scalar), input)
      for level in levels {
        try output.add(row(shape, weights, level, input, expected))
      }
    }
    try output.finish()
  }

  private func row(
    _ shape: ConvolutionShape, _ weights: [Int8], _ level: CPULevel, _ input: [Int8],
    _ expected: [Int8]
  ) throws(AccelError) -> BenchRow {
    let layer = try layer(shape, weights, level)
    var workspace = layer.makeWorkspace(threads: options.threads)
    var results = [Int8](repeating: 0, count: layer.output.count)
    func run() {
      var span = results.mutableSpan
      layer.run(input.span, into: &span, with: &workspace)
    }
    run()
    let what = "conv \(shape)"
    try Bench.confirm(results == expected, what, level)
    return BenchRow(
      what: what, level: level, threads: workspace.threads, seconds: MedianTime.seconds(of: run),
      operations: 2 * Double(layer.multiplyAccumulates))
  }

  private func layer(
    _ shape: ConvolutionShape, _ weights: [Int8], _ level: CPULevel
  ) throws(AccelError) -> CPUConvolution {
    try CPUConvolution(
      input: shape.input, outputChannels: shape.outputChannels, kernel: shape.kernel,
      stride: shape.stride, padding: shape.padding, rectifies: true, weights: weights,
      level: level)
  }

  private func results(of layer: CPUConvolution, _ input: [Int8]) -> [Int8] {
    var workspace = layer.makeWorkspace()
    var results = [Int8](repeating: 0, count: layer.output.count)
    var span = results.mutableSpan
    layer.run(input.span, into: &span, with: &workspace)
    return results
  }

  /// As quantisation for each channel leaves them.
  func gaussianWeights(_ shape: ConvolutionShape, _ random: inout SplitMix64) -> [Int8] {
    var weights: [Int8] = []
    for _ in 0..<shape.outputChannels {
      let filter = (0..<shape.weightCount / shape.outputChannels).map { _ in random.normal() }
      let largest = filter.map(abs).max() ?? 1
      weights += filter.map { Int8(($0 / largest * 127).rounded()) }
    }
    return weights
  }
}
