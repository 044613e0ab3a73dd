// SPDX-License-Identifier: BSD-3-Clause

extension LayerGraph {
  /// Every rule a graph must satisfy. Returns where each layer's inputs come from, and the shape of
  /// its output.
  static func validate(
    name: String, input: Shape, layers: [Layer]
  ) throws(AccelError) -> (sources: [[Int]], shapes: [Shape]) {
    let attempt = "build the network \(name)"
    guard input.isValid else {
      throw AccelError(
        .shapeMismatch, attempt: attempt,
        problem: "its input shape \(input) has a side outside 1...\(Shape.maximumExtent) or more "
          + "than \(Shape.maximumCount) elements", remedy: "use a smaller input")
    }
    guard !layers.isEmpty else {
      throw AccelError(
        .invalidGraph, attempt: attempt, problem: "it has no layers",
        remedy: "add at least one layer")
    }
    var indices: [String: Int] = [:]
    var sources: [[Int]] = []
    var shapes: [Shape] = []
    for (index, layer) in layers.enumerated() {
      guard indices[layer.name] == nil else {
        throw AccelError(
          .invalidGraph, attempt: attempt, problem: "two layers are called \(layer.name)",
          remedy: "give each layer a name of its own")
      }
      let from = try LayerGraph.sources(of: layer, at: index, indices, attempt: attempt)
      let inputs = from.map { $0 < 0 ? input : shapes[$0] }
      let rules = LayerRules(
        attempt: attempt, layer: layer.name, inputs: inputs, isLast: index == layers.count - 1)
      shapes.append(try rules.checkedOutput(of: layer.operation))
      sources.append(from)
      indices[layer.name] = index
    }
    try checkUses(sources, layers, attempt: attempt)
    return (sources, shapes)
  }

  private static func sources(
    of layer: Layer, at index: Int, _ indices: [String: Int], attempt: String
  ) throws(AccelError) -> [Int] {
    guard !layer.inputs.isEmpty else { return [index - 1] }
    var sources: [Int] = []
    for source in layer.inputs {
      switch source {
      case .input: sources.append(-1)
      case .layer(let name):
        guard let found = indices[name] else {
          throw AccelError(
            .invalidGraph, attempt: attempt,
            problem: "layer \(layer.name) takes the output of \(name), which is no layer before it",
            remedy: "order the layers as they run")
        }
        sources.append(found)
      }
    }
    return sources
  }

  private static func checkUses(
    _ sources: [[Int]], _ layers: [Layer], attempt: String
  ) throws(AccelError) {
    var isUsed = [Bool](repeating: false, count: layers.count)
    isUsed[layers.count - 1] = true
    for source in sources.joined() where source >= 0 { isUsed[source] = true }
    for (layer, isUsed) in zip(layers, isUsed) where !isUsed {
      throw AccelError(
        .invalidGraph, attempt: attempt, problem: "nothing takes the output of layer \(layer.name)",
        remedy: "remove it, or connect it; only the last layer gives the output")
    }
  }
}

/// The rules of a single layer, with what its messages need.
private struct LayerRules {
  let attempt: String
  let layer: String
  let inputs: [Shape]
  let isLast: Bool

  private var input: Shape { inputs[0] }

  /// The output, which is other layers' input.
  func checkedOutput(of operation: Layer.Operation) throws(AccelError) -> Shape {
    try checkInputs(of: operation)
    let shape = try output(of: operation)
    guard shape.isValid else {
      throw mismatch(
        "its output \(shape) has a side beyond \(Shape.maximumExtent) or more than "
          + "\(Shape.maximumCount) elements", "use a smaller input or fewer channels")
    }
    return shape
  }

  private func checkInputs(of operation: Layer.Operation) throws(AccelError) {
    let expected: ClosedRange<Int> =
      switch operation {
      case .add: 2...2
      case .concatenation: 2...Shape.maximumExtent
      default: 1...1
      }
    guard expected.contains(inputs.count) else {
      throw AccelError(
        .invalidGraph, attempt: attempt,
        problem: "layer \(layer): it has \(inputs.count) inputs where it takes "
          + (expected.count == 1 ? "\(expected.lowerBound)" : "two or more"),
        remedy: "connect as many layers as it takes")
    }
  }

  private func output(of operation: Layer.Operation) throws(AccelError) -> Shape {
    switch operation {
    case .convolution(let convolution): return try output(of: convolution)
    case .fullyConnected(let connected): return try output(of: connected)
    case .maxPooling(let pooling): return try output(of: pooling)
    case .averagePooling(let pooling):
      let shape = try output(of: pooling)
      try checkWholeWindows(pooling)
      return shape
    case .globalAveragePooling: return Shape(height: 1, width: 1, channels: input.channels)
    case .relu, .relu6: return input
    case .add:
      guard inputs[0] == inputs[1] else {
        throw mismatch(
          "it adds maps of different shapes, \(inputs[0]) and \(inputs[1])",
          "add maps of the same shape")
      }
      return input
    case .concatenation: return try concatenated()
    case .softmax:
      guard isLast else {
        throw AccelError(
          .unsupportedLayer, attempt: attempt,
          problem: "layer \(layer): a softmax stands before other layers",
          remedy: "use it as the last layer only")
      }
      return input
    }
  }

  private func concatenated() throws(AccelError) -> Shape {
    var channels = 0
    for shape in inputs {
      guard shape.height == input.height, shape.width == input.width else {
        throw mismatch(
          "it joins maps of different sizes, \(input) and \(shape)",
          "join maps of the same height and width")
      }
      channels += shape.channels
    }
    return Shape(height: input.height, width: input.width, channels: channels)
  }

  private func checkWholeWindows(_ pooling: Pooling) throws(AccelError) {
    guard pooling.roundsUp else { return }
    let height = input.height + 2 * pooling.padding - pooling.window
    let width = input.width + 2 * pooling.padding - pooling.window
    guard height % pooling.stride == 0, width % pooling.stride == 0 else {
      throw mismatch(
        "its last windows of \(pooling.window) by \(pooling.stride) reach beyond its input "
          + "\(input), and averages of such windows differ from one framework to the next",
        "use sizes that the windows cover exactly")
    }
  }

  func output(of layer: Convolution) throws(AccelError) -> Shape {
    try checkExtent(layer.outputChannels, "output channels")
    try checkExtent(layer.kernel, "kernel")
    try checkExtent(layer.stride, "stride")
    guard (0..<layer.kernel).contains(layer.padding), layer.padding <= 255 else {
      throw mismatch(
        "padding \(layer.padding) is not smaller than its kernel \(layer.kernel)",
        "use a padding from 0 to kernel - 1, at most 255")
    }
    let height = input.height + 2 * layer.padding
    let width = input.width + 2 * layer.padding
    guard layer.kernel <= min(height, width) else {
      throw mismatch(
        "kernel \(layer.kernel) does not fit its input \(input) with padding \(layer.padding)",
        "use a smaller kernel or a larger input")
    }
    guard input.hasRoom(forPadding: layer.padding) else {
      throw mismatch(
        "its padded input has more than \(Shape.maximumCount) elements", "use a smaller padding")
    }
    guard layer.groups > 0, input.channels % layer.groups == 0,
      layer.outputChannels % layer.groups == 0
    else {
      throw mismatch(
        "\(layer.groups) groups do not divide \(input.channels) channels into "
          + "\(layer.outputChannels)", "use a number of groups that divides both")
    }
    try checkParameters(
      layer.weights, layer.biases, outputs: layer.outputChannels,
      perOutput: Int64(layer.kernel) * Int64(layer.kernel)
        * Int64(input.channels / layer.groups))
    return Shape(
      height: (height - layer.kernel) / layer.stride + 1,
      width: (width - layer.kernel) / layer.stride + 1, channels: layer.outputChannels)
  }

  func output(of layer: FullyConnected) throws(AccelError) -> Shape {
    try checkExtent(layer.outputs, "outputs")
    try checkParameters(
      layer.weights, layer.biases, outputs: layer.outputs, perOutput: Int64(input.count))
    return Shape(height: 1, width: 1, channels: layer.outputs)
  }

  func output(of layer: Pooling) throws(AccelError) -> Shape {
    try checkExtent(layer.window, "window")
    try checkExtent(layer.stride, "stride")
    guard (0..<layer.window).contains(layer.padding), layer.padding <= 255 else {
      throw mismatch(
        "padding \(layer.padding) is not smaller than its window \(layer.window)",
        "use a padding from 0 to window - 1, at most 255")
    }
    let height = input.height + 2 * layer.padding
    let width = input.width + 2 * layer.padding
    guard layer.window <= min(height, width) else {
      throw mismatch(
        "window \(layer.window) does not fit its input \(input) with padding \(layer.padding)",
        "use a smaller window or a larger input")
    }
    guard input.hasRoom(forPadding: layer.padding) else {
      throw mismatch(
        "its padded input has more than \(Shape.maximumCount) elements", "use a smaller padding")
    }
    return layer.output(of: input)
  }

  func checkExtent(_ value: Int, _ what: String) throws(AccelError) {
    guard (1...Shape.maximumExtent).contains(value) else {
      throw mismatch(
        "\(what) \(value) is outside 1...\(Shape.maximumExtent)", "use a value in that range")
    }
  }

  func checkParameters(
    _ weights: [Float], _ biases: [Float], outputs: Int, perOutput: Int64
  ) throws(AccelError) {
    let expected = Int64(outputs) * perOutput
    guard weights.count == expected else {
      throw mismatch(
        "it has \(weights.count) weights where its input \(input) needs \(expected)",
        "give the weights that belong to this network")
    }
    guard biases.isEmpty || biases.count == outputs else {
      throw mismatch(
        "it has \(biases.count) biases for \(outputs) outputs", "give one for each output or none")
    }
    guard weights.allSatisfy({ $0.isFinite }), biases.allSatisfy({ $0.isFinite }) else {
      throw AccelError(
        .valueOutOfRange, attempt: attempt,
        problem: "layer \(layer) has a parameter that is not a finite number",
        remedy: "train or export the model again")
    }
  }

  func mismatch(_ problem: String, _ remedy: String) -> AccelError {
    AccelError(
      .shapeMismatch, attempt: attempt, problem: "layer \(layer): \(problem)", remedy: remedy)
  }
}

extension Pooling {
  /// - Precondition: all sizes are in range, and the window is not larger than the padded input.
  func output(of input: Shape) -> Shape {
    Shape(
      height: windows(along: input.height), width: windows(along: input.width),
      channels: input.channels)
  }

  /// Windows along a side of the input, which is at least as long as one with its padding.
  private func windows(along side: Int) -> Int {
    let steps = side + 2 * padding - window
    var last = steps / stride
    if roundsUp && steps % stride != 0 && (last + 1) * stride < side + padding { last += 1 }
    return last + 1
  }
}
