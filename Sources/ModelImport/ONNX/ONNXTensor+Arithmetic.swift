// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXTensor {
  /// What Add, Sub, Mul or Div makes of two constants.
  init(_ node: ONNXNode, _ left: ONNXTensor, _ right: ONNXTensor) throws(AccelError) {
    let shape = try ONNXTensor.common(node, left.shape, right.shape)
    let count = shape.reduce(1, *)
    // Larger results are no shapes, and not bounded by the file's size.
    guard count == max(left.count, right.count) else {
      throw node.unsupported(
        "its constants \(text(left.shape)) and \(text(right.shape)) multiply",
        "export the model with constant folding")
    }
    let (one, two) = (left.places(in: shape), right.places(in: shape))
    switch (left.elements, right.elements) {
    case (.reals(let a), .reals(let b)):
      self.init(
        zip(one, two).map { ONNXTensor.result(node.type, a[$0], b[$1]) }, shape)
    case (.integers(let a), .integers(let b)):
      var values: [Int64] = []
      for (i, j) in zip(one, two) {
        guard let value = ONNXTensor.result(node.type, a[i], b[j]) else {
          throw node.mismatch("\(node.type) of \(a[i]) and \(b[j]) has no result")
        }
        values.append(value)
      }
      self.init(values, shape, left.type)
    default: throw node.malformed("it mixes integers and real numbers")
    }
  }

  private static func common(
    _ node: ONNXNode, _ left: [Int], _ right: [Int]
  ) throws(AccelError) -> [Int] {
    let rank = max(left.count, right.count)
    let one = [Int](repeating: 1, count: rank - left.count) + left
    let two = [Int](repeating: 1, count: rank - right.count) + right
    var shape: [Int] = []
    for (a, b) in zip(one, two) {
      guard a == b || a == 1 || b == 1 else {
        throw node.mismatch("its inputs \(text(left)) and \(text(right)) do not fit each other")
      }
      shape.append(a == 1 ? b : a)
    }
    guard shape.reduce(1.0, { $0 * Double($1) }) <= Double(maximumCount) else {
      throw node.mismatch("its inputs \(text(left)) and \(text(right)) make too much")
    }
    return shape
  }

  /// For each element of a result of that shape, the place of the one that it is made of.
  private func places(in result: [Int]) -> [Int] {
    if shape == result { return Array(0..<count) }
    if count == 1 { return [Int](repeating: 0, count: result.reduce(1, *)) }
    let sides = [Int](repeating: 1, count: result.count - shape.count) + shape
    var places = [0]
    for (axis, side) in sides.enumerated() {
      let isRepeated = side == 1
      places = places.flatMap { start in
        (0..<result[axis]).map { start * side + (isRepeated ? 0 : $0) }
      }
    }
    return places
  }

  private static func result(_ type: String, _ a: Float, _ b: Float) -> Float {
    switch type {
    case "Add": a + b
    case "Sub": a - b
    case "Mul": a * b
    default: a / b
    }
  }

  private static func result(_ type: String, _ a: Int64, _ b: Int64) -> Int64? {
    switch type {
    case "Add": return a &+ b
    case "Sub": return a &- b
    case "Mul": return a &* b
    default:
      guard b != 0 else { return nil }
      return a.dividedReportingOverflow(by: b).partialValue
    }
  }
}
