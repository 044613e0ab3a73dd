// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

/// What a network's output words stand for.
struct LogitScale {
  /// The logit of the word 1.
  let perWord: Double
  let source: String
}

extension LogitScale {
  /// - Parameter isDefault: whether it is the network that comes with the program.
  init(_ network: Network, dataset: Arguments.Dataset, isDefault: Bool) {
    switch (network, dataset) {
    case (.native(let network), _):
      perWord = network.outputQuantization.scale
      source = "the output scale that the network was quantised with"
    case (.overlay, _) where isDefault:
      perWord = DefaultNetwork.overlayLogitsPerWord
      source = "as the network was trained"
    case (.overlay(let network), .mnist):
      perWord = LogitScale.inverse(256 * network.encoding.scale)
      source = "the input encoding's scale, undone, for a network trained on bytes / 256"
    case (.overlay(let network), .cifar10):
      perWord = LogitScale.inverse(network.encoding.scale)
      source = "the input encoding's scale, undone, for a network trained on bytes less their mean"
    }
  }

  /// A scale of a file may be any number.
  private static func inverse(_ scale: Double) -> Double {
    scale.isNormal && scale > 0 ? 1 / scale : 1
  }
}
