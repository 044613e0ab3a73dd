// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CaffeFormat

extension CaffeGraphBuilder {
  mutating func innerProduct(
    _ layer: CaffeLayer, _ input: Shape
  ) throws(AccelError) -> FullyConnected {
    let settings = layer.innerProduct
    if settings.axis != 1 { throw unsupported(layer, parameter: "axis") }
    if settings.transpose { throw unsupported(layer, parameter: "transpose") }
    let outputs = try extent(layer, "num_output", settings.numOutput)
    let values = try parameters.innerProduct(
      layer.name, shape: [outputs, input.count], hasBiases: settings.biasTerm)
    return FullyConnected(
      outputs: outputs,
      weights: WeightOrder.channelsLast(
        values.weights, outputs: outputs, channels: input.channels, height: input.height,
        width: input.width), biases: values.biases)
  }

  mutating func convolution(
    _ layer: CaffeLayer, _ input: Shape
  ) throws(AccelError) -> Convolution {
    let settings = layer.convolution
    if settings.dilation.contains(where: { $0 != 1 }) {
      throw unsupported(layer, parameter: "dilation")
    }
    if settings.axis != 1 { throw unsupported(layer, parameter: "axis") }
    let kernel = try square(
      layer, "kernel", settings.kernelSize, settings.kernelH, settings.kernelW, default: 0)
    let stride = try square(
      layer, "stride", settings.stride, settings.strideH, settings.strideW, default: 1)
    let padding = try square(
      layer, "pad", settings.pad, settings.padH, settings.padW, default: 0)
    let outputs = try extent(layer, "num_output", settings.numOutput)
    _ = try extent(layer, "kernel_size", UInt32(kernel))
    let groups = try extent(layer, "group", settings.group)
    guard input.channels % groups == 0, outputs % groups == 0 else {
      throw AccelError(
        .shapeMismatch, attempt: "read \(file)",
        problem: "layer \(layer.name): group \(groups) does not divide \(input.channels) channels "
          + "and num_output \(outputs)", remedy: "use a number that divides both")
    }
    let channels = input.channels / groups
    let values = try parameters.convolution(
      layer.name, shape: [outputs, channels, kernel, kernel], hasBiases: settings.biasTerm)
    return Convolution(
      outputChannels: outputs, kernel: kernel, stride: stride, padding: padding, groups: groups,
      weights: WeightOrder.channelsLast(
        values.weights, outputs: outputs, channels: channels, height: kernel, width: kernel),
      biases: values.biases)
  }

  mutating func normalization(
    _ layer: CaffeLayer, _ channels: Int
  ) throws(AccelError) -> ChannelAffine {
    guard !layer.batchNorm.hasUseGlobalStats || layer.batchNorm.useGlobalStats else {
      throw unsupported(layer, parameter: "use_global_stats: false")
    }
    return try parameters.normalization(
      layer.name, channels: channels, epsilon: Double(layer.batchNorm.eps))
  }

  mutating func scale(_ layer: CaffeLayer, _ channels: Int) throws(AccelError) -> ChannelAffine {
    if layer.scale.axis != 1 { throw unsupported(layer, parameter: "axis") }
    if layer.scale.numAxes != 1 { throw unsupported(layer, parameter: "num_axes") }
    return try parameters.scale(
      layer.name, channels: channels, hasBiases: layer.scale.biasTerm)
  }

  func checkSum(_ layer: CaffeLayer) throws(AccelError) {
    switch layer.eltwise.operation {
    case .sum: break
    case .prod: throw unsupported(layer, parameter: "operation: PROD")
    case .max: throw unsupported(layer, parameter: "operation: MAX")
    }
    guard layer.eltwise.coeff.allSatisfy({ $0 == 1 }) else {
      throw unsupported(layer, parameter: "coeff")
    }
  }

  func checkConcatenation(_ layer: CaffeLayer) throws(AccelError) {
    if layer.concat.axis != 1 { throw unsupported(layer, parameter: "axis") }
    if layer.concat.concatDim != 1 { throw unsupported(layer, parameter: "concat_dim") }
  }

  // MARK: sizes

  func square(
    _ layer: CaffeLayer, _ what: String, _ both: [UInt32], _ height: UInt32, _ width: UInt32,
    default standard: UInt32
  ) throws(AccelError) -> Int {
    let isSplit = height != 0 || width != 0
    guard both.isEmpty || !isSplit else {
      throw unsupported(
        layer, "its \(what) is given twice", "give its height and width, or one number")
    }
    let values = isSplit ? [height, width] : both
    let first = values.first ?? standard
    guard values.count <= 2, values.allSatisfy({ $0 == first }) else {
      throw unsupported(layer, "its \(what) is not square", "use a square \(what)")
    }
    guard first <= UInt32(Shape.maximumExtent) else {
      throw unsupported(
        layer, "its \(what) \(first) is larger than \(Shape.maximumExtent)",
        "use a smaller \(what)")
    }
    return Int(first)
  }

  func extent(
    _ layer: CaffeLayer, _ what: String, _ value: UInt32
  ) throws(AccelError) -> Int {
    guard (1...UInt32(Shape.maximumExtent)).contains(value) else {
      throw AccelError(
        .shapeMismatch, attempt: "read \(file)",
        problem: "layer \(layer.name): \(what) \(value) is outside 1...\(Shape.maximumExtent)",
        remedy: "use a value in that range")
    }
    return Int(value)
  }
}
