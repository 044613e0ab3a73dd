// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXGraphBuilder {
  mutating func arithmetic(_ node: ONNXNode) throws(AccelError) -> Value {
    switch (try value(node, 0), try value(node, 1)) {
    case (.constant(let left), .constant(let right)):
      return .constant(try ONNXTensor(node, left, right))
    case (.map, .map): return .map(try sum(node))
    case (.map, .constant(let tensor)):
      return .map(try combine(node, map(node, 0), tensor, isConstantFirst: false))
    case (.constant(let tensor), .map):
      return .map(try combine(node, map(node, 1), tensor, isConstantFirst: true))
    }
  }

  private mutating func sum(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let (left, right) = (try map(node, 0), try map(node, 1))
    guard node.type == "Add" else {
      throw node.unsupported(
        "\(node.type) of two feature maps is not supported", "use Add, or a constant")
    }
    guard left.axes == right.axes, left.shape == right.shape else {
      throw node.unsupported(
        "it adds maps of different shapes or orders, \(text(left.dimensions)) and "
          + text(right.dimensions), "add maps of the same shape")
    }
    var result = try append(node, [left, right], .add)
    result.axes = left.axes
    return result
  }

  private mutating func combine(
    _ node: ONNXNode, _ map: ONNXMap, _ tensor: ONNXTensor, isConstantFirst: Bool
  ) throws(AccelError) -> ONNXMap {
    let values = try spread(tensor, over: map, node)
    let count = values.count == map.shape.count ? values.count : map.shape.channels
    let ones = [Double](repeating: 1, count: map.shape.channels)
    let zeros = [Double](repeating: 0, count: map.shape.channels)
    switch node.type {
    case "Add": return try apply(node, map, factors: ones, offsets: values)
    case "Sub":
      return isConstantFirst
        ? try apply(node, map, factors: ones.map { -$0 }, offsets: values)
        : try apply(node, map, factors: ones, offsets: values.map { -$0 })
    default:
      guard count == map.shape.channels else {
        throw node.unsupported(
          "a factor for each element is not supported", "use one for each channel")
      }
      guard node.type == "Mul" || !isConstantFirst else {
        throw node.unsupported("it divides by a feature map", "divide by constants")
      }
      return try apply(
        node, map, factors: node.type == "Mul" ? values : values.map { 1 / $0 }, offsets: zeros)
    }
  }

  /// A constant as the map's elements meet it: one value for each channel, or for each element in
  /// order (y, x, channel).
  private func spread(
    _ tensor: ONNXTensor, over map: ONNXMap, _ node: ONNXNode
  ) throws(AccelError) -> [Double] {
    guard let reals = tensor.reals else { throw node.malformed("its constant holds integers") }
    let first = map.axes.count - tensor.shape.count
    var axes: [ONNXMap.Axis] = []
    for (index, side) in tensor.shape.enumerated() where side != 1 {
      guard first >= 0, side == map.dimensions[first + index] else {
        throw node.unsupported(
          "its constant \(text(tensor.shape)) does not fit its input \(text(map.dimensions))",
          "use constants of the input's dimensions or 1")
      }
      axes += map.axes[first + index]
    }
    guard first >= 0, !axes.contains(.batch) else {
      throw node.unsupported(
        "its constant \(text(tensor.shape)) differs from image to image or adds dimensions",
        "use the same for all images")
    }
    let values = reals.map { Double($0) }
    if axes.isEmpty { return [Double](repeating: values[0], count: map.shape.channels) }
    if axes == [.channel] { return values }
    // What a constant makes of memory stays within bounds.
    guard map.shape.count <= 4 * values.count else {
      throw node.unsupported(
        "its constant \(text(tensor.shape)) differs along height or width",
        "use one value for each channel")
    }
    return map.places(along: axes).map { values[$0] }
  }

  mutating func batchNormalization(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try map(node)
    if try node.flag("training_mode") { throw node.unsupported("training_mode", value: "1") }
    let channels = map.shape.channels
    guard map.axes.count >= 2, map.axes[1] == map.longer([.channel]) else {
      throw node.unsupported(
        "the second axis of its input \(text(map.dimensions)) is not the channels",
        "use it on feature maps")
    }
    var parameters: [[Double]] = []
    for (index, what) in ["scale", "bias", "mean", "variance"].enumerated() {
      let values = try reals(node, index + 1, what)
      guard values.count == channels else {
        throw node.mismatch("it has \(values.count) values of \(what) for \(channels) channels")
      }
      parameters.append((values.reals ?? []).map { Double($0) })
    }
    let epsilon = Double(try node.real("epsilon") ?? 1e-5)
    let factors = (0..<channels).map { channel in
      parameters[0][channel] / (parameters[3][channel] + epsilon).squareRoot()
    }
    let offsets = (0..<channels).map { channel in
      parameters[1][channel] - parameters[2][channel] * factors[channel]
    }
    return try apply(node, map, factors: factors, offsets: offsets)
  }
}
