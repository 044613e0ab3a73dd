// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ONNXFormat

/// Operators with which models compute shapes: integers that are known when a model is read, one
/// image at a time where the batch is open.
extension ONNXGraphBuilder {
  /// No shape is longer.
  private static let longest = 1024

  func constant(of node: ONNXNode) throws(AccelError) -> ONNXTensor {
    if let tensor = try node.tensor("value") { return tensor }
    if let value = try node.real("value_float") { return ONNXTensor([value], []) }
    if let values = try node.reals("value_floats") { return ONNXTensor(values, [values.count]) }
    if let values = try node.integers("value_ints") {
      return ONNXTensor(values.map { Int64($0) }, [values.count])
    }
    guard node.has("value_int") else {
      throw node.unsupported(
        "its value is sparse, of strings or missing", "use dense numbers")
    }
    return ONNXTensor([Int64(try node.integer("value_int"))], [])
  }

  mutating func shape(_ node: ONNXNode) throws(AccelError) -> ONNXTensor {
    let sides: [Int]
    switch try value(node, 0) {
    case .constant(let tensor): sides = tensor.shape
    case .map: sides = try map(node).dimensions
    }
    func place(_ index: Int) -> Int {
      min(max(index < 0 ? index + sides.count : index, 0), sides.count)
    }
    let start = place(try node.integer("start"))
    let end = place(try node.integer("end", default: sides.count))
    let part = sides[start..<max(start, end)]
    return ONNXTensor(part.map { Int64($0) }, [part.count])
  }

  /// A list of integers, for operators that Accel computes on lists alone.
  private mutating func list(_ node: ONNXNode, _ index: Int = 0) throws(AccelError) -> [Int64] {
    guard case .constant(let tensor) = try value(node, index), tensor.shape.count <= 1,
      let values = tensor.integers
    else {
      throw node.unsupported(
        "its input \(index) is no list of integers", "use \(node.type) on shapes only")
    }
    return values
  }

  func checkLength(_ count: Int, _ node: ONNXNode) throws(AccelError) {
    guard count <= ONNXGraphBuilder.longest else {
      throw node.unsupported(
        "\(count) elements are more than a shape has", "use \(node.type) on shapes only")
    }
  }

  mutating func gather(_ node: ONNXNode) throws(AccelError) -> ONNXTensor {
    let values = try list(node)
    guard try node.integer("axis") == 0, let indices = try constant(node, 1, "indices"),
      let places = indices.integers
    else {
      throw node.unsupported("its axis is not 0, or its indices no integers", "use it on shapes")
    }
    var gathered: [Int64] = []
    for place in places {
      guard (-values.count..<values.count).contains(Int(place)) else {
        throw node.mismatch("index \(place) is none of \(values.count)")
      }
      gathered.append(values[Int(place) < 0 ? Int(place) + values.count : Int(place)])
    }
    return ONNXTensor(gathered, indices.shape)
  }

  mutating func concatenatedShape(_ node: ONNXNode) throws(AccelError) -> ONNXTensor {
    var joined: [Int64] = []
    for index in node.inputs.indices {
      joined += try list(node, index)
      try checkLength(joined.count, node)
    }
    return ONNXTensor(joined, [joined.count])
  }

  mutating func reduceProduct(_ node: ONNXNode) throws(AccelError) -> ONNXTensor {
    var product: Int64 = 1
    for value in try list(node) { product = product &* value }
    let keeps = try node.integer("keepdims", default: 1) != 0
    return ONNXTensor([product], keeps ? [1] : [])
  }

  mutating func constantOfShape(_ node: ONNXNode) throws(AccelError) -> ONNXTensor {
    let sides = try list(node)
    var count = 1
    for side in sides {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(side))
      guard side >= 0, !overflow else { throw node.mismatch("its shape is negative or too large") }
      count = product
    }
    try checkLength(count, node)
    let value = try node.tensor("value") ?? ONNXTensor([0], [1])
    guard value.count == 1 else { throw node.malformed("its value is no single number") }
    return value.reordered([Int](repeating: 0, count: count), shape: sides.map { Int($0) })
  }

  mutating func range(_ node: ONNXNode) throws(AccelError) -> ONNXTensor {
    var limits: [Int64] = []
    for index in 0..<3 {
      let values = try list(node, index)
      guard values.count == 1 else { throw node.malformed("its limits are no single integers") }
      limits.append(values[0])
    }
    let (start, end, step) = (limits[0], limits[1], limits[2])
    let (width, overflow) = end.subtractingReportingOverflow(start)
    guard step != 0, !overflow, abs(Double(step)) < 1e18, abs(Double(width)) < 1e18 else {
      throw node.mismatch("its limits \(text(limits)) are out of range")
    }
    let count = max(0, Int((width + step - step.signum()) / step))
    try checkLength(count, node)
    return ONNXTensor((0..<count).map { start + Int64($0) * step }, [count])
  }

  mutating func cast(_ node: ONNXNode) throws(AccelError) -> Value {
    let target = try node.elementType("to")
    guard case .constant(var tensor) = try value(node, 0) else {
      guard [.float, .float16, .double].contains(target) else {
        throw node.unsupported("to", value: "\(target)")
      }
      return .map(try paddedMap(node))
    }
    tensor.type = target
    switch (tensor.elements, target) {
    case (.integers(let values), .float), (.integers(let values), .float16),
      (.integers(let values), .double):
      tensor.elements = .reals(values.map { Float($0) })
    case (.reals(let values), .int32), (.reals(let values), .int64):
      var integers: [Int64] = []
      for value in values {
        guard let integer = Int64(exactly: value.rounded(.towardZero)) else {
          throw node.mismatch("\(value) is no integer of 64 bits")
        }
        integers.append(integer)
      }
      tensor.elements = .integers(integers)
    case (.reals, .float), (.reals, .float16), (.reals, .double), (.integers, .int32),
      (.integers, .int64):
      break
    default: throw node.unsupported("to", value: "\(target)")
    }
    return .constant(tensor)
  }
}
