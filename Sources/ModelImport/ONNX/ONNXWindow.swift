// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The attributes that convolutions and poolings share. Accel's windows are square, and as far from
/// each other and as much padded in either direction.
struct ONNXWindow {
  var size: Int
  var stride: Int
  /// That of the map included.
  var padding: Int

  /// - Parameters:
  ///   - sizes: height and width, or `nil` for those of `kernel_shape`.
  ///   - map: what the windows run over.
  init(_ node: ONNXNode, sizes: [Int]? = nil, map: ONNXMap) throws(AccelError) {
    let given = try node.integers("kernel_shape")
    guard let kernel = given ?? sizes, kernel == sizes ?? kernel else {
      throw node.malformed(
        given == nil
          ? "it has no kernel_shape"
          : "kernel_shape \(text(given ?? [])) is not that of "
            + "its weights, \(text(sizes ?? []))")
    }
    size = try ONNXWindow.square(node, "kernel_shape", kernel)
    stride = try ONNXWindow.square(node, "strides", node.integers("strides") ?? [1, 1])
    if let dilations = try node.integers("dilations"), dilations.contains(where: { $0 != 1 }) {
      throw node.unsupported("dilations", value: text(dilations))
    }
    padding = 0
    padding = try map.padding + ownPadding(node, map)
    guard padding <= 255 else { throw node.unsupported("pads", value: "\(padding)") }
  }

  private static func square(
    _ node: ONNXNode, _ name: String, _ values: [Int]
  ) throws(AccelError) -> Int {
    guard values.count == 2 else {
      throw node.unsupported(
        "\(name) \(text(values)) is not two-dimensional", "use two-dimensional layers")
    }
    guard values[0] == values[1] else {
      throw node.unsupported("\(name) \(text(values)) is not square", "use a square \(name)")
    }
    guard (1...Shape.maximumExtent).contains(values[0]) else {
      throw node.mismatch("\(name) \(text(values)) is outside 1...\(Shape.maximumExtent)")
    }
    return values[0]
  }

  private func ownPadding(_ node: ONNXNode, _ map: ONNXMap) throws(AccelError) -> Int {
    let pads: [Int]
    let name: String
    switch try node.string("auto_pad") ?? "NOTSET" {
    case "NOTSET", "":
      name = "pads"
      pads = try node.integers("pads") ?? [0, 0, 0, 0]
    case "VALID": return 0
    case let rule where rule == "SAME_UPPER" || rule == "SAME_LOWER":
      name = "auto_pad \(rule) with padding"
      let all = [map.shape.height, map.shape.width].map { side in
        let side = side + 2 * map.padding
        return max(0, ((side + stride - 1) / stride - 1) * stride + size - side)
      }
      let (less, more) = (all.map { $0 / 2 }, all.map { ($0 + 1) / 2 })
      pads = rule == "SAME_UPPER" ? less + more : more + less
    case let rule: throw node.unsupported("auto_pad", value: rule)
    }
    guard pads.count == 4 else {
      throw node.unsupported(
        "\(name) \(text(pads)) is not of two dimensions", "use two-dimensional layers")
    }
    guard pads.allSatisfy({ $0 == pads[0] }) else {
      throw node.unsupported(
        "\(name) \(text(pads)) is not the same on all sides", "use the same padding on all sides")
    }
    guard (0...255).contains(pads[0]) else { throw node.unsupported(name, value: text(pads)) }
    return pads[0]
  }
}
