// SPDX-License-Identifier: BSD-3-Clause

/// Runs a network on the CPU. Weights are packed once; one executor serves many threads, each with
/// a ``Workspace`` of its own.
public struct CPUExecutor: Sendable {
  /// What it runs.
  public let network: OverlayNetwork
  /// The instruction set that it uses.
  public let level: CPULevel
  /// Packed weights of the convolutions, in order.
  private let packed: [AlignedMemory]

  /// Buffers that one thread needs; reused from image to image, so that nothing is allocated for
  /// an inference.
  public struct Workspace: ~Copyable, Sendable {
    fileprivate var current: [Int32]
    fileprivate var next: [Int32]
    fileprivate let scratch: AlignedMemory

    /// Whether it is as large as another, which serves a network of its own.
    fileprivate func serves(_ needs: WorkspaceSize) -> Bool {
      current.count >= needs.words && next.count >= needs.words
        && scratch.byteCount >= needs.scratchBytes
    }
  }

  /// What a workspace must hold: the largest map of any stage, and what CConv asks for.
  fileprivate struct WorkspaceSize: Sendable {
    var words: Int
    var scratchBytes = 0
  }
  private let needs: WorkspaceSize

  /// Pack the weights of a network for an instruction set.
  ///
  /// - Throws: ``AccelError`` `unavailable` if this machine lacks the instruction set.
  public init(_ network: OverlayNetwork, level: CPULevel = .preferred) throws(AccelError) {
    guard level.isAvailable else {
      throw AccelError(
        .unavailable, attempt: "run \(network.name) with \(level)",
        problem: "this CPU lacks the instruction set", remedy: "use the level auto")
    }
    self.network = network
    self.level = level
    self.packed = network.convolutions.map {
      ConvolutionCalls.pack($0, network.format, level)
    }
    var needs = WorkspaceSize(words: network.input.count)
    for stage in network.stages { needs.words = max(needs.words, stage.output.count) }
    for convolution in network.convolutions {
      needs.scratchBytes = max(
        needs.scratchBytes, ConvolutionCalls.scratchSize(convolution, network.format, level))
    }
    self.needs = needs
  }

  /// Buffers for one thread that calls ``run(_:into:with:)``.
  public func makeWorkspace() -> Workspace {
    Workspace(
      current: [Int32](repeating: 0, count: needs.words),
      next: [Int32](repeating: 0, count: needs.words),
      scratch: AlignedMemory(byteCount: needs.scratchBytes))
  }

  /// Run whole images, one after the other.
  ///
  /// - Parameters:
  ///   - words: encoded images, each in order (y, x, channel).
  ///   - results: receives the output words of each image.
  /// - Precondition: `words` is a whole number of images, `results` has room for exactly their
  ///   outputs, and `workspace` was made by this executor or by one of a larger network.
  public func run(
    _ words: borrowing Span<Int32>, into results: inout MutableSpan<Int32>,
    with workspace: inout Workspace
  ) {
    let images = words.count / network.input.count
    precondition(words.count == images * network.input.count, "a whole number of images")
    precondition(results.count == images * network.output.count, "room for every result")
    precondition(workspace.serves(needs), "a workspace that this executor made")
    // SAFETY: counts were checked; the workspace holds the largest of all stages.
    unsafe words.withUnsafeBufferPointer { input in
      unsafe results.withUnsafeMutableBufferPointer { output in
        guard images > 0, let input = input.baseAddress, let output = output.baseAddress else {
          return
        }
        for image in 0..<images {
          unsafe runOne(
            input + image * network.input.count, into: output + image * network.output.count,
            with: &workspace)
        }
      }
    }
  }

  /// Run whole images in one go.
  ///
  /// - Precondition: `words` is a whole number of images.
  public func run(_ words: [Int32]) -> [Int32] {
    var workspace = makeWorkspace()
    var results = [Int32](
      repeating: 0, count: words.count / network.input.count * network.output.count)
    var span = results.mutableSpan
    run(words.span, into: &span, with: &workspace)
    return results
  }

  @unsafe private func runOne(
    _ input: UnsafePointer<Int32>, into output: UnsafeMutablePointer<Int32>,
    with workspace: inout Workspace
  ) {
    var convolutions = 0
    for (index, stage) in network.stages.enumerated() {
      let isLast = index == network.stages.count - 1
      unsafe workspace.current.withUnsafeBufferPointer { current in
        unsafe workspace.next.withUnsafeMutableBufferPointer { next in
          guard let current = current.baseAddress, let next = next.baseAddress else { return }
          let source = unsafe index == 0 ? input : current
          let target = unsafe isLast ? output : next
          switch stage {
          case .convolution(let layer):
            unsafe ConvolutionCalls.convolve(
              layer, network.format, level, input: source, packed: packed[convolutions],
              output: target, scratch: workspace.scratch)
            convolutions += 1
          case .pooling(let layer):
            unsafe ConvolutionCalls.pool(layer, level, input: source, output: target)
          }
        }
      }
      swap(&workspace.current, &workspace.next)
    }
  }
}
