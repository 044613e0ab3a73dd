// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Of a scalar, of whatever type.
private func first(_ tensor: ONNXTensor) -> Float {
  tensor.reals?.first ?? tensor.integers?.first.map { Float($0) } ?? 0
}

/// Operators that move nothing: they name the axes of a map, or of a constant, anew.
extension ONNXGraphBuilder {
  mutating func flatten(_ node: ONNXNode) throws(AccelError) -> Value {
    let given = try node.integer("axis", default: 1)
    switch try value(node, 0) {
    case .constant(var tensor):
      let axis =
        given == tensor.shape.count ? given : try node.axis(given, rank: tensor.shape.count)
      tensor.shape = [
        tensor.shape[..<axis].reduce(1, *), tensor.shape[axis...].reduce(1, *),
      ]
      tensor.scales = nil
      return .constant(tensor)
    case .map:
      var map = try map(node)
      let axis = given == map.axes.count ? given : try node.axis(given, rank: map.axes.count)
      map.axes = [map.axes[..<axis].flatMap { $0 }, map.axes[axis...].flatMap { $0 }]
      return .map(map)
    }
  }

  mutating func transpose(_ node: ONNXNode) throws(AccelError) -> Value {
    let given = try node.integers("perm")
    func permutation(_ rank: Int) throws(AccelError) -> [Int] {
      let permutation = given ?? Array((0..<rank).reversed())
      guard permutation.sorted() == Array(0..<rank) else {
        throw node.mismatch("perm \(text(permutation)) is no permutation of \(rank) axes")
      }
      return permutation
    }
    switch try value(node, 0) {
    case .constant(let tensor):
      return .constant(tensor.transposed(try permutation(tensor.shape.count)))
    case .map:
      var map = try map(node)
      map.axes = try permutation(map.axes.count).map { [map] in map.axes[$0] }
      return .map(map)
    }
  }

  mutating func unsqueeze(_ node: ONNXNode) throws(AccelError) -> Value {
    guard let given = try axes(node) else { throw node.malformed("it has no axes") }
    func inserted<Side>(_ sides: [Side], _ one: Side) throws(AccelError) -> [Side] {
      let rank = sides.count + given.count
      var places: Set<Int> = []
      for axis in given { places.insert(try node.axis(axis, rank: rank)) }
      guard places.count == given.count else {
        throw node.malformed("its axes \(text(given)) name one twice")
      }
      var rest = sides[...]
      return (0..<rank).map { places.contains($0) ? one : rest.removeFirst() }
    }
    switch try value(node, 0) {
    case .constant(var tensor):
      tensor.shape = try inserted(tensor.shape, 1)
      tensor.scales = nil
      return .constant(tensor)
    case .map:
      var map = try map(node)
      map.axes = try inserted(map.axes, [])
      return .map(map)
    }
  }

  mutating func squeeze(_ node: ONNXNode) throws(AccelError) -> Value {
    let given = try axes(node)
    func left(_ sides: [Int]) throws(AccelError) -> [Int] {
      var removed = Set(sides.indices.filter { given == nil && sides[$0] == 1 })
      for axis in given ?? [] { removed.insert(try node.axis(axis, rank: sides.count)) }
      guard removed.allSatisfy({ sides[$0] == 1 }) else {
        throw node.mismatch(
          "its axes \(text(given ?? [])) of \(text(sides)) are not all of length 1")
      }
      return sides.indices.filter { !removed.contains($0) }
    }
    switch try value(node, 0) {
    case .constant(var tensor):
      tensor.shape = try left(tensor.shape).map { [tensor] in tensor.shape[$0] }
      tensor.scales = nil
      return .constant(tensor)
    case .map:
      var map = try map(node)
      map.axes = try left(map.dimensions).map { [map] in map.axes[$0] }
      return .map(map)
    }
  }

  private mutating func axes(_ node: ONNXNode) throws(AccelError) -> [Int]? {
    let axes = node.opset < 13 ? try node.integers("axes") : try integers(node, 1, "axes")
    guard axes?.count ?? 0 <= 8 else { throw node.malformed("it has more than 8 axes") }
    return axes
  }

  mutating func concat(_ node: ONNXNode) throws(AccelError) -> Value {
    guard node.has("axis") else { throw node.malformed("it has no axis") }
    let given = try node.integer("axis")
    guard case .map = try value(node, 0) else {
      return .constant(try concatenatedShape(node))
    }
    var maps: [ONNXMap] = []
    for index in node.inputs.indices { maps.append(try map(node, index)) }
    let axis = try node.axis(given, rank: maps[0].axes.count)
    // The channels are the slowest of what is joined, so that one map's follow another's.
    func others(_ map: ONNXMap) -> [[ONNXMap.Axis]]? {
      guard map.axes.count == maps[0].axes.count else { return nil }
      var axes = map.axes
      if map.shape.channels > 1 {
        guard axes[axis].first == .channel else { return nil }
        axes[axis].removeFirst()
      }
      return axes
    }
    let first = maps[0]
    for map in maps {
      guard let axes = others(map), axes == others(first), map.shape.height == first.shape.height,
        map.shape.width == first.shape.width
      else {
        throw node.unsupported(
          "axis \(given) of \(maps.map { text($0.dimensions) }.joined(separator: ", ")) does not "
            + "join channels", "join maps of the same size along the channels")
      }
    }
    if maps.count == 1 { return .map(first) }
    var result = try append(node, maps, .concatenation)
    var axes = others(first) ?? []
    axes[axis] = result.longer([.channel]) + axes[axis]
    result.axes = axes
    return .map(result)
  }

  mutating func pad(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    var map = try paddedMap(node)
    let mode = try node.string("mode") ?? "constant"
    guard mode == "constant" else { throw node.unsupported("mode", value: mode) }
    let rank = map.axes.count
    let isOld = node.opset < 11
    let given = isOld ? try node.integers("pads") : try integers(node, 1, "pads")
    let value =
      isOld
      ? try node.real("value") ?? 0
      : try constant(node, 2, "constant_value").map(first) ?? 0
    guard value == 0 else { throw node.unsupported("constant_value", value: "\(value)") }
    var axes = Array(0..<rank)
    if let named = try integers(node, 3, "axes") {
      axes = []
      for axis in named { axes.append(try node.axis(axis, rank: rank)) }
    }
    guard let pads = given, pads.count == 2 * axes.count else {
      throw node.malformed("its pads are missing, or not two for each axis")
    }
    if pads.allSatisfy({ $0 == 0 }) { return map }
    var sides: [ONNXMap.Axis: [Int]] = [.row: [0, 0], .column: [0, 0]]
    for (index, axis) in axes.enumerated() {
      let ends = [pads[index], pads[axes.count + index]]
      let name =
        map.isChannelsFirst && axis >= 2 ? [.row, .column][axis - 2] : map.axes[axis].first
      if ends == [0, 0] { continue }
      guard let name, sides[name] != nil, map.isChannelsFirst || map.axes[axis].count == 1 else {
        throw node.unsupported(
          "pads \(text(pads)) reach beyond height and width", "pad height and width only")
      }
      sides[name] = ends
    }
    let all = sides.values.flatMap { $0 }
    guard let width = all.first, all.allSatisfy({ $0 == width }), (1...255).contains(width) else {
      throw node.unsupported(
        "pads \(text(pads)) are not the same on all sides", "use the same padding on all sides")
    }
    map.padding += width
    return map
  }
}
