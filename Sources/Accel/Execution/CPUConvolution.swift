// SPDX-License-Identifier: BSD-3-Clause

/// One convolution on the CPU, bytes in and bytes out, by the rules of the `overlay` profile in
/// ``FixedFormat/fixed8``: products are summed in 32 bits, which wrap; a sum is divided by 128,
/// rounded towards zero; negative quotients become 0 if asked; the low 8 bits remain.
///
/// Maps are in order (y, x, channel). Weights are packed once; one convolution serves many callers,
/// each with a ``CPUWorkspace`` of its own.
public struct CPUConvolution: Sendable {
  /// Of one map.
  public let input: Shape
  /// Of one map: `(input + 2 * padding - kernel) / stride + 1` rows and columns, rounded down.
  public let output: Shape
  /// The instruction set that it uses.
  public let level: CPULevel
  /// For one map.
  public let multiplyAccumulates: Int64
  private let plan: CPUPlan

  /// Pack the weights of a layer for an instruction set.
  ///
  /// - Parameters:
  ///   - input: heights, widths and channel counts are 1 to ``Shape/maximumExtent``.
  ///   - outputChannels: filters, 1 to ``Shape/maximumExtent``.
  ///   - kernel: height and width of the kernel, at most those of the padded input.
  ///   - stride: rows and columns from one output to the next, 1 to ``Shape/maximumExtent``.
  ///   - padding: rows and columns added on each side, 0 to 255 and less than `kernel`.
  ///   - paddingValue: what they hold.
  ///   - rectifies: whether negative results become 0.
  ///   - weights: `outputChannels * kernel * kernel * input.channels` values in order (output, y,
  ///     x, input); each stands for its 128th part.
  ///   - level: the instruction set.
  /// - Throws: ``AccelError``: `unavailable` if this machine lacks the instruction set,
  ///   `shapeMismatch` for sizes out of range or weights of another number, or where a map would
  ///   have more elements than ``Shape/maximumCount``.
  public init(
    input: Shape, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    paddingValue: Int8 = 0, rectifies: Bool = false, weights: [Int8],
    level: CPULevel = .preferred
  ) throws(AccelError) {
    let attempt = "run a convolution of \(input) by \(outputChannels) filters of \(kernel)"
    try level.check(attempt: attempt)
    func require(_ holds: Bool, _ problem: String, _ remedy: String) throws(AccelError) {
      guard holds else {
        throw AccelError(.shapeMismatch, attempt: attempt, problem: problem, remedy: remedy)
      }
    }
    let range = 1...Shape.maximumExtent
    try require(
      input.isValid, "the input is out of range", "use sizes from 1 to \(range.upperBound)")
    try require(
      range.contains(outputChannels) && range.contains(kernel) && range.contains(stride),
      "filters, kernel or stride are out of range", "use sizes from 1 to \(range.upperBound)")
    try require(
      (0...min(255, kernel - 1)).contains(padding) && input.hasRoom(forPadding: padding),
      "a padding of \(padding) is out of range", "use 0 to 255, less than the kernel")
    let height = input.height + 2 * padding - kernel
    let width = input.width + 2 * padding - kernel
    try require(
      height >= 0 && width >= 0, "the kernel is larger than the padded input",
      "use a smaller kernel")
    let output = Shape(
      height: height / stride + 1, width: width / stride + 1, channels: outputChannels)
    try require(
      output.hasRoom(forPadding: 0), "the output \(output) is too large", "use less of it")
    // 64 bits hold the product on boards whose Int has 32.
    let area = Int64(kernel) * Int64(kernel)
    let count = area * Int64(input.channels) * Int64(outputChannels)
    try require(
      Int64(weights.count) == count, "there are \(weights.count) weights where it has \(count)",
      "give them all, in order (output, y, x, input)")
    self.input = input
    self.output = output
    self.level = level
    multiplyAccumulates = Int64(output.height) * Int64(output.width) * count
    plan = CPUPlan(
      OverlayNetwork.Convolution(
        name: "", input: input, output: output, kernelHeight: kernel, kernelWidth: kernel,
        stride: stride, padding: padding, rectifies: rectifies, weights: weights.map(Int32.init)),
      paddingValue: paddingValue, level: level)
  }

  /// Memory for ``run(_:into:with:)``, and threads: maps are divided among them, a single one by
  /// output channels.
  ///
  /// - Parameter threads: 1 to ``CPUWorkspace/maximumThreads``, the caller's among them. Where the
  ///   system refuses some, there are fewer; ``CPUWorkspace/threads`` says how many.
  /// - Precondition: `threads` is in range.
  public func makeWorkspace(threads: Int = 1) -> CPUWorkspace {
    CPUWorkspace(plan, threads: threads)
  }

  /// Convolve whole maps.
  ///
  /// - Parameters:
  ///   - maps: values from -128 to 127, each map in order (y, x, channel).
  ///   - results: receives the output maps, in the same order.
  ///   - workspace: memory and threads for it.
  /// - Precondition: `maps` is a whole number of maps, `results` has room for exactly their
  ///   outputs, and `workspace` was made by this convolution or by a larger one.
  public func run(
    _ maps: borrowing Span<Int8>, into results: inout MutableSpan<Int8>,
    with workspace: inout CPUWorkspace
  ) {
    let count = maps.count / input.count
    precondition(maps.count == count * input.count, "a whole number of maps")
    precondition(results.count == count * output.count, "room for every result")
    precondition(workspace.serves(plan), "a workspace that this convolution made")
    // SAFETY: counts were checked; the workspace has what the plan needs.
    unsafe maps.withUnsafeBufferPointer { source in
      unsafe results.withUnsafeMutableBufferPointer { target in
        guard count > 0, let source = source.baseAddress, let target = target.baseAddress else {
          return
        }
        unsafe plan.run(images: count, from: source, to: target, with: &workspace)
      }
    }
  }
}
