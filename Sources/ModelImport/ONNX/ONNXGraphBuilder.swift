// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ONNXFormat

/// Runs through the nodes: what is constant is computed, the rest becomes layers.
struct ONNXGraphBuilder {
  enum Value {
    case constant(ONNXTensor)
    case map(ONNXMap)
  }

  let network: ONNXNetwork
  /// Whether arithmetic on the image is kept apart, or becomes a layer.
  let separatesNormalization: Bool
  /// Of the image.
  var input: Shape
  var layers: [Layer] = []
  /// Of each layer's output.
  var shapes: [Shape] = []
  var normalization: ImportedModel.Normalization?
  var scales = ImportedModel.Scales()
  private var values: [String: Value] = [:]
  /// Elements that constants, and parameters that layers may still have: what a file holds can be
  /// used more than once.
  private var constantsLeft: Int
  private var parametersLeft: Int

  init(_ network: ONNXNetwork, separatesNormalization: Bool) throws(AccelError) {
    self.network = network
    self.separatesNormalization = separatesNormalization
    constantsLeft = 8 * network.size + 1 << 20
    parametersLeft = constantsLeft
    let image = try ONNXInput(network).map()
    input = image.shape
    values[network.input.name] = .map(image)
  }

  mutating func model() throws(AccelError) -> ImportedModel {
    var producers: [String: Int] = [:]
    for (index, node) in network.nodes.enumerated() {
      for output in node.outputs where !output.isEmpty {
        guard producers.updateValue(index, forKey: output) == nil,
          network.initializers[output] == nil, output != network.input.name
        else { throw node.malformed("its output \(output) has the name of another value") }
      }
    }
    for (index, node) in network.nodes.enumerated() {
      for name in node.inputs {
        guard let producer = producers[name], producer >= index else { continue }
        throw AccelError(
          .invalidGraph, attempt: "read \(network.file)",
          problem: "\(node.label): its input \(name) comes from itself or from a node behind it "
            + "(\(network.nodes[producer].name)): the graph has a cycle, or is out of order",
          remedy: "check the model with onnx.checker and export it again")
      }
      let value = try value(of: node)
      if case .constant(let tensor) = value {
        guard !ONNXTensor.isHollow(tensor.shape) else {
          throw node.mismatch("its result \(text(tensor.shape)) has a side of 0")
        }
        try spend(tensor, node)
      }
      values[node.outputs[0]] = value
    }
    return try finished()
  }

  private func finished() throws(AccelError) -> ImportedModel {
    guard case .map(let map) = values[network.outputName], map.source >= 0 else {
      throw AccelError(
        .invalidGraph, attempt: "read \(network.file)",
        problem: "its output \(network.outputName) is not what a layer computes",
        remedy: "export a network whose last node computes its output")
    }
    guard map.padding == 0, map.source == layers.count - 1 else {
      throw AccelError(
        .invalidGraph, attempt: "read \(network.file)",
        problem: map.padding != 0
          ? "its output \(network.outputName) is padded"
          : "nothing takes the output of node \(layers[layers.count - 1].name)",
        remedy: "export the network without what its output does not need")
    }
    guard !map.isCodes else {
      throw AccelError(
        .unsupportedLayer, attempt: "read \(network.file)",
        problem: "its output \(network.outputName) is the codes of a QuantizeLinear",
        remedy: "end the network with a DequantizeLinear")
    }
    var model = ImportedModel(
      try LayerGraph(name: network.name, input: input, layers: layers))
    model.normalization = normalization
    model.scales = scales
    return model
  }

  // MARK: values

  /// What a node's input is, or `nil` for one that is left out.
  mutating func optional(_ node: ONNXNode, _ index: Int) throws(AccelError) -> Value? {
    guard index < node.inputs.count, !node.inputs[index].isEmpty else { return nil }
    let name = node.inputs[index]
    if case .map(var map) = values[name] {
      if network.uses[name] ?? 0 > 1 { map.isShared = true }
      return .map(map)
    }
    if let value = values[name] { return value }
    if let tensor = network.initializers[name] {
      let constant = try ONNXTensor(tensor, "initializer \(name)", file: network.file)
      try spend(constant, node)
      return .constant(constant)
    }
    throw node.malformed("its input \(name) is no initialiser, and no node gives it")
  }

  mutating func value(_ node: ONNXNode, _ index: Int) throws(AccelError) -> Value {
    guard let value = try optional(node, index) else {
      throw node.malformed("it has no input \(index)")
    }
    return value
  }

  mutating func constant(
    _ node: ONNXNode, _ index: Int, _ what: String
  ) throws(AccelError) -> ONNXTensor? {
    switch try optional(node, index) {
    case .none: return nil
    case .constant(let tensor): return tensor
    case .map:
      throw node.unsupported("its \(what) depends on the image", "use a network whose does not")
    }
  }

  /// Real numbers of a shape.
  mutating func reals(
    _ node: ONNXNode, _ index: Int, _ what: String
  ) throws(AccelError) -> ONNXTensor {
    guard let tensor = try constant(node, index, what), tensor.reals != nil else {
      throw node.malformed("its \(what) is missing, or no array of real numbers")
    }
    return tensor
  }

  mutating func integers(
    _ node: ONNXNode, _ index: Int, _ what: String
  ) throws(AccelError) -> [Int]? {
    guard let tensor = try constant(node, index, what) else { return nil }
    guard let values = tensor.integers else {
      throw node.malformed("its \(what) are no integers")
    }
    return values.map { Int($0) }
  }

  /// A map with nothing left to add around it.
  mutating func map(_ node: ONNXNode, _ index: Int = 0) throws(AccelError) -> ONNXMap {
    let map = try paddedMap(node, index)
    guard map.padding == 0 else {
      throw node.unsupported(
        "it takes the output of a Pad", "use Pad before Conv and pooling only")
    }
    return map
  }

  mutating func paddedMap(_ node: ONNXNode, _ index: Int = 0) throws(AccelError) -> ONNXMap {
    guard case .map(let map) = try value(node, index) else {
      throw node.unsupported(
        "its input \(index) does not depend on the image", "export the model with constant folding")
    }
    guard !map.isCodes else {
      throw node.unsupported(
        "it takes the codes of a QuantizeLinear",
        "use a DequantizeLinear behind each QuantizeLinear")
    }
    return map
  }

  /// A map whose axes are batch, channel, row and column.
  mutating func spatialMap(_ node: ONNXNode) throws(AccelError) -> ONNXMap {
    let map = try paddedMap(node)
    guard map.isChannelsFirst else {
      throw node.unsupported(
        "the axes of its input \(text(map.dimensions)) are not batch, channel, row and column",
        "use two-dimensional layers, and transposes that cancel out")
    }
    return map
  }

  // MARK: layers

  func source(_ map: ONNXMap) -> Layer.Source {
    map.source < 0 ? .input : .layer(layers[map.source].name)
  }

  /// Add a layer.
  ///
  /// - Parameter suffix: where a node becomes more than one.
  /// - Returns: its output, with axes batch, channel, row and column.
  mutating func append(
    _ node: ONNXNode, suffix: String = "", _ inputs: [ONNXMap], _ operation: Layer.Operation
  ) throws(AccelError) -> ONNXMap {
    let name = node.name + suffix
    try spend(operation, node)
    let shape: Shape
    switch operation {
    case .add: shape = inputs[0].shape
    case .concatenation:
      let channels = inputs.reduce(0) { min($0, Shape.maximumExtent) + $1.shape.channels }
      guard channels <= Shape.maximumExtent else {
        throw node.mismatch("its channels are more than \(Shape.maximumExtent)")
      }
      shape = Shape(
        height: inputs[0].shape.height, width: inputs[0].shape.width, channels: channels)
    default:
      shape = try LayerGraph(
        name: network.name, input: inputs[0].shape, layers: [Layer(name: name, operation)]
      ).output
    }
    layers.append(Layer(name: name, inputs: inputs.map(source), operation))
    shapes.append(shape)
    return ONNXMap(source: layers.count - 1, shape: shape, batch: inputs[0].batch)
  }

  /// A layer that leaves the axes as they are.
  mutating func appendElementwise(
    _ node: ONNXNode, suffix: String = "", _ map: ONNXMap, _ operation: Layer.Operation
  ) throws(AccelError) -> ONNXMap {
    var result = try append(node, suffix: suffix, [map], operation)
    result.axes = map.axes
    return result
  }

  private mutating func spend(_ tensor: ONNXTensor, _ node: ONNXNode) throws(AccelError) {
    constantsLeft -= tensor.count
    guard constantsLeft >= 0 else {
      throw node.unsupported(
        "with it, constants have many times the elements that the file has",
        "export the model with constant folding")
    }
  }

  private mutating func spend(
    _ operation: Layer.Operation, _ node: ONNXNode
  ) throws(AccelError) {
    switch operation {
    case .convolution(let layer): parametersLeft -= layer.weights.count + layer.biases.count
    case .fullyConnected(let layer): parametersLeft -= layer.weights.count + layer.biases.count
    default: return
    }
    guard parametersLeft >= 0 else {
      throw node.unsupported(
        "with it, layers have many times the parameters that the file has",
        "use a network whose layers share fewer parameters")
    }
  }
}

extension ONNXNetwork {
  func model(separatesNormalization: Bool) throws(AccelError) -> ImportedModel {
    var builder = try ONNXGraphBuilder(self, separatesNormalization: separatesNormalization)
    return try builder.model()
  }
}
