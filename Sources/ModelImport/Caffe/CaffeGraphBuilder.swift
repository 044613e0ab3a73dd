// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CaffeFormat

/// Makes Accel's layers of Caffe's, and brings parameters into Accel's order.
struct CaffeGraphBuilder<Parameters: ParameterSource> {
  let network: CaffeNetwork
  var parameters: Parameters
  let file: String

  private var input = Shape(height: 0, width: 0, channels: 0)
  private var layers: [Layer] = []
  private var shapes: [Shape] = []
  /// Which layer computes each step: a normalisation may be part of the one before.
  private var places: [Int] = []

  init(network: CaffeNetwork, parameters: Parameters, file: String) {
    self.network = network
    self.parameters = parameters
    self.file = file
  }

  mutating func graph() throws(AccelError) -> LayerGraph {
    var remaining = network.layers[...]
    let inputName: String
    (input, inputName) = try takeInput(&remaining)
    let flow = try CaffeFlow(remaining, input: inputName, file: file)
    try checkNames(of: flow)
    for step in flow.steps {
      switch step.layer.type {
      case "BatchNorm", "Scale": try addNormalization(step, flow)
      case "Eltwise": try addSum(step)
      case "Concat": try addConcatenation(step)
      default: try add(operation(of: step), of: step)
      }
      try flow.checkTops(step.layer)
    }
    try flow.checkOutputs()
    try parameters.finish()
    return try LayerGraph(name: network.name, input: input, layers: layers)
  }

  /// Before any takes its parameters: many of one name would each take the same.
  private func checkNames(of flow: CaffeFlow) throws(AccelError) {
    var names: Set<String> = []
    for step in flow.steps where !names.insert(step.layer.name).inserted {
      throw AccelError(
        .invalidGraph, attempt: "read \(file)", problem: "two layers are called \(step.layer.name)",
        remedy: "give every layer its own name")
    }
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

  // MARK: steps

  private mutating func operation(of step: CaffeFlow.Step) throws(AccelError) -> Layer.Operation {
    let layer = step.layer
    switch layer.type {
    case "Convolution": return .convolution(try convolution(layer, inputShape(of: step)))
    case "InnerProduct": return .fullyConnected(try innerProduct(layer, inputShape(of: step)))
    case "Pooling": return try pooling(layer, inputShape(of: step))
    case "ReLU":
      guard layer.relu.negativeSlope == 0 else {
        throw unsupported(layer, parameter: "negative_slope")
      }
      return .relu
    default:
      throw unsupported(
        layer, "its type \(layer.type.isEmpty ? "is missing" : layer.type + " is not supported")",
        "use Convolution, Pooling, InnerProduct, BatchNorm, Scale, Eltwise, Concat, ReLU, Dropout, "
          + "Flatten and a final Softmax")
    }
  }

  /// Of a layer with one input.
  private func inputShape(of step: CaffeFlow.Step) throws(AccelError) -> Shape {
    guard step.inputs.count == 1 else {
      throw unsupported(
        step.layer, "it has \(step.inputs.count) inputs where it takes one", "connect one")
    }
    return shape(of: step.inputs[0])
  }

  private func shape(of source: Int) -> Shape { source < 0 ? input : shapes[places[source]] }

  private mutating func add(
    _ operation: Layer.Operation, of step: CaffeFlow.Step
  ) throws(AccelError) {
    let name = step.layer.name
    let output = try LayerGraph(
      name: network.name, input: inputShape(of: step), layers: [Layer(name: name, operation)]
    ).output
    append(Layer(name: name, inputs: sources(step.inputs), operation), output)
    places.append(layers.count - 1)
  }

  private mutating func append(_ layer: Layer, _ shape: Shape) {
    layers.append(layer)
    shapes.append(shape)
  }

  /// None for the layer before.
  private func sources(_ inputs: [Int]) -> [Layer.Source] {
    let indices = inputs.map { $0 < 0 ? -1 : places[$0] }
    if indices == [layers.count - 1] { return [] }
    return indices.map { $0 < 0 ? .input : .layer(layers[$0].name) }
  }

  /// Becomes part of the layer before, if nothing else takes that one's output.
  private mutating func addNormalization(
    _ step: CaffeFlow.Step, _ flow: CaffeFlow
  ) throws(AccelError) {
    let channels = try inputShape(of: step).channels
    let affine =
      step.layer.type == "Scale"
      ? try scale(step.layer, channels) : try normalization(step.layer, channels)
    let source = step.inputs[0]
    if source >= 0, flow.readers[source] == 1,
      let operation = affine.folded(into: layers[places[source]].operation)
    {
      layers[places[source]].operation = operation
      places.append(places[source])
    } else {
      try add(.convolution(affine.convolution), of: step)
    }
  }

  private mutating func addSum(_ step: CaffeFlow.Step) throws(AccelError) {
    try checkSum(step.layer)
    let shape = try commonShape(of: step) { $0 == $1 }
    var first = sources([step.inputs[0], step.inputs[1]])
    // Accel adds two maps at a time.
    for (number, input) in step.inputs.dropFirst(2).enumerated() {
      let name = "\(step.layer.name)/\(number + 1)"
      append(Layer(name: name, inputs: first, .add), shape)
      first = [.layer(name)] + [input < 0 ? .input : .layer(layers[places[input]].name)]
    }
    append(Layer(name: step.layer.name, inputs: first, .add), shape)
    places.append(layers.count - 1)
  }

  private mutating func addConcatenation(_ step: CaffeFlow.Step) throws(AccelError) {
    try checkConcatenation(step.layer)
    var shape = try commonShape(of: step) { $0.height == $1.height && $0.width == $1.width }
    shape.channels = step.inputs.reduce(0) { $0 + self.shape(of: $1).channels }
    guard shape.channels <= Shape.maximumExtent else {
      throw AccelError(
        .shapeMismatch, attempt: "read \(file)",
        problem: "layer \(step.layer.name): it joins \(shape.channels) channels, more than "
          + "\(Shape.maximumExtent)", remedy: "use a network with fewer")
    }
    let sources = step.inputs.map { input in
      input < 0 ? Layer.Source.input : .layer(layers[places[input]].name)
    }
    append(Layer(name: step.layer.name, inputs: sources, .concatenation), shape)
    places.append(layers.count - 1)
  }

  private func commonShape(
    of step: CaffeFlow.Step, _ fits: (Shape, Shape) -> Bool
  ) throws(AccelError) -> Shape {
    guard step.inputs.count > 1 else {
      throw unsupported(
        step.layer, "it has \(step.inputs.count) inputs where it takes two or more",
        "connect as many")
    }
    let first = shape(of: step.inputs[0])
    for input in step.inputs where !fits(first, shape(of: input)) {
      throw AccelError(
        .shapeMismatch, attempt: "read \(file)",
        problem: "layer \(step.layer.name): its inputs \(first) and \(shape(of: input)) do not fit "
          + "together", remedy: "use maps of the same size")
    }
    return first
  }

  // MARK: refusals

  func unsupported(_ layer: CaffeLayer, parameter: String) -> AccelError {
    unsupported(layer, "\(parameter) is not supported", "use a network without it")
  }

  func unsupported(_ layer: CaffeLayer, _ problem: String, _ remedy: String) -> AccelError {
    .unsupported(layer, problem, remedy, file)
  }
}
