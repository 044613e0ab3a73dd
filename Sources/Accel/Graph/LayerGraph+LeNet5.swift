// SPDX-License-Identifier: BSD-3-Clause

extension LayerGraph {
  /// Weights of ``lenet5(weights:)`` in all.
  public static let lenet5WeightCount = 430_500

  /// LeNet-5 as Caffe and the FCCM 2018 paper have it: 20-50-500-10, for 28x28x1 images.
  ///
  /// - Parameter weights: conv1, conv2, ip1, ip2 one after the other, each in order
  ///   (output, y, x, input).
  /// - Throws: ``AccelError`` `shapeMismatch` if there are not ``lenet5WeightCount``.
  public static func lenet5(weights: [Float]) throws(AccelError) -> LayerGraph {
    guard weights.count == lenet5WeightCount else {
      throw AccelError(
        .shapeMismatch, attempt: "make LeNet-5",
        problem: "\(weights.count) weights were given where it has \(lenet5WeightCount)",
        remedy: "give those of conv1, conv2, ip1 and ip2, without biases")
    }
    var rest = weights[...]
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
        Layer(name: "ip1", .fullyConnected(FullyConnected(outputs: 500, weights: take(400_000)))),
        Layer(name: "relu1", .relu),
        Layer(name: "ip2", .fullyConnected(FullyConnected(outputs: 10, weights: take(5000)))),
      ])
  }
}
