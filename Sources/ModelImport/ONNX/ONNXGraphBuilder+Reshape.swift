// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXGraphBuilder {
  mutating func reshape(_ node: ONNXNode) throws(AccelError) -> Value {
    guard let target = try integers(node, 1, "shape") else {
      throw node.malformed("it has no shape")
    }
    guard target.count <= 8, try !node.flag("allowzero") || !target.contains(0) else {
      throw node.unsupported(
        "its shape \(text(target)) has no elements, or too many axes", "use a network without it")
    }
    switch try value(node, 0) {
    case .constant(var tensor):
      tensor.shape = try sides(node, target, of: tensor.shape)
      tensor.scales = nil
      return .constant(tensor)
    case .map:
      var map = try map(node)
      let sides = try sides(node, target, of: map.dimensions)
      if let axes = grouped(map, sides) {
        map.axes = axes
        return .map(map)
      }
      guard let image = image(map, sides) else {
        throw node.unsupported(
          "it makes \(text(sides)) of \(text(map.dimensions)), which takes axes apart",
          "flatten maps only, before a fully connected layer")
      }
      input = image.shape
      return .map(image)
    }
  }

  /// The lengths that a shape stands for: 0 is the input's, -1 what is left.
  private func sides(
    _ node: ONNXNode, _ target: [Int], of given: [Int]
  ) throws(AccelError) -> [Int] {
    let count = given.reduce(1, *)
    var sides: [Int] = []
    var known = 1
    for (axis, side) in target.enumerated() {
      let length = side == 0 && axis < given.count ? given[axis] : side
      let (product, overflow) = known.multipliedReportingOverflow(by: max(length, 1))
      guard length > 0 || length == -1, !overflow else { throw misfit(node, target, given) }
      known = product
      sides.append(length)
    }
    guard sides.filter({ $0 == -1 }).count <= 1, count % known == 0,
      count == known || sides.contains(-1)
    else { throw misfit(node, target, given) }
    return sides.map { $0 == -1 ? count / known : $0 }
  }

  private func misfit(_ node: ONNXNode, _ target: [Int], _ given: [Int]) -> AccelError {
    node.mismatch("its shape \(text(target)) does not fit its input \(text(given))")
  }

  /// The map's axes, several to a side, or `nil` if a side takes a part of one.
  private func grouped(_ map: ONNXMap, _ sides: [Int]) -> [[ONNXMap.Axis]]? {
    var rest = map.axes.flatMap { $0 }[...]
    var groups: [[ONNXMap.Axis]] = []
    for side in sides {
      var group: [ONNXMap.Axis] = []
      var product = 1
      while product < side, let axis = rest.popFirst() {
        group.append(axis)
        product *= map.length(of: axis)
      }
      guard product == side else { return nil }
      groups.append(group)
    }
    return rest.isEmpty ? groups : nil
  }

  /// What a network makes of an image that it takes as a row of values.
  private func image(_ map: ONNXMap, _ sides: [Int]) -> ONNXMap? {
    guard map.source < 0, !map.isShared, normalization == nil, map.axes.count == 2,
      map.axes[1] == map.longer([.channel]), sides.count == 4, sides[0] == map.batch,
      sides.allSatisfy({ $0 <= Shape.maximumExtent })
    else { return nil }
    // One channel: either order of the axes means the same.
    let isLast = sides[3] == 1 || ONNXInput(network).isChannelsLast
    var image = ONNXMap(
      source: -1,
      shape: isLast
        ? Shape(height: sides[1], width: sides[2], channels: sides[3])
        : Shape(height: sides[2], width: sides[3], channels: sides[1]),
      batch: map.batch)
    if isLast { image.axes = [0, 2, 3, 1].map { [image] in image.axes[$0] } }
    image.quantization = map.quantization
    return image
  }
}
