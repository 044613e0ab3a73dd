// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// Which layer takes what: the names of blobs become numbers of steps.
struct CaffeFlow {
  /// A layer that computes something.
  struct Step {
    let layer: CaffeLayer
    /// Numbers of earlier steps; -1 for the image.
    let inputs: [Int]
  }

  private enum Value: Equatable {
    case step(Int)
    case softmax(of: Int)
  }

  /// In the order in which they run; the last one gives the output.
  private(set) var steps: [Step] = []
  /// How many times later steps take the output of each.
  private(set) var readers: [Int] = []
  private let file: String
  private var values: [String: Value] = [:]
  /// Blobs that no layer takes, which are a Caffe network's outputs, with their order.
  private var unread: [String: Int] = [:]
  private var bindings = 0

  /// - Parameter input: the name of the image's blob.
  init(_ layers: ArraySlice<CaffeLayer>, input: String, file: String) throws(AccelError) {
    self.file = file
    values[input] = .step(-1)
    for layer in layers { try add(layer) }
  }

  private mutating func add(_ layer: CaffeLayer) throws(AccelError) {
    switch layer.type {
    case "Accuracy", "Silence":
      // Both may take a label, which a network does not have at inference.
      for bottom in layer.bottoms { unread[bottom] = nil }
    case "Dropout", "Flatten", "Split":
      let input = try onlyInput(layer)
      if layer.type != "Split" { try checkTops(layer) }
      try bind(layer.tops, of: layer, to: .step(input))
    case "Softmax":
      let input = try onlyInput(layer)
      try checkTops(layer)
      try bind(layer.tops, of: layer, to: .softmax(of: input))
    default:
      let inputs = try takeInputs(layer)
      for input in inputs where input >= 0 { readers[input] += 1 }
      steps.append(Step(layer: layer, inputs: inputs))
      readers.append(0)
      try bind(layer.tops, of: layer, to: .step(steps.count - 1))
    }
  }

  private mutating func takeInputs(_ layer: CaffeLayer) throws(AccelError) -> [Int] {
    var inputs: [Int] = []
    for bottom in layer.bottoms {
      switch values[bottom] {
      case .step(let step): inputs.append(step)
      case .softmax:
        throw AccelError.unsupported(
          layer, "it stands behind the Softmax", "end the network there", file)
      case nil:
        throw AccelError.unsupported(
          layer, "it takes \(bottom), which no layer before it gives",
          "order the layers as they run", file)
      }
    }
    for bottom in layer.bottoms { unread[bottom] = nil }
    return inputs
  }

  private mutating func onlyInput(_ layer: CaffeLayer) throws(AccelError) -> Int {
    let inputs = try takeInputs(layer)
    guard inputs.count == 1 else {
      throw AccelError.unsupported(
        layer, "it has \(inputs.count) inputs where it takes one", "connect one", file)
    }
    return inputs[0]
  }

  func checkTops(_ layer: CaffeLayer) throws(AccelError) {
    guard layer.tops.count == 1 else {
      throw AccelError.unsupported(
        layer, "it has \(layer.tops.count) outputs where it gives one", "use a Split layer", file)
    }
  }

  private mutating func bind(
    _ tops: [String], of layer: CaffeLayer, to value: Value
  ) throws(AccelError) {
    for top in tops {
      guard values[top] == nil || layer.bottoms.contains(top) else {
        throw AccelError.unsupported(
          layer, "its output \(top) is another layer's too", "give each output its own name", file)
      }
      values[top] = value
      unread[top] = bindings
      bindings += 1
    }
  }

  /// - Throws: `AccelError` `unsupportedLayer` if there are outputs beside that of the last step.
  func checkOutputs() throws(AccelError) {
    guard let last = steps.indices.last else { return }
    let isOutput = unread.keys.allSatisfy {
      values[$0] == .step(last) || values[$0] == .softmax(of: last)
    }
    guard isOutput else {
      let names = unread.sorted { $0.value < $1.value }.map(\.key)
      throw AccelError(
        .unsupportedLayer, attempt: "read \(file)",
        problem: "more than its last layer gives an output: \(names.joined(separator: ", "))",
        remedy: "use a network with one output, given by the last layer")
    }
  }
}

extension AccelError {
  static func unsupported(
    _ layer: CaffeLayer, _ problem: String, _ remedy: String, _ file: String
  ) -> AccelError {
    AccelError(
      .unsupportedLayer, attempt: "read \(file)", problem: "layer \(layer.name): \(problem)",
      remedy: remedy)
  }
}
