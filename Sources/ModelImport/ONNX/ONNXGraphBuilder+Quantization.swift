// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ONNXFormat

/// Numbers that a quantised model brings along: `real = scale * (code - zero point)`.
extension ONNXGraphBuilder {
  mutating func quantize(_ node: ONNXNode) throws(AccelError) -> Value {
    let codes = try codes(node)
    switch try value(node, 0) {
    case .constant(let tensor): return .constant(try codes.quantized(node, tensor))
    case .map:
      var map = try map(node)
      let quantization = try codes.quantization(node)
      if codes.saturates(below: 0), map.source >= 0, !isRectified(map.source) {
        // Quantisers drop a ReLU where the smallest code, which stands for 0, does its work.
        let high = codes.largest
        map = try appendElementwise(
          node, suffix: "#relu", map, abs(high - 6) < 1e-3 * high ? .relu6 : .relu)
      }
      map.quantization = quantization
      map.isCodes = true
      if map.source < 0 {
        if scales.input == nil { scales.input = quantization }
      } else {
        let name = layers[map.source].name
        if scales.layers[name] == nil { scales.layers[name] = quantization }
      }
      return .map(map)
    }
  }

  mutating func dequantize(_ node: ONNXNode) throws(AccelError) -> Value {
    let codes = try codes(node)
    switch try value(node, 0) {
    case .constant(let tensor): return .constant(try codes.dequantized(node, tensor))
    case .map(var map):
      guard map.isCodes else {
        throw node.unsupported(
          "its input is no output of a QuantizeLinear", "give the image as real numbers")
      }
      guard map.quantization == (try codes.quantization(node)) else {
        throw node.unsupported(
          "its scale or zero point is not that of the QuantizeLinear before it",
          "use the same for both")
      }
      map.isCodes = false
      return .map(map)
    }
  }

  private mutating func codes(_ node: ONNXNode) throws(AccelError) -> ONNXCodes {
    if try node.integer("block_size") != 0 {
      throw node.unsupported("block_size", value: "\(try node.integer("block_size"))")
    }
    let scales = try reals(node, 1, "scale")
    let zeros = try constant(node, 2, "zero point")
    var type = zeros?.type ?? .uint8
    if zeros == nil, node.has("output_dtype") { type = try node.elementType("output_dtype") }
    guard scales.shape.count <= 1, zeros.map({ $0.count == scales.count }) ?? true,
      zeros?.integers != nil || zeros == nil, scales.count > 0
    else {
      throw node.unsupported(
        "its scales \(text(scales.shape)) are not one for all or one for each channel, with as many "
          + "zero points", "quantise it so")
    }
    let values = (scales.reals ?? []).map { Double($0) }
    guard values.allSatisfy({ $0 > 1e-30 && $0 < 1e30 }) else {
      throw AccelError(
        .valueOutOfRange, attempt: "read \(network.file)",
        problem: "\(node.label): a scale is not positive, not finite or out of range",
        remedy: "quantise the model again")
    }
    return ONNXCodes(
      scales: values, zeros: zeros?.integers ?? values.map { _ in 0 }, type: type,
      axis: try node.integer("axis", default: 1))
  }
}

/// What integers stand for.
struct ONNXCodes {
  let scales: [Double]
  let zeros: [Int64]
  let type: Onnx_TensorProto.DataType
  let axis: Int

  private func range(_ node: ONNXNode) throws(AccelError) -> ClosedRange<Int64> {
    switch type {
    case .uint8: return 0...255
    case .int8: return -128...127
    case .uint16: return 0...65_535
    case .int16: return -32_768...32_767
    default: throw node.unsupported("codes of type \(type) are not supported", "use 8 or 16 bits")
    }
  }

  private var lowest: Int64 {
    switch type {
    case .int8: -128
    case .int16: -32_768
    default: 0
    }
  }

  /// Whether no code stands for anything below.
  func saturates(below real: Double) -> Bool {
    scales.count == 1 && Double(lowest - zeros[0]) * scales[0] >= real
  }

  /// What the largest code of a map stands for.
  var largest: Double {
    let steps: Int64 = [.int16, .uint16].contains(type) ? 65_535 : 255
    return Double(lowest + steps - zeros[0]) * scales[0]
  }

  /// As Accel has it: codes have signs.
  func quantization(_ node: ONNXNode) throws(AccelError) -> Quantization {
    let range = try range(node)
    guard scales.count == 1, range.contains(zeros[0]) else {
      throw node.unsupported(
        "feature maps with a scale for each channel are not supported", "use one scale for each map"
      )
    }
    let format: FixedFormat = range.count == 256 ? .fixed8 : .fixed16
    let offset = Int64(format.codes.lowerBound) - range.lowerBound
    return Quantization(scale: scales[0], zeroPoint: Int32(zeros[0] + offset), format: format)
  }

  /// For each element, which scale is its own.
  private func channel(
    _ node: ONNXNode, _ tensor: ONNXTensor
  ) throws(AccelError) -> (Int) -> Int {
    guard scales.count > 1 else { return { _ in 0 } }
    let axis = try node.axis(axis, rank: tensor.shape.count)
    guard tensor.shape[axis] == scales.count else {
      throw node.mismatch(
        "its \(scales.count) scales do not fit axis \(axis) of \(text(tensor.shape))")
    }
    let inner = tensor.shape[(axis + 1)...].reduce(1, *)
    return { [count = scales.count] in $0 / inner % count }
  }

  func dequantized(_ node: ONNXNode, _ tensor: ONNXTensor) throws(AccelError) -> ONNXTensor {
    guard let codes = tensor.integers else { throw node.malformed("its input is no integers") }
    let channel = try channel(node, tensor)
    var largest = 0.0
    let reals = codes.indices.map { index in
      let channel = channel(index)
      let step = Double(codes[index]) - Double(zeros[channel])
      largest = max(largest, abs(step))
      return Float(step * scales[channel])
    }
    var result = ONNXTensor(reals, tensor.shape)
    // Accel's weights have no zero point: beyond this they would saturate.
    if largest <= 128 {
      result.scales = ONNXTensor.Scales(
        axis: scales.count > 1 ? try node.axis(axis, rank: tensor.shape.count) : nil, values: scales
      )
    }
    return result
  }

  func quantized(_ node: ONNXNode, _ tensor: ONNXTensor) throws(AccelError) -> ONNXTensor {
    guard let reals = tensor.reals else { throw node.malformed("its input is no real numbers") }
    let range = try range(node)
    let channel = try channel(node, tensor)
    let codes = reals.indices.map { index in
      let channel = channel(index)
      let code =
        (Double(reals[index]) / scales[channel]).rounded(.toNearestOrEven)
        + Double(zeros[channel])
      return code.isNaN
        ? range.lowerBound
        : Int64(min(max(code, Double(range.lowerBound)), Double(range.upperBound)))
    }
    return ONNXTensor(codes, tensor.shape, type)
  }
}
