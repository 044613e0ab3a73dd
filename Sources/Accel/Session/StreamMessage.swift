// SPDX-License-Identifier: BSD-3-Clause

/// A message of the published overlays' stream protocol: eight header words, then data.
///
/// Source: the FCCM 2018 framework's overlays; every word is 32 bits wide.
struct StreamMessage: Sendable, Hashable {
  static let headerCount = 8
  static let bytesPerWord = 4

  /// `mode, batch, kernel, inChannels, inDim, outChannels, outDim, pad`.
  let header: [Int32]
  /// Words behind the header in the request.
  let requestCount: Int
  /// Words behind the header in the reply.
  let replyCount: Int

  var requestBytes: Int { (StreamMessage.headerCount + requestCount) * StreamMessage.bytesPerWord }
  var replyBytes: Int { (StreamMessage.headerCount + replyCount) * StreamMessage.bytesPerWord }

  /// Load the weights of a layer; the reply echoes them.
  ///
  /// - Parameter ordinal: 1 for the first layer with weights.
  static func weights(of layer: OverlayNetwork.Convolution, ordinal: Int) -> StreamMessage {
    StreamMessage(
      header: [
        Int32(ordinal), 1, Int32(layer.kernelHeight), Int32(layer.input.channels),
        Int32(layer.input.height), Int32(layer.output.channels), Int32(layer.output.height),
        Int32(layer.padding),
      ],
      requestCount: layer.weights.count, replyCount: layer.weights.count)
  }

  /// Classify a batch of images.
  static func inference(_ network: OverlayNetwork, batch: Int) -> StreamMessage {
    let kernel = network.convolutions.first?.kernelHeight ?? 1
    // The published notebooks send 2 as the padding here; the cores take theirs from the weights.
    return StreamMessage(
      header: [
        0, Int32(batch), Int32(kernel), Int32(network.input.channels), Int32(network.input.height),
        Int32(network.output.channels), Int32(network.output.height), 2,
      ],
      requestCount: batch * network.input.count, replyCount: batch * network.output.count)
  }

  /// The most images whose request and reply fit one transfer.
  static func largestBatch(of network: OverlayNetwork, bytes: Int) -> Int {
    (bytes / bytesPerWord - headerCount) / max(network.input.count, network.output.count)
  }
}
