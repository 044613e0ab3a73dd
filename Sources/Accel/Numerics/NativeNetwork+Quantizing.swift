// SPDX-License-Identifier: BSD-3-Clause

extension NativeNetwork {
  /// Quantise a network.
  ///
  /// ReLUs, also those behind a maximum pooling, become part of the layer whose sums they rectify;
  /// a softmax is left to the host.
  ///
  /// - Throws: ``AccelError``: `invalidArgument` if the calibration is of another network,
  ///   `unsupportedLayer` for a network without anything to compute, `valueOutOfRange` if its
  ///   numbers do not fit the profile.
  public init(
    _ graph: LayerGraph, format: FixedFormat, preprocessing: Preprocessing,
    calibration: Calibration
  ) throws(AccelError) {
    let attempt = "quantise \(graph.name) to native \(format)"
    guard calibration.layers.count == graph.layers.count else {
      throw AccelError(
        .invalidArgument, attempt: attempt,
        problem: "the calibration is of \(calibration.layers.count) layers where it has "
          + "\(graph.layers.count)", remedy: "calibrate with this network")
    }
    var quantizer = NetworkQuantizer(graph, format, calibration)
    quantizer.run()
    guard !quantizer.stages.isEmpty else {
      throw AccelError(
        .unsupportedLayer, attempt: attempt,
        problem: "a softmax alone leaves nothing to compute in integers",
        remedy: "add layers before it")
    }
    try self.init(
      name: graph.name, format: format, preprocessing: preprocessing, input: graph.input,
      inputQuantization: quantizer.inputQuantization, stages: quantizer.stages)
  }
}

/// Turns the layers of a graph into stages, one after the other.
private struct NetworkQuantizer {
  let graph: LayerGraph
  let format: FixedFormat
  let calibration: Calibration
  let inputQuantization: Quantization
  private(set) var stages: [NativeNetwork.Stage] = []
  /// The stage that gives the output of each layer.
  private var stageOfLayer: [Int] = []
  /// Layers that take the output of each layer.
  private let consumers: [[Int]]
  /// The layer whose range the output of each layer has to cover: what is left of it behind ReLUs
  /// and maximum pooling.
  private let covered: [Int]

  init(_ graph: LayerGraph, _ format: FixedFormat, _ calibration: Calibration) {
    self.graph = graph
    self.format = format
    self.calibration = calibration
    var consumers = [[Int]](repeating: [], count: graph.layers.count)
    for (index, sources) in graph.sources.enumerated() {
      for source in sources where source >= 0 { consumers[source].append(index) }
    }
    var covered = Array(graph.layers.indices)
    for index in covered.indices.reversed() where consumers[index].count == 1 {
      let next = consumers[index][0]
      switch graph.layers[next].operation {
      case .relu, .relu6, .maxPooling, .concatenation: covered[index] = covered[next]
      default: break
      }
    }
    self.consumers = consumers
    self.covered = covered
    inputQuantization =
      NetworkQuantizer.given(calibration.input, format)
      ?? Quantization(covering: calibration.input.range, format: format)
  }

  mutating func run() {
    for index in graph.layers.indices { append(layer: index) }
  }

  private mutating func append(layer index: Int) {
    let layer = graph.layers[index]
    let sources = graph.sources[index].map { $0 < 0 ? -1 : stageOfLayer[$0] }
    switch layer.operation {
    case .convolution(let convolution):
      let integers = quantizedWeights(
        index, convolution.weights, convolution.biases, outputs: convolution.outputChannels,
        means: { [self] output in means(index, convolution, output) })
      append(
        index, sources, weights: integers,
        NativeNetwork.Convolution(
          kernelHeight: convolution.kernel, kernelWidth: convolution.kernel,
          stride: convolution.stride, padding: convolution.padding, groups: convolution.groups,
          weights: integers.weights, biases: integers.biases, requantization: .none))
    case .fullyConnected(let connected):
      let input = graph.shape(of: graph.sources[index][0])
      let means = map(graph.sources[index][0]).means
      let integers = quantizedWeights(
        index, connected.weights, connected.biases, outputs: connected.outputs,
        means: { _ in means })
      append(
        index, sources, weights: integers,
        NativeNetwork.Convolution(
          kernelHeight: input.height, kernelWidth: input.width, stride: 1, padding: 0, groups: 1,
          weights: integers.weights, biases: integers.biases, requantization: .none))
    case .maxPooling(let pooling):
      append(index, sources, quantization(of: sources[0]), .maxPooling(pooling))
    case .averagePooling(let pooling): append(index, sources, average: pooling)
    case .globalAveragePooling: appendGlobalPooling(index, sources)
    case .add: appendAddition(index, sources)
    case .concatenation: appendConcatenation(index, sources)
    case .relu: rectify(index, sources[0], upTo: nil)
    case .relu6: rectify(index, sources[0], upTo: 6)
    case .softmax: stageOfLayer.append(sources[0])
    }
  }

  // MARK: what codes stand for

  private static func given(_ map: Calibration.Map, _ format: FixedFormat) -> Quantization? {
    map.given.flatMap { $0.format == format ? $0 : nil }
  }

  private func map(_ source: Int) -> Calibration.Map {
    source < 0 ? calibration.input : calibration.layers[source]
  }

  private func quantization(of stage: Int) -> Quantization {
    stage < 0 ? inputQuantization : stages[stage].quantization
  }

  /// Whether a layer gives the network's results, but for a ReLU or a softmax behind it.
  private func isResult(_ index: Int) -> Bool {
    guard let next = consumers[index].first else { return true }
    switch graph.layers[next].operation {
    case .softmax: return consumers[index].count == 1
    case .relu, .relu6: return consumers[index].count == 1 && isResult(next)
    default: return false
    }
  }

  /// What the layer's own codes stand for, if it does not copy those of its input.
  private func ownQuantization(_ index: Int) -> Quantization {
    let map = calibration.layers[covered[index]]
    if isResult(index) { return Quantization(covering: map.range, format: .fixed16) }
    return NetworkQuantizer.given(map, format) ?? Quantization(covering: map.range, format: format)
  }

  // MARK: stages

  private mutating func append(
    _ index: Int, _ sources: [Int], _ quantization: Quantization,
    _ operation: NativeNetwork.Operation, shape: Shape? = nil
  ) {
    stages.append(
      NativeNetwork.Stage(
        name: graph.layers[index].name, sources: sources, output: shape ?? graph.shapes[index],
        quantization: quantization, operation: operation))
    stageOfLayer.append(stages.count - 1)
  }

  private func quantizedWeights(
    _ index: Int, _ weights: [Float], _ biases: [Float], outputs: Int,
    means: @escaping (Int) -> [Double]
  ) -> WeightQuantizer.Result {
    let source = graph.sources[index][0]
    let input = quantization(of: source < 0 ? -1 : stageOfLayer[source])
    let given = calibration.weightScales[graph.layers[index].name] ?? []
    return WeightQuantizer(
      format: format, input: input, weights: weights, biases: biases, means: means,
      givenScales: format == .fixed8 && given.count == outputs ? given : []
    ).quantized(outputs: outputs)
  }

  /// The mean of a channel of the input, for each weight of an output channel.
  private func means(_ index: Int, _ layer: Convolution, _ output: Int) -> [Double] {
    let source = graph.sources[index][0]
    let elements = map(source).means
    let shape = graph.shape(of: source)
    guard elements.count == shape.count else { return [] }
    let inputs = shape.channels / layer.groups
    let first = output / (layer.outputChannels / layer.groups) * inputs
    let pixels = shape.height * shape.width
    var channels = [Double](repeating: 0, count: inputs)
    for pixel in 0..<pixels {
      for i in 0..<inputs { channels[i] += elements[pixel * shape.channels + first + i] }
    }
    let place = channels.map { $0 / Double(pixels) }
    var means: [Double] = []
    for _ in 0..<layer.kernel * layer.kernel { means += place }
    return means
  }

  private mutating func append(
    _ index: Int, _ sources: [Int], weights: WeightQuantizer.Result,
    _ convolution: NativeNetwork.Convolution
  ) {
    var convolution = convolution
    var result = ownQuantization(index)
    let factors = weights.scales.map { $0 * quantization(of: sources[0]).scale }
    convolution.requantization = Requantization(
      factors: factors, to: &result, preShift: weights.preShift)
    append(index, sources, result, .convolution(convolution))
  }

  private mutating func append(_ index: Int, _ sources: [Int], average pooling: Pooling) {
    var pooling = pooling
    pooling.roundsUp = false
    var result = ownQuantization(index)
    let requantization = average(
      places: pooling.window * pooling.window, sources[0], &result)
    append(index, sources, result, .averagePooling(pooling, requantization))
  }

  private func average(
    places: Int, _ source: Int, _ result: inout Quantization
  ) -> Requantization {
    let from = quantization(of: source)
    let places = Double(places)
    // Sums are at most this; what of them exceeds 25 bits is dropped.
    var preShift = 0
    while places * Double(from.format.scale) * 2 >= 16_777_216 * Double(1 << preShift) {
      preShift += 1
    }
    return Requantization(
      factors: [from.scale / places], to: &result, preShift: preShift)
  }

  private mutating func appendGlobalPooling(_ index: Int, _ sources: [Int]) {
    let shape = graph.shape(of: graph.sources[index][0])
    var result = ownQuantization(index)
    let requantization = average(places: shape.height * shape.width, sources[0], &result)
    append(index, sources, result, .globalAveragePooling(requantization))
  }

  private mutating func appendAddition(_ index: Int, _ sources: [Int]) {
    var result = ownQuantization(index)
    let requantization = Requantization(
      factors: sources.map { quantization(of: $0).scale }, to: &result, preShift: 0)
    append(
      index, sources, result, .addition(requantization))
  }

  private mutating func appendConcatenation(_ index: Int, _ sources: [Int]) {
    let map = calibration.layers[covered[index]]
    let result =
      NetworkQuantizer.given(map, format)
      ?? Quantization(covering: map.range, format: format)
    var matching: [Int] = []
    for (position, source) in sources.enumerated() {
      guard quantization(of: source) != result else {
        matching.append(source)
        continue
      }
      var own = result
      let shape = graph.shape(of: graph.sources[index][position])
      let requantization = average(places: 1, source, &own)
      stages.append(
        NativeNetwork.Stage(
          name: "\(graph.layers[index].name)#\(position)", sources: [source], output: shape,
          quantization: own,
          operation: .averagePooling(Pooling(window: 1, stride: 1), requantization)))
      matching.append(stages.count - 1)
    }
    append(index, matching, result, .concatenation)
  }

  // MARK: rectification

  /// Let the layer that gives the sums rectify them; where others want them as they are, clamp.
  private mutating func rectify(_ index: Int, _ source: Int, upTo limit: Double?) {
    let from = quantization(of: source)
    var limits = from.zeroPoint...from.format.codes.upperBound
    if let limit { limits = from.zeroPoint...max(from.zeroPoint, from.code(limit)) }
    if let sums = stageOfSums(for: index), let merged = merged(limits, stages[sums].operation) {
      stages[sums].operation = merged
      stageOfLayer.append(source)
    } else {
      append(index, [source], from, .clamp(limits))
    }
  }

  /// The stage whose sums a ReLU may rectify: the one before it, or before maximum poolings, as long
  /// as nothing else takes what lies between.
  private func stageOfSums(for index: Int) -> Int? {
    var layer = graph.sources[index][0]
    while layer >= 0, consumers[layer].count == 1 {
      switch graph.layers[layer].operation {
      case .maxPooling, .relu, .relu6: layer = graph.sources[layer][0]
      default: return stageOfLayer[layer]
      }
    }
    return nil
  }

  private func merged(
    _ limits: ClosedRange<Int32>, _ operation: NativeNetwork.Operation
  ) -> NativeNetwork.Operation? {
    switch operation {
    case .convolution(var convolution):
      convolution.requantization.limits = limits.clamped(to: convolution.requantization.limits)
      return .convolution(convolution)
    case .averagePooling(let pooling, var requantization):
      requantization.limits = limits.clamped(to: requantization.limits)
      return .averagePooling(pooling, requantization)
    case .addition(var requantization):
      requantization.limits = limits.clamped(to: requantization.limits)
      return .addition(requantization)
    case .globalAveragePooling(var requantization):
      requantization.limits = limits.clamped(to: requantization.limits)
      return .globalAveragePooling(requantization)
    case .maxPooling, .concatenation, .clamp: return nil
    }
  }
}

extension Requantization {
  /// Not chosen yet.
  fileprivate static let none = Requantization(
    preShift: 0, multipliers: [], shift: 11, zeroPoint: 0, limits: 0...0)

  /// For sums that stand for `factors[channel]` each.
  ///
  /// - Parameter result: what codes shall stand for; its scale grows if the multipliers are too
  ///   small for it.
  fileprivate init(factors: [Double], to result: inout Quantization, preShift: Int) {
    let largest = (factors.max() ?? 1) * Double(1 << preShift)
    let most = Double(Requantization.largestMultiplier)
    let leastShift = Double(1 << Requantization.shifts.lowerBound)
    result.scale = max(result.scale, largest * leastShift / most)
    var shift = Requantization.shifts.lowerBound
    while shift < Requantization.shifts.upperBound,
      largest / result.scale * Double(Int64(1) << Int64(shift + 1)) < most
    {
      shift += 1
    }
    let scale = result.scale
    self.init(
      preShift: preShift,
      multipliers: factors.map { factor in
        let exact = factor * Double(1 << preShift) / scale * Double(Int64(1) << Int64(shift))
        return Int32(min(exact.rounded(), most))
      }, shift: shift, zeroPoint: result.zeroPoint, limits: result.format.codes)
  }
}
