// SPDX-License-Identifier: BSD-3-Clause
package import Accel
internal import Foundation
internal import ModelImport

/// The LeNet-5 that comes with the programs, trained for each number profile.
package enum DefaultNetwork {
  /// Made by Scripts/train_lenet5.py and `accel import`.
  static let nativeResource = "lenet5.accel"
  /// Made by Scripts/train_lenet5_overlay.py: int8 (430500,): conv1, conv2, ip1, ip2, each in order
  /// (output, y, x, input).
  static let overlayResource = "lenet5-overlay.npy"
  /// The logit that an output word of 1 stands for: `TEMPERATURE` of Scripts/train_lenet5_overlay.py.
  package static let overlayLogitsPerWord = 1.0 / 12

  /// In fixed8.
  ///
  /// - Throws: ``AccelError``: `unreadableFile` or `malformedFile` where it is not what was built.
  package static func native() throws(AccelError) -> NativeNetwork {
    let path = try resourcePath(nativeResource)
    guard case .native(let network) = try NetworkFile.network(BinaryFile.read(path), named: path)
    else {
      throw AccelError(
        .malformedFile, attempt: "load the default network",
        problem: "\(path) is not what comes with the program", remedy: "build the program again")
    }
    return network
  }

  /// Whose words in fixed8 are those of the training.
  ///
  /// - Throws: ``AccelError``: `unreadableFile` or `malformedFile` where it is not what was built.
  package static func overlayGraph() throws(AccelError) -> LayerGraph {
    let path = try resourcePath(overlayResource)
    let array = try NPYFile.read(BinaryFile.read(path), named: path)
    guard case .int8(let words) = array.values, words.count == LayerGraph.lenet5WeightCount
    else {
      throw AccelError(
        .malformedFile, attempt: "load the default network",
        problem: "\(path) is not what comes with the program", remedy: "build the program again")
    }
    // A word w stands for w / 128, which is quantised back to w exactly.
    return try LayerGraph.lenet5(weights: words.map { Float($0) / 128 })
  }

  /// Beside the executable, where SwiftPM puts it. (`Bundle.module` would trap where it is absent.)
  private static func resourcePath(_ resource: String) throws(AccelError) -> String {
    let bundle = "Accel_ProgramSupport.resources"
    let folder = Bundle.main.bundleURL
    let candidates = [folder, folder.deletingLastPathComponent()]
      .map { $0.appendingPathComponent(bundle).appendingPathComponent(resource).path }
    guard let path = candidates.first(where: FileManager.default.fileExists) else {
      throw AccelError(
        .unreadableFile, attempt: "load the default network",
        problem: "\(bundle) is not beside the executable",
        remedy: "keep the two together, or give --model")
    }
    return path
  }
}
