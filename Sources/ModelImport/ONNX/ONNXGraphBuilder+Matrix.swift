// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXGraphBuilder {
  mutating func gemm(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try map(node)
    guard try !node.flag("transA") else { throw node.unsupported("transA", value: "1") }
    var weights = try matrix(node)
    if try node.flag("transB") { weights = weights.transposed([1, 0]) }
    if let alpha = try node.real("alpha"), alpha != 1 {
      weights.elements = .reals((weights.reals ?? []).map { $0 * alpha })
      weights.scales = nil
    }
    let outputs = weights.shape[1]
    guard map.axes.count == 2 else {
      throw node.mismatch("its input \(text(map.dimensions)) is no matrix")
    }
    var biases: [Float] = []
    if try optional(node, 2) != nil {
      let values = try reals(node, 2, "C")
      guard values.count == 1 || values.shape.last == outputs && values.count == outputs else {
        throw node.unsupported(
          "C \(text(values.shape)) is not one value for each of \(outputs) outputs",
          "use a bias vector")
      }
      let beta = try node.real("beta") ?? 1
      let scaled = (values.reals ?? []).map { $0 * beta }
      biases = scaled.count == 1 ? [Float](repeating: scaled[0], count: outputs) : scaled
    }
    return try product(node, map, weights, biases)
  }

  mutating func matMul(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    try product(node, map(node), matrix(node), [])
  }

  private mutating func matrix(_ node: ONNXNode) throws(AccelError) -> ONNXTensor {
    let weights = try reals(node, 1, "weights")
    guard weights.shape.count == 2, !weights.shape.contains(0),
      weights.shape.allSatisfy({ $0 <= Shape.maximumCount })
    else {
      throw node.unsupported(
        "its weights \(text(weights.shape)) are no matrix", "use a matrix of weights")
    }
    return weights
  }

  /// - Parameter weights: inputs by outputs.
  private mutating func product(
    _ node: ONNXNode, _ map: ONNXMap, _ weights: ONNXTensor, _ biases: [Float]
  ) throws(AccelError) -> ONNXMap {
    let (inputs, outputs) = (weights.shape[0], weights.shape[1])
    guard let last = map.axes.last, map.dimensions.last == inputs else {
      throw node.mismatch(
        "its weights \(text(weights.shape)) do not fit its input \(text(map.dimensions))")
    }
    let others = map.axes.dropLast()
    let isFull = others.joined().allSatisfy { $0 == .batch } && !last.contains(.batch)
    guard isFull || last == map.longer([.channel]) else {
      throw node.unsupported(
        "it sums over some of the values of \(text(map.dimensions)) only",
        "use it on all values of an image, or on the channels of each pixel")
    }
    let values = weights.reals ?? []
    let places = isFull ? map.places(along: last) : Array(0..<inputs)
    var ordered: [Float] = []
    ordered.reserveCapacity(values.count)
    for output in 0..<outputs {
      for place in places { ordered.append(values[place * outputs + output]) }
    }
    var result = try append(
      node, [map],
      isFull
        ? .fullyConnected(FullyConnected(outputs: outputs, weights: ordered, biases: biases))
        : .convolution(
          Convolution(outputChannels: outputs, kernel: 1, weights: ordered, biases: biases)))
    result.axes = others + [result.longer([.channel])]
    noteScales(of: weights, axis: 1, node)
    return result
  }
}
