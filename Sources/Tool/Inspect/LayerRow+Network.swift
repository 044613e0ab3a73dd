// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension LayerRow {
  /// In floating point.
  static func rows(of graph: LayerGraph) -> [LayerRow] {
    graph.layers.indices.map { index in
      let operation = graph.layers[index].operation
      return LayerRow(
        name: graph.layers[index].name, kind: operation.kind, output: graph.shapes[index],
        parameters: operation.parameters,
        multiplyAccumulates: graph.multiplyAccumulates(ofLayer: index),
        mapBytes: graph.shapes[index].count * 4, parameterBytes: operation.parameters * 4)
    }
  }

  static func rows(of network: Network) -> [LayerRow] {
    switch network {
    case .overlay(let network): network.stages.map { LayerRow($0, network.format) }
    case .native(let network): network.stages.map { LayerRow($0, network.format) }
    }
  }

  private init(_ stage: NativeNetwork.Stage, _ format: FixedFormat) {
    self.init(
      name: stage.name, kind: stage.operation.kind, output: stage.output,
      parameters: stage.operation.parameters, multiplyAccumulates: stage.multiplyAccumulates,
      mapBytes: stage.output.count * stage.quantization.format.bits / 8,
      parameterBytes: stage.operation.parameterBytes(format), quantization: stage.quantization)
  }

  /// The overlay's maps have words of 32 bits.
  private init(_ stage: OverlayNetwork.Stage, _ format: FixedFormat) {
    let weights = if case .convolution(let layer) = stage { layer.weights.count } else { 0 }
    let perOutput = weights / stage.output.channels
    self.init(
      name: stage.name, kind: stage.kind, output: stage.output, parameters: weights,
      multiplyAccumulates: Int64(stage.output.count) * Int64(perOutput),
      mapBytes: stage.output.count * 4,
      parameterBytes: weights * format.bits / 8)
  }
}

extension OverlayNetwork.Stage {
  fileprivate var kind: String {
    switch self {
    case .convolution(let layer):
      "conv \(layer.kernelHeight)x\(layer.kernelWidth)"
        + (layer.stride > 1 ? "/\(layer.stride)" : "") + (layer.rectifies ? " relu" : "")
    case .pooling(let layer):
      "\(layer.kind == .maximum ? "max" : "average") \(layer.window)/\(layer.stride)"
        + (layer.rectifies ? " relu" : "")
    }
  }
}

extension Layer.Operation {
  fileprivate var kind: String {
    switch self {
    case .convolution(let layer):
      "conv \(layer.kernel)x\(layer.kernel)" + (layer.stride > 1 ? "/\(layer.stride)" : "")
        + (layer.groups > 1 ? " g\(layer.groups)" : "")
    case .fullyConnected: "full"
    case .maxPooling(let pooling): "max \(pooling.window)/\(pooling.stride)"
    case .averagePooling(let pooling): "average \(pooling.window)/\(pooling.stride)"
    case .globalAveragePooling: "global average"
    case .relu: "relu"
    case .relu6: "relu6"
    case .add: "add"
    case .concatenation: "concatenation"
    case .softmax: "softmax"
    }
  }

  fileprivate var parameters: Int {
    switch self {
    case .convolution(let layer): layer.weights.count + layer.biases.count
    case .fullyConnected(let layer): layer.weights.count + layer.biases.count
    default: 0
    }
  }
}

extension NativeNetwork.Operation {
  fileprivate var kind: String {
    switch self {
    case .convolution(let layer):
      "conv \(layer.kernelHeight)x\(layer.kernelWidth)"
        + (layer.stride > 1 ? "/\(layer.stride)" : "")
        + (layer.groups > 1 ? " g\(layer.groups)" : "")
    case .maxPooling(let pooling): "max \(pooling.window)/\(pooling.stride)"
    case .averagePooling(let pooling, _): "average \(pooling.window)/\(pooling.stride)"
    case .globalAveragePooling: "global average"
    case .addition: "add"
    case .concatenation: "concatenation"
    case .clamp: "clamp"
    }
  }

  fileprivate var parameters: Int {
    guard case .convolution(let layer) = self else { return 0 }
    return layer.weights.count + layer.biases.count
  }

  /// Weights of the format's width, biases and multipliers of 32 bits.
  fileprivate func parameterBytes(_ format: FixedFormat) -> Int {
    guard case .convolution(let layer) = self else { return 0 }
    return layer.weights.count * (format.bits / 8)
      + (layer.biases.count + layer.requantization.multipliers.count) * 4
  }
}
