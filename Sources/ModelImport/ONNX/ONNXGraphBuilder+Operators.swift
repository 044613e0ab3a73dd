// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension ONNXGraphBuilder {
  /// What a node gives.
  mutating func value(of node: ONNXNode) throws(AccelError) -> Value {
    switch node.type {
    case "Conv": return .map(try convolution(node))
    case "Gemm": return .map(try gemm(node))
    case "MatMul": return .map(try matMul(node))
    case "MaxPool": return .map(try maxPool(node))
    case "AveragePool": return .map(try averagePool(node))
    case "GlobalAveragePool": return .map(try globalAveragePool(node))
    case "GlobalMaxPool": return .map(try globalMaxPool(node))
    case "ReduceMean": return .map(try reduceMean(node))
    case "Relu": return .map(try appendElementwise(node, map(node), .relu))
    case "Clip": return .map(try clip(node))
    case "Softmax", "LogSoftmax": return .map(try softmax(node))
    case "Add", "Sub", "Mul", "Div": return try arithmetic(node)
    case "BatchNormalization": return .map(try batchNormalization(node))
    case "Pad": return .map(try pad(node))
    case "Concat": return try concat(node)
    case "Flatten": return try flatten(node)
    case "Reshape": return try reshape(node)
    case "Squeeze": return try squeeze(node)
    case "Unsqueeze": return try unsqueeze(node)
    case "Transpose": return try transpose(node)
    case "QuantizeLinear": return try quantize(node)
    case "DequantizeLinear": return try dequantize(node)
    case "Identity": return try value(node, 0)
    case "Dropout": return try dropout(node)
    case "Constant": return .constant(try constant(of: node))
    case "Cast": return try cast(node)
    case "Shape": return .constant(try shape(node))
    case "Gather": return .constant(try gather(node))
    case "Slice": return .constant(try slice(node))
    case "ReduceProd": return .constant(try reduceProduct(node))
    case "ConstantOfShape": return .constant(try constantOfShape(node))
    case "Range": return .constant(try range(node))
    default:
      throw node.unsupported(
        "operator \(node.type.isEmpty ? "without a type" : node.type) is not supported",
        "use Conv, Gemm, MatMul, pooling, Relu, Clip, Add, BatchNormalization, Concat and a final "
          + "Softmax")
    }
  }

  private mutating func dropout(_ node: ONNXNode) throws(AccelError) -> Value {
    if let training = try constant(node, 2, "training_mode"), training.integers != [0] {
      throw node.unsupported("training_mode", value: "true")
    }
    return try value(node, 0)
  }

  // MARK: activations

  private mutating func clip(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try map(node)
    var limits: [Float] = []
    for (index, name) in ["min", "max"].enumerated() {
      let standard = index == 0 ? -Float.infinity : .infinity
      if node.opset < 11 {
        limits.append(try node.real(name) ?? standard)
      } else if let tensor = try constant(node, index + 1, name) {
        guard let values = tensor.reals, values.count == 1 else {
          throw node.malformed("its \(name) is no single real number")
        }
        limits.append(values[0])
      } else {
        limits.append(standard)
      }
    }
    // Exporters write the largest number for none.
    let none = Float.greatestFiniteMagnitude
    switch (limits[0], limits[1]) {
    case (0, 6): return try appendElementwise(node, map, .relu6)
    case (0, let high) where high >= none: return try appendElementwise(node, map, .relu)
    case (let low, let high) where low <= -none && high >= none: return map
    default:
      throw node.unsupported(
        "min \(limits[0]) and max \(limits[1]) are not supported", "use 0 and 6, or 0 and none")
    }
  }

  private mutating func softmax(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try map(node)
    let rank = map.axes.count
    let axis = try node.axis(node.integer("axis", default: node.opset < 13 ? 1 : -1), rank: rank)
    // Before version 13 it runs over all axes from this one on.
    let axes = node.opset < 13 ? map.axes[axis...].flatMap { $0 } : map.axes[axis]
    guard axes == map.features else {
      throw node.unsupported(
        "axis \(axis) of \(text(map.dimensions)) does not run over all values of an image",
        "use it behind the last fully connected layer")
    }
    return try appendElementwise(node, map, .softmax)
  }
}
