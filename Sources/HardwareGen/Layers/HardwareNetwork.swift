// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A network whose every stage the hardware library can compute.
struct HardwareNetwork: Sendable {
  let network: NativeNetwork
  let layers: [HardwareLayer]

  /// - Throws: `AccelError` `unsupportedLayer` naming the layer, or `invalidGraph` for a result
  ///   that nothing takes.
  init(_ network: NativeNetwork) throws(AccelError) {
    self.network = network
    let rules = HardwareRules(network: network)
    var layers: [HardwareLayer] = []
    for (index, stage) in network.stages.enumerated() {
      layers.append(try rules.layer(stage, index))
    }
    self.layers = layers
    try rules.check()
  }

  /// Layers that take what a stage gives (-1: the image), with the number of the input.
  func takers(of source: Int) -> [(layer: Int, input: Int)] {
    layers.flatMap { layer in
      layer.sources.indices.filter { layer.sources[$0] == source }.map { (layer.index, $0) }
    }
  }
}

private struct HardwareRules {
  let network: NativeNetwork

  private var attempt: String { "make hardware of \(network.name)" }

  /// The table of layers has room for so many.
  private static let mostLayers = 120

  func check() throws(AccelError) {
    guard network.stages.count <= HardwareRules.mostLayers else {
      throw unsupported(
        "it has \(network.stages.count) layers, and the table of layers has room for "
          + "\(HardwareRules.mostLayers)", "use a smaller network")
    }
    let taken = Set(network.stages.flatMap(\.sources))
    guard taken.contains(-1) else {
      throw AccelError(
        .invalidGraph, attempt: attempt, problem: "no layer takes the image",
        remedy: "import the model again")
    }
    let last = network.stages.count - 1
    if let index = (0..<last).first(where: { !taken.contains($0) }) {
      throw AccelError(
        .invalidGraph, attempt: attempt,
        problem: "nothing takes what layer \(network.stages[index].name) gives",
        remedy: "leave the layer out")
    }
    if taken.contains(last) {
      throw AccelError(
        .invalidGraph, attempt: attempt, problem: "the last layer's result is taken by another",
        remedy: "order the layers as they run")
    }
  }

  func layer(_ stage: NativeNetwork.Stage, _ index: Int) throws(AccelError) -> HardwareLayer {
    HardwareLayer(
      index: index, name: stage.name, sources: stage.sources,
      input: network.shape(of: stage.sources[0]), output: stage.output,
      inputBits: network.quantization(of: stage.sources[0]).format.bits,
      outputBits: stage.quantization.format.bits,
      operation: try operation(stage))
  }

  private func operation(
    _ stage: NativeNetwork.Stage
  ) throws(AccelError) -> HardwareLayer.Operation {
    let source = stage.sources[0]
    let input = network.shape(of: source)
    let quantization = network.quantization(of: source)
    switch stage.operation {
    case .convolution(let layer):
      let geometry = WindowGeometry(
        input: input, output: stage.output, kernelHeight: layer.kernelHeight,
        kernelWidth: layer.kernelWidth, stride: layer.stride, padding: layer.padding,
        padCode: quantization.zeroPoint)
      return .convolution(layer, geometry)
    case .maxPooling(let pooling):
      let least = quantization.format.codes.lowerBound
      return .maxPooling(geometry(pooling, input, stage.output, padCode: least))
    case .averagePooling(let pooling, let requantization):
      let windows = geometry(pooling, input, stage.output, padCode: quantization.zeroPoint)
      return .averagePooling(windows, bias: bias(windows, quantization), requantization)
    case .globalAveragePooling(let requantization):
      let windows = WindowGeometry(
        input: input, output: stage.output, kernelHeight: input.height, kernelWidth: input.width,
        stride: 1, padding: 0, padCode: quantization.zeroPoint)
      return .averagePooling(windows, bias: bias(windows, quantization), requantization)
    case .addition(let requantization):
      let zeroPoints = stage.sources.map { network.quantization(of: $0).zeroPoint }
      return .addition(zeroPoints: zeroPoints, requantization)
    case .concatenation:
      return .concatenation(channels: stage.sources.map { network.shape(of: $0).channels })
    case .clamp(let limits): return .clamp(limits)
    }
  }

  private func geometry(
    _ pooling: Pooling, _ input: Shape, _ output: Shape, padCode: Int32
  ) -> WindowGeometry {
    WindowGeometry(
      input: input, output: output, kernelHeight: pooling.window, kernelWidth: pooling.window,
      stride: pooling.stride, padding: pooling.padding, padCode: padCode)
  }

  /// Of a window's sum of codes, its padding included.
  private func bias(_ windows: WindowGeometry, _ quantization: Quantization) -> Int32 {
    -Int32(windows.kernelHeight * windows.kernelWidth) * quantization.zeroPoint
  }

  private func unsupported(_ problem: String, _ remedy: String) -> AccelError {
    AccelError(.unsupportedLayer, attempt: attempt, problem: problem, remedy: remedy)
  }
}
