// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXGraphBuilder {
  mutating func maxPool(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try spatialMap(node)
    guard map.padding == 0 || isRectified(map.source) else {
      throw node.unsupported(
        "it takes the zeros of a Pad, which can be larger than what they surround",
        "use pads of MaxPool itself")
    }
    return try append(node, [map], .maxPooling(pooling(node, map)))
  }

  mutating func averagePool(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try spatialMap(node)
    let pooling = try pooling(node, map)
    let countsPadding = try node.flag("count_include_pad")
    guard countsPadding || pooling.padding == map.padding else {
      throw node.unsupported(
        "pads with count_include_pad 0 are not supported", "use no pads, or count_include_pad 1")
    }
    return try append(node, [map], .averagePooling(pooling))
  }

  private func pooling(_ node: ONNXNode, _ map: ONNXMap) throws(AccelError) -> Pooling {
    guard node.outputs.dropFirst().allSatisfy({ $0.isEmpty }) else {
      throw node.unsupported("its indices are an output", "use the values of MaxPool only")
    }
    let window = try ONNXWindow(node, map: map)
    return Pooling(
      window: window.size, stride: window.stride, padding: window.padding,
      roundsUp: try node.flag("ceil_mode"))
  }

  mutating func globalAveragePool(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try spatialMap(node)
    guard map.padding == 0 else {
      throw node.unsupported("it takes the output of a Pad", "remove it")
    }
    return try append(node, [map], .globalAveragePooling)
  }

  mutating func globalMaxPool(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try map(node)
    guard map.isChannelsFirst, map.shape.height == map.shape.width else {
      throw node.unsupported(
        "its input \(text(map.dimensions)) is no square map", "use it on square maps")
    }
    return try append(
      node, [map], .maxPooling(Pooling(window: map.shape.height, stride: map.shape.height)))
  }

  /// The mean of each channel.
  mutating func reduceMean(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try map(node)
    let given = node.opset < 18 ? try node.integers("axes") : try integers(node, 1, "axes")
    var axes: Set<Int> = []
    for axis in given ?? [] { axes.insert(try node.axis(axis, rank: map.axes.count)) }
    let reduced = map.axes.indices.filter { axes.contains($0) }.flatMap { map.axes[$0] }
    guard Set(reduced) == Set(map.longer([.row, .column])), !axes.isEmpty else {
      throw node.unsupported(
        "axes \(text(given ?? [])) of \(text(map.dimensions)) are not height and width",
        "use it to average each channel")
    }
    var result = try append(node, [map], .globalAveragePooling)
    let keeps = try node.integer("keepdims", default: 1) != 0
    result.axes = map.axes.indices.compactMap { index in
      axes.contains(index) ? (keeps ? [] : nil) : map.axes[index]
    }
    return result
  }

  /// Whether no value of it is below zero.
  func isRectified(_ source: Int) -> Bool {
    var source = source
    while source >= 0 {
      switch layers[source].operation {
      case .relu, .relu6, .softmax: return true
      case .maxPooling, .averagePooling, .globalAveragePooling:
        guard case .layer(let name) = layers[source].inputs[0],
          let before = layers[..<source].lastIndex(where: { $0.name == name })
        else { return false }
        source = before
      default: return false
      }
    }
    return false
  }
}
