// SPDX-License-Identifier: BSD-3-Clause

extension LayerGraph {
  /// Every rule a graph must satisfy. Returns the output shape of each layer.
  static func validate(
    name: String, input: Shape, layers: [Layer]
  ) throws(AccelError) -> [Shape] {
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
    var names = Set<String>()
    var shapes: [Shape] = []
    var shape = input
    for layer in layers {
      guard names.insert(layer.name).inserted else {
        throw AccelError(
          .invalidGraph, attempt: attempt, problem: "two layers are called \(layer.name)",
          remedy: "give each layer a name of its own")
      }
      shape = try LayerRules(attempt: attempt, layer: layer.name, input: shape)
        .checkedOutput(of: layer.operation)
      shapes.append(shape)
    }
    return shapes
  }
}

/// The rules of a single layer, with what its messages need.
private struct LayerRules {
  let attempt: String
  let layer: String
  let input: Shape

  /// The output, which is the next layer's input.
  func checkedOutput(of operation: Layer.Operation) throws(AccelError) -> Shape {
    let shape = try output(of: operation)
    guard shape.isValid else {
      throw mismatch(
        "its output \(shape) has a side beyond \(Shape.maximumExtent) or more than "
          + "\(Shape.maximumCount) elements", "use a smaller input or fewer channels")
    }
    return shape
  }

  func output(of operation: Layer.Operation) throws(AccelError) -> Shape {
    switch operation {
    case .convolution(let convolution): try output(of: convolution)
    case .fullyConnected(let connected): try output(of: connected)
    case .maxPooling(let pooling), .averagePooling(let pooling): try output(of: pooling)
    case .relu: input
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
    try checkParameters(
      layer.weights, layer.biases, outputs: layer.outputChannels,
      perOutput: Int64(layer.kernel) * Int64(layer.kernel) * Int64(input.channels))
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
    guard layer.window <= min(input.height, input.width) else {
      throw mismatch(
        "window \(layer.window) does not fit its input \(input)",
        "use a smaller window or a larger input")
    }
    return Shape(
      height: (input.height - layer.window) / layer.stride + 1,
      width: (input.width - layer.window) / layer.stride + 1, channels: input.channels)
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
