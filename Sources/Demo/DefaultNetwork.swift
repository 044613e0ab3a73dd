// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ModelImport

/// The LeNet-5 that comes with the program; made by Scripts/train_lenet5_overlay.py.
enum DefaultNetwork {
  /// int8 (430500,): conv1, conv2, ip1, ip2, each in order (output, y, x, input).
  static let resource = "lenet5-overlay.npy"
  static let weightCount = 430_500

  static func graph() throws(AccelError) -> LayerGraph {
    let path = try resourcePath()
    let array = try NPYFile.read(BinaryFile.read(path), named: path)
    guard case .int8(let words) = array.values, words.count == weightCount else {
      throw AccelError(
        .malformedFile, attempt: "load the default network",
        problem: "\(path) is not what comes with the program", remedy: "build the program again")
    }
    return try graph(weights: words)
  }

  /// The same structure with other weights, in the resource's order.
  static func graph(weights words: [Int8]) throws(AccelError) -> LayerGraph {
    // A word w stands for w / 128, which is quantised back to w exactly.
    var rest = words.map { Float($0) / 128 }[...]
    func take(_ count: Int) -> [Float] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let pooling = Layer.Operation.maxPooling(Pooling(window: 2, stride: 2))
    return try LayerGraph(
      name: "LeNet-5", input: Shape(height: 28, width: 28, channels: 1),
      layers: [
        Layer(
          name: "conv1",
          .convolution(Convolution(outputChannels: 20, kernel: 5, weights: take(500)))),
        Layer(name: "pool1", pooling),
        Layer(
          name: "conv2",
          .convolution(Convolution(outputChannels: 50, kernel: 5, weights: take(25_000)))),
        Layer(name: "pool2", pooling),
        Layer(
          name: "ip1", .fullyConnected(FullyConnected(outputs: 500, weights: take(400_000)))),
        Layer(name: "relu1", .relu),
        Layer(name: "ip2", .fullyConnected(FullyConnected(outputs: 10, weights: take(5_000)))),
      ])
  }

  /// Beside the executable, where SwiftPM puts it. (`Bundle.module` would trap where it is absent.)
  private static func resourcePath() throws(AccelError) -> String {
    let bundle = "Accel_Demo.resources"
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
