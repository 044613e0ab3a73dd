// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXGraphBuilder {
  /// A part of a shape, or of the small arrays that exporters turn about for Pad.
  mutating func slice(_ node: ONNXNode) throws(AccelError) -> ONNXTensor {
    guard case .constant(var tensor) = try value(node, 0) else {
      throw node.unsupported("it takes a part of a feature map", "use \(node.type) on shapes only")
    }
    try checkLength(tensor.count, node)
    let isOld = node.opset < 10
    let starts = isOld ? try node.integers("starts") : try integers(node, 1, "starts")
    let ends = isOld ? try node.integers("ends") : try integers(node, 2, "ends")
    guard let starts, let ends else { throw node.malformed("it has no starts or no ends") }
    let axes =
      (isOld ? try node.integers("axes") : try integers(node, 3, "axes"))
      ?? Array(starts.indices)
    let steps =
      (isOld ? nil : try integers(node, 4, "steps")) ?? [Int](repeating: 1, count: starts.count)
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count,
      starts.count <= tensor.shape.count, !steps.contains(0)
    else {
      throw node.malformed("its starts, ends, axes and steps do not belong together")
    }
    for (index, start) in starts.enumerated() {
      let axis = try node.axis(axes[index], rank: tensor.shape.count)
      let range = SliceRange(start: start, end: ends[index], step: steps[index])
      tensor = tensor.taking(range.places(of: tensor.shape[axis]), of: axis)
    }
    return tensor
  }
}

/// From one place to before another, counted from the end if they are negative.
private struct SliceRange {
  let start: Int
  let end: Int
  let step: Int

  func places(of side: Int) -> [Int] {
    guard side > 0 else { return [] }
    // Places beyond the ends count as the ends.
    let least = step > 0 ? 0 : -1
    let most = step > 0 ? side : side - 1
    func place(_ index: Int) -> Int { min(max(index < 0 ? index + side : index, least), most) }
    let step = min(max(step, -side), side)
    return Array(stride(from: place(start), to: place(end), by: step))
  }
}

extension ONNXTensor {
  /// The slices of an axis that `places` names.
  fileprivate func taking(_ places: [Int], of axis: Int) -> ONNXTensor {
    let inner = shape[(axis + 1)...].reduce(1, *)
    var order: [Int] = []
    for outer in 0..<shape[..<axis].reduce(1, *) {
      for place in places {
        let first = (outer * shape[axis] + place) * inner
        order += first..<first + inner
      }
    }
    var sides = shape
    sides[axis] = places.count
    var result = reordered(order, shape: sides)
    result.scales = nil
    return result
  }
}
