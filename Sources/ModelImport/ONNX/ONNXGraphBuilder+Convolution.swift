// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXGraphBuilder {
  mutating func convolution(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let weights = try reals(node, 1, "weights")
    guard weights.shape.count == 4, !weights.shape.contains(0) else {
      throw node.unsupported(
        "its weights \(text(weights.shape)) are not those of two dimensions",
        "use two-dimensional convolutions")
    }
    let map = try spatialMap(node)
    let window = try ONNXWindow(node, sizes: Array(weights.shape[2...]), map: map)
    let groups = try node.integer("group", default: 1)
    let (outputs, channels) = (weights.shape[0], weights.shape[1])
    guard groups > 0, groups <= outputs, channels * groups == map.shape.channels else {
      throw node.mismatch(
        "its weights \(text(weights.shape)) with group \(groups) do not fit its input "
          + text(map.dimensions))
    }
    let biases = try biases(node, outputs: outputs)
    let result = try append(
      node, [map],
      .convolution(
        Convolution(
          outputChannels: outputs, kernel: window.size, stride: window.stride,
          padding: window.padding, groups: groups,
          weights: WeightOrder.channelsLast(
            weights.reals ?? [], outputs: outputs, channels: channels, height: window.size,
            width: window.size), biases: biases)))
    noteScales(of: weights, axis: 0, node)
    return result
  }

  private mutating func biases(_ node: ONNXNode, outputs: Int) throws(AccelError) -> [Float] {
    guard try optional(node, 2) != nil else { return [] }
    let biases = try reals(node, 2, "biases")
    guard biases.count == outputs else {
      throw node.mismatch("it has \(biases.count) biases for \(outputs) outputs")
    }
    return biases.reals ?? []
  }

  /// Keep the scales of weights, if there is one for all or one for each output.
  mutating func noteScales(of weights: ONNXTensor, axis: Int, _ node: ONNXNode) {
    guard let own = weights.scales else { return }
    if own.values.count == 1 {
      scales.weights[node.name] = [Double](repeating: own.values[0], count: weights.shape[axis])
    } else if own.axis == axis {
      scales.weights[node.name] = own.values
    }
  }
}
