// SPDX-License-Identifier: BSD-3-Clause

/// Runs a network on the CPU. Weights are packed once; one executor serves many callers, each with
/// a ``CPUWorkspace`` of its own.
public struct CPUExecutor: Sendable {
  /// What it runs.
  public let network: OverlayNetwork
  /// The instruction set that it uses.
  public let level: CPULevel
  private let plan: CPUPlan
  private let inputCount: Int
  private let outputCount: Int

  /// Pack the weights of a network for an instruction set.
  ///
  /// - Throws: ``AccelError`` `unavailable` if this machine lacks the instruction set.
  public init(_ network: OverlayNetwork, level: CPULevel = .preferred) throws(AccelError) {
    try level.check(attempt: "run \(network.name)")
    self.network = network
    self.level = level
    plan = CPUPlan(network, level: level)
    inputCount = network.input.count
    outputCount = network.output.count
  }

  /// Memory for ``run(_:into:with:)``, and threads: batches are divided among them, single images
  /// too, by output channels.
  ///
  /// - Parameter threads: 1 to ``CPUWorkspace/maximumThreads``, the caller's among them. Where the
  ///   system refuses some, there are fewer; ``CPUWorkspace/threads`` says how many.
  /// - Precondition: `threads` is in range.
  public func makeWorkspace(threads: Int = 1) -> CPUWorkspace {
    CPUWorkspace(plan, threads: threads)
  }

  /// Run whole images. Batches are faster than single images: their fully connected layers read
  /// weights from memory once for up to 32 images.
  ///
  /// - Parameters:
  ///   - words: encoded images, each in order (y, x, channel).
  ///   - results: receives the output words of each image.
  /// - Precondition: `words` is a whole number of images, `results` has room for exactly their
  ///   outputs, and `workspace` was made by this executor or by one of a larger network.
  public func run(
    _ words: borrowing Span<Int32>, into results: inout MutableSpan<Int32>,
    with workspace: inout CPUWorkspace
  ) {
    let images = words.count / inputCount
    precondition(words.count == images * inputCount, "a whole number of images")
    precondition(results.count == images * outputCount, "room for every result")
    precondition(workspace.serves(plan), "a workspace that this executor made")
    // SAFETY: counts were checked; the workspace has what the plan needs.
    unsafe words.withUnsafeBufferPointer { input in
      unsafe results.withUnsafeMutableBufferPointer { output in
        guard images > 0, let input = input.baseAddress, let output = output.baseAddress else {
          return
        }
        unsafe plan.run(images: images, from: input, to: output, with: &workspace)
      }
    }
  }

  /// Run whole images in one go, on the caller's thread.
  ///
  /// - Precondition: `words` is a whole number of images.
  public func run(_ words: [Int32]) -> [Int32] {
    var workspace = makeWorkspace()
    var results = [Int32](repeating: 0, count: words.count / inputCount * outputCount)
    var span = results.mutableSpan
    run(words.span, into: &span, with: &workspace)
    return results
  }
}
