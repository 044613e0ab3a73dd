// SPDX-License-Identifier: BSD-3-Clause

/// Runs a network on the CPU. Weights are packed once; one executor serves many callers, each with
/// a ``CPUWorkspace`` of its own.
public struct CPUExecutor: Sendable {
  /// The network's name.
  public let name: String
  /// Of one image.
  public let input: Shape
  /// Of one image.
  public let output: Shape
  /// The instruction set that it uses.
  public let level: CPULevel
  let plan: CPUPlan
  private var inputCount: Int { input.count }
  private var outputCount: Int { output.count }

  /// Pack the weights of a network for an instruction set.
  ///
  /// - Throws: ``AccelError`` `unavailable` if this machine lacks the instruction set.
  public init(_ network: OverlayNetwork, level: CPULevel = .preferred) throws(AccelError) {
    try level.check(attempt: "run \(network.name)")
    self.init(network.name, network.input, network.output, CPUPlan(network, level: level))
  }

  /// Pack the weights of a network for an instruction set.
  ///
  /// - Throws: ``AccelError`` `unavailable` if this machine lacks the instruction set.
  public init(_ network: NativeNetwork, level: CPULevel = .preferred) throws(AccelError) {
    try level.check(attempt: "run \(network.name)")
    self.init(network.name, network.input, network.output, CPUPlan(network, level: level))
  }

  private init(_ name: String, _ input: Shape, _ output: Shape, _ plan: CPUPlan) {
    self.name = name
    self.input = input
    self.output = output
    self.plan = plan
    level = plan.level
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
  ///   - workspace: memory and threads for it.
  /// - Precondition: `words` is a whole number of images, `results` has room for exactly their
  ///   outputs, and `workspace` was made by this executor or by one of a larger network.
  public func run(
    _ words: borrowing Span<Int32>, into results: inout MutableSpan<Int32>,
    with workspace: inout CPUWorkspace
  ) {
    precondition(workspace.serves(plan), "a workspace that this executor made")
    // SAFETY: the workspace has what the plan needs.
    unsafe withImages(words, &results) { images, input, output in
      unsafe plan.run(images: images, from: input, to: output, with: &workspace)
    }
  }

  /// Where images and results lie, unless there are none.
  @unsafe func withImages(
    _ words: borrowing Span<Int32>, _ results: inout MutableSpan<Int32>,
    _ body: (Int, UnsafePointer<Int32>, UnsafeMutablePointer<Int32>) -> Void
  ) {
    let images = words.count / inputCount
    precondition(words.count == images * inputCount, "a whole number of images")
    precondition(results.count == images * outputCount, "room for every result")
    // SAFETY: counts were checked.
    unsafe words.withUnsafeBufferPointer { input in
      unsafe results.withUnsafeMutableBufferPointer { output in
        guard images > 0, let input = input.baseAddress, let output = output.baseAddress else {
          return
        }
        unsafe body(images, input, output)
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
