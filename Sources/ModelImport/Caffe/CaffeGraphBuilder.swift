// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CaffeFormat

/// Follows the chain of layers from the input, and brings parameters into Accel's order.
struct CaffeGraphBuilder<Parameters: ParameterSource> {
  let network: CaffeNetwork
  var parameters: Parameters
  let file: String

  mutating func graph() throws(AccelError) -> LayerGraph {
    var remaining = network.layers[...]
    let (input, inputName) = try takeInput(&remaining)
    var shape = input
    var current = inputName
    var layers: [Layer] = []
    var isOver = false
    for layer in remaining {
      guard !isOver else {
        throw unsupported(layer, "it stands behind the Softmax", "end the network there")
      }
      try checkChain(layer, current)
      if let operation = try operation(of: layer, input: shape) {
        layers.append(Layer(name: layer.name, operation))
        shape = try LayerGraph(
          name: network.name, input: shape, layers: [Layer(name: layer.name, operation)]
        ).output
      }
      isOver = layer.type == "Softmax"
      current = layer.tops[0]
    }
    try parameters.finish()
    return try LayerGraph(name: network.name, input: input, layers: layers)
  }

  /// The input's shape and the name of its blob, from an Input layer or the form without one.
  private func takeInput(
    _ layers: inout ArraySlice<CaffeLayer>
  ) throws(AccelError) -> (Shape, String) {
    let dimensions: [Int64]
    let name: String
    if let first = layers.first, first.type == "Input", let shape = first.inputShapes.first,
      let top = first.tops.first
    {
      layers.removeFirst()
      (dimensions, name) = (shape.dim, top)
    } else {
      (dimensions, name) = (network.legacyInput, network.legacyInputName)
    }
    guard !dimensions.isEmpty else {
      throw AccelError(
        .malformedFile, attempt: "read \(file)", problem: "it does not say the shape of its input",
        remedy: "use the deploy .prototxt, which begins with an Input layer")
    }
    let range = 1...Int64(Shape.maximumExtent)
    guard dimensions.count == 4, dimensions.dropFirst().allSatisfy({ range.contains($0) }) else {
      throw AccelError(
        .shapeMismatch, attempt: "read \(file)",
        problem: "the shape of its input is not batch, channels, height, width, each in \(range)",
        remedy: "give four dimensions in that range")
    }
    let shape = Shape(
      height: Int(dimensions[2]), width: Int(dimensions[3]), channels: Int(dimensions[1]))
    return (shape, name)
  }

  private func checkChain(_ layer: CaffeLayer, _ current: String) throws(AccelError) {
    guard layer.bottoms == [current] else {
      throw unsupported(
        layer, "it takes \(layer.bottoms.joined(separator: ", ")) where the chain has \(current)",
        "use a network without branches")
    }
    guard layer.tops.count == 1 else {
      throw unsupported(
        layer, "it has \(layer.tops.count) outputs", "use a network without branches")
    }
  }

  /// `nil` for a layer that changes nothing at inference.
  private mutating func operation(
    of layer: CaffeLayer, input: Shape
  ) throws(AccelError) -> Layer.Operation? {
    switch layer.type {
    case "Convolution": return .convolution(try convolution(layer, input))
    case "InnerProduct": return .fullyConnected(try innerProduct(layer, input))
    case "Pooling": return try pooling(layer, input)
    case "ReLU":
      guard layer.relu.negativeSlope == 0 else {
        throw unsupported(layer, parameter: "negative_slope")
      }
      return .relu
    case "Dropout", "Flatten", "Softmax", "Split": return nil
    default:
      throw unsupported(
        layer, "its type \(layer.type.isEmpty ? "is missing" : layer.type + " is not supported")",
        "use Convolution, Pooling, InnerProduct, ReLU, Dropout, Flatten and a final Softmax")
    }
  }

  private mutating func innerProduct(
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

  private mutating func convolution(
    _ layer: CaffeLayer, _ input: Shape
  ) throws(AccelError) -> Convolution {
    let settings = layer.convolution
    if settings.group != 1 { throw unsupported(layer, parameter: "group") }
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
    let values = try parameters.convolution(
      layer.name, shape: [outputs, input.channels, kernel, kernel], hasBiases: settings.biasTerm)
    return Convolution(
      outputChannels: outputs, kernel: kernel, stride: stride, padding: padding,
      weights: WeightOrder.channelsLast(
        values.weights, outputs: outputs, channels: input.channels, height: kernel, width: kernel),
      biases: values.biases)
  }

  private func pooling(
    _ layer: CaffeLayer, _ input: Shape
  ) throws(AccelError) -> Layer.Operation {
    let settings = layer.pooling
    if settings.globalPooling { throw unsupported(layer, parameter: "global_pooling") }
    if settings.pad != 0 || settings.padH != 0 || settings.padW != 0 {
      throw unsupported(layer, parameter: "pad")
    }
    let window = try square(
      layer, "kernel", settings.hasKernelSize ? [settings.kernelSize] : [], settings.kernelH,
      settings.kernelW, default: 0)
    let stride = try square(
      layer, "stride", settings.hasStride ? [settings.stride] : [], settings.strideH,
      settings.strideW, default: 1)
    _ = try extent(layer, "kernel_size", UInt32(window))
    _ = try extent(layer, "stride", UInt32(stride))
    let roundsUp = settings.roundMode == .ceil
    guard
      !roundsUp
        || ((input.height - window) % stride == 0 && (input.width - window) % stride == 0)
    else {
      throw unsupported(
        layer, "Caffe rounds its output up: windows of \(window) by \(stride) do not tile \(input)",
        "use sizes that the windows cover exactly")
    }
    switch settings.pool {
    case .max: return .maxPooling(Pooling(window: window, stride: stride))
    case .ave: return .averagePooling(Pooling(window: window, stride: stride))
    case .stochastic: throw unsupported(layer, parameter: "pool: STOCHASTIC")
    }
  }

  // MARK: helpers

  private func square(
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

  private func extent(
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

  private func unsupported(_ layer: CaffeLayer, parameter: String) -> AccelError {
    unsupported(layer, "\(parameter) is not supported", "use a network without it")
  }

  private func unsupported(
    _ layer: CaffeLayer, _ problem: String, _ remedy: String
  ) -> AccelError {
    AccelError(
      .unsupportedLayer, attempt: "read \(file)", problem: "layer \(layer.name): \(problem)",
      remedy: remedy)
  }
}
