// SPDX-License-Identifier: BSD-3-Clause

/// How long the CPU took for a layer, or for a convolution and the pooling that it computes with it.
public struct CPULayerTime: Sendable, Hashable {
  /// As in the network; of two layers, with ` + ` between their names.
  public let name: String
  /// For one image; 0 but for convolutions and fully connected layers.
  public let multiplyAccumulates: Int64
  /// For all images that were run, by the clock that was given.
  public internal(set) var nanoseconds: UInt64 = 0
}

extension CPUExecutor {
  /// Run whole images on the caller's thread, and time each layer. Up to 32 images go through a layer
  /// before the next one begins, as in ``run(_:into:with:)``.
  ///
  /// - Parameters:
  ///   - words: encoded images, each in order (y, x, channel).
  ///   - results: receives the output words of each image, those of ``run(_:into:with:)``.
  ///   - workspace: memory for it; of its threads only the caller's is used.
  ///   - clock: nanoseconds.
  /// - Returns: the layers, in the order in which they ran. What makes codes of a native network's
  ///   image counts with its first layer, what makes words of its results with its last.
  /// - Precondition: as of ``run(_:into:with:)``; the clock never goes backwards.
  public func layerTimes(
    _ words: borrowing Span<Int32>, into results: inout MutableSpan<Int32>,
    with workspace: inout CPUWorkspace, clock: () -> UInt64
  ) -> [CPULayerTime] {
    precondition(workspace.serves(plan), "a workspace that this executor made")
    var times = plan.layers
    // SAFETY: the workspace has what the plan needs.
    unsafe withImages(words, &results) { images, input, output in
      let job = unsafe CPUJob(plan, images: images, from: input, to: output, with: workspace)
      unsafe job.runAlone(clock, &times)
    }
    return times
  }
}
