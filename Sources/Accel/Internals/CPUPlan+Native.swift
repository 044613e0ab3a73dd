// SPDX-License-Identifier: BSD-3-Clause
import CConv

extension CPUPlan {
  /// The steps of a network of the native profile. Sums of a convolution and their requantisation
  /// are two steps; a maximum pooling of 2x2, every two, comes between them.
  convenience init(_ network: NativeNetwork, level: CPULevel) {
    var builder = NativePlanBuilder(network, level)
    self.init(builder.build())
  }
}

/// Turns stages into steps.
@safe private struct NativePlanBuilder {
  let network: NativeNetwork
  let draft: CPUPlanDraft
  /// The map that holds each stage's result.
  private var mapOfStage: [Int] = []
  /// The image in narrow elements, once a stage wants it.
  private var narrowImage: Int?
  /// How many stages take the result of each.
  private var consumers: [Int]

  init(_ network: NativeNetwork, _ level: CPULevel) {
    self.network = network
    draft = CPUPlanDraft(level, imageBytes: network.input.count * 4)
    consumers = [Int](repeating: 0, count: network.stages.count)
    for stage in network.stages {
      for source in stage.sources where source >= 0 { consumers[source] += 1 }
    }
  }

  mutating func build() -> CPUPlanDraft {
    var index = 0
    while index < network.stages.count {
      let stage = network.stages[index]
      let next = index + 1
      if case .convolution(let layer) = stage.operation, consumers[index] == 1,
        next < network.stages.count, network.stages[next].sources == [index],
        case .maxPooling(let pooling) = network.stages[next].operation,
        pooling == Pooling(window: 2, stride: 2), !isDepthwise(layer, stage)
      {
        draft.begin(
          "\(stage.name) + \(network.stages[next].name)",
          multiplyAccumulates: stage.multiplyAccumulates)
        let map = convolve(stage, layer, pooled: network.stages[next].output)
        mapOfStage += [map, map]
        index += 1
      } else {
        draft.begin(stage.name, multiplyAccumulates: stage.multiplyAccumulates)
        mapOfStage.append(append(stage))
      }
      index += 1
    }
    widenResults()
    return draft
  }

  // MARK: maps

  private func element(_ format: FixedFormat) -> cconv_element {
    format == .fixed8 ? CCONV_INT8 : CCONV_INT16
  }

  private func codeBytes(_ shape: Shape, _ format: FixedFormat) -> Int {
    shape.count * (format.bits / 8)
  }

  /// The map of a source in elements of the format's width.
  private mutating func narrow(_ source: Int) -> Int {
    guard source < 0 else { return mapOfStage[source] }
    if let narrowImage { return narrowImage }
    let identity = Requantization(
      preShift: 0, multipliers: [1 << 16], shift: 16, zeroPoint: 0, limits: network.format.codes)
    let map = requantise(
      CPUPlanDraft.image, network.input, identity, biases: [], to: network.format)
    narrowImage = map
    return map
  }

  /// Results are words.
  private func widenResults() {
    let format = network.outputQuantization.format
    let shape = network.output
    // Windows of one code sum to that code.
    let windows = cconv_windows(
      Pooling(window: 1, stride: 1), input: shape, output: shape, zeroPoint: 0,
      element(format))
    _ = unsafe draft.append(
      CPUStep(operation: .windowSums, windows: windows),
      from: [mapOfStage[mapOfStage.count - 1]], outputBytes: shape.count * 4)
  }

  // MARK: stages

  /// - Returns: the map of its result.
  private mutating func append(_ stage: NativeNetwork.Stage) -> Int {
    switch stage.operation {
    case .convolution(let layer): return convolve(stage, layer, pooled: nil)
    case .maxPooling(let pooling):
      return unsafe draft.append(
        CPUStep(operation: .windowMaxima, windows: windows(pooling, stage)),
        from: [narrow(stage.sources[0])],
        outputBytes: codeBytes(stage.output, stage.quantization.format))
    case .averagePooling(let pooling, let requantization):
      return average(stage, windows(pooling, stage), requantization)
    case .globalAveragePooling(let requantization):
      var all = windows(Pooling(window: 1, stride: 1), stage)
      all.window_height = all.in_height
      all.window_width = all.in_width
      return average(stage, all, requantization)
    case .addition(let requantization): return add(stage, requantization)
    case .concatenation: return concatenate(stage)
    case .clamp(let limits): return clamp(stage, limits)
    }
  }

  private func windows(_ pooling: Pooling, _ stage: NativeNetwork.Stage) -> cconv_windows {
    let source = stage.sources[0]
    return cconv_windows(
      pooling, input: network.shape(of: source), output: stage.output,
      zeroPoint: network.quantization(of: source).zeroPoint, element(network.format))
  }

  private func isDepthwise(
    _ layer: NativeNetwork.Convolution, _ stage: NativeNetwork.Stage
  ) -> Bool {
    let channels = network.shape(of: stage.sources[0]).channels
    return channels > 1 && layer.groups == channels && stage.output.channels == channels
  }

  private mutating func convolve(
    _ stage: NativeNetwork.Stage, _ layer: NativeNetwork.Convolution, pooled: Shape?
  ) -> Int {
    let output = pooled ?? stage.output
    let sums =
      isDepthwise(layer, stage)
      ? depthwiseSums(stage, layer) : denseSums(stage, layer, pooled: pooled)
    return requantise(
      sums, output, layer.requantization, biases: layer.biases, to: stage.quantization.format)
  }

  private func denseSums(
    _ stage: NativeNetwork.Stage, _ layer: NativeNetwork.Convolution, pooled: Shape?
  ) -> Int {
    let source = stage.sources[0]
    let input = network.shape(of: source)
    let shape = cconv_convolution(
      in_height: Int32(input.height), in_width: Int32(input.width),
      in_channels: Int32(input.channels), out_channels: Int32(stage.output.channels),
      kernel_height: Int32(layer.kernelHeight), kernel_width: Int32(layer.kernelWidth),
      stride: Int32(layer.stride), pad: Int32(layer.padding),
      pad_value: network.quantization(of: source).zeroPoint,
      format: cconv_format(UInt32(network.format.bits)), relu: false,
      in: source < 0 ? CCONV_WORD : element(network.format), out: CCONV_WORD,
      pool: pooled == nil ? CCONV_NO_POOL : CCONV_MAX_POOL, pool_relu: false, sums: true)
    let weights = layer.denseWeights(inputs: input.channels, outputs: stage.output.channels)
    return unsafe draft.append(
      CPUStep(
        operation: .convolution, convolution: shape, packed: draft.pack(shape, weights),
        multiplyAccumulates: Int64(stage.output.height * stage.output.width)
          * Int64(weights.count)),
      from: [source < 0 ? CPUPlanDraft.image : mapOfStage[source]],
      outputBytes: (pooled ?? stage.output).count * 4)
  }

  private mutating func depthwiseSums(
    _ stage: NativeNetwork.Stage, _ layer: NativeNetwork.Convolution
  ) -> Int {
    var shape = windows(
      Pooling(window: 1, stride: layer.stride, padding: layer.padding), stage)
    shape.window_height = Int32(layer.kernelHeight)
    shape.window_width = Int32(layer.kernelWidth)
    let area = layer.kernelHeight * layer.kernelWidth
    let channels = stage.output.channels
    let weights = (0..<layer.weights.count).map {
      layer.weights[$0 % channels * area + $0 / channels]
    }
    return unsafe draft.append(
      CPUStep(operation: .depthwise, windows: shape, packed: draft.keep(weights)),
      from: [narrow(stage.sources[0])], outputBytes: stage.output.count * 4)
  }

  private func requantise(
    _ sums: Int, _ shape: Shape, _ by: Requantization, biases: [Int32], to format: FixedFormat
  ) -> Int {
    let channels = shape.channels
    let multipliers =
      by.multipliers.count == 1
      ? [Int32](repeating: by.multipliers[0], count: channels) : by.multipliers
    let all = biases.isEmpty ? [Int32](repeating: 0, count: channels) : biases
    return unsafe draft.append(
      CPUStep(
        operation: .requantise, requantisation: cconv_requantisation(by, element(format)),
        pixels: shape.height * shape.width, channels: channels, packed: draft.keep(all),
        multipliers: draft.keep(multipliers)),
      from: [sums], outputBytes: codeBytes(shape, format))
  }

  private mutating func average(
    _ stage: NativeNetwork.Stage, _ windows: cconv_windows, _ by: Requantization
  ) -> Int {
    let sums = unsafe draft.append(
      CPUStep(operation: .windowSums, windows: windows), from: [narrow(stage.sources[0])],
      outputBytes: stage.output.count * 4)
    return requantise(sums, stage.output, by, biases: [], to: stage.quantization.format)
  }

  private mutating func add(_ stage: NativeNetwork.Stage, _ by: Requantization) -> Int {
    let zeros = stage.sources.map { network.quantization(of: $0).zeroPoint }
    let addition = cconv_addition(
      zero_points: (zeros[0], zeros[1]), multipliers: (by.multipliers[0], by.multipliers[1]),
      element: element(network.format),
      by: cconv_requantisation(by, element(stage.quantization.format)))
    let maps = [narrow(stage.sources[0]), narrow(stage.sources[1])]
    return unsafe draft.append(
      CPUStep(operation: .add, addition: addition, pixels: stage.output.count, channels: 1),
      from: maps, outputBytes: codeBytes(stage.output, stage.quantization.format))
  }

  private mutating func concatenate(_ stage: NativeNetwork.Stage) -> Int {
    let maps = stage.sources.map { narrow($0) }
    let map = draft.addMap(bytes: codeBytes(stage.output, network.format))
    let width = network.format.bits / 8
    var offset = 0
    for (source, from) in zip(stage.sources, maps) {
      let channels = network.shape(of: source).channels
      unsafe draft.append(
        CPUStep(
          operation: .copyChannels, pixels: stage.output.height * stage.output.width,
          offsetBytes: offset * width, pitchBytes: stage.output.channels * width),
        from: [from], to: map)
      offset += channels
    }
    return map
  }

  /// By adding nothing.
  private mutating func clamp(_ stage: NativeNetwork.Stage, _ limits: ClosedRange<Int32>) -> Int {
    let zero = stage.quantization.zeroPoint
    let by = Requantization(
      preShift: 0, multipliers: [1 << 16, 0], shift: 16, zeroPoint: zero, limits: limits)
    let width = element(stage.quantization.format)
    let addition = cconv_addition(
      zero_points: (zero, zero), multipliers: (1 << 16, 0), element: width,
      by: cconv_requantisation(by, width))
    let map = narrow(stage.sources[0])
    return unsafe draft.append(
      CPUStep(operation: .add, addition: addition, pixels: stage.output.count, channels: 1),
      from: [map], outputBytes: codeBytes(stage.output, stage.quantization.format))
  }
}

extension NativeNetwork.Convolution {
  /// Weights of all input channels for each output, zero for those of other groups.
  fileprivate func denseWeights(inputs: Int, outputs: Int) -> [Int32] {
    guard groups > 1 else { return weights.map(Int32.init) }
    let inGroup = inputs / groups
    let outGroup = outputs / groups
    let area = kernelHeight * kernelWidth
    var dense = [Int32](repeating: 0, count: outputs * area * inputs)
    for place in 0..<outputs * area {
      let first = place / area / outGroup * inGroup
      for i in 0..<inGroup {
        dense[place * inputs + first + i] = Int32(weights[place * inGroup + i])
      }
    }
    return dense
  }
}

extension cconv_windows {
  fileprivate init(
    _ pooling: Pooling, input: Shape, output: Shape, zeroPoint: Int32, _ element: cconv_element
  ) {
    self.init(
      in_height: Int32(input.height), in_width: Int32(input.width),
      channels: Int32(input.channels), out_height: Int32(output.height),
      out_width: Int32(output.width), window_height: Int32(pooling.window),
      window_width: Int32(pooling.window), stride: Int32(pooling.stride),
      pad: Int32(pooling.padding), zero_point: zeroPoint, element: element)
  }
}

extension cconv_requantisation {
  fileprivate init(_ by: Requantization, _ element: cconv_element) {
    self.init(
      pre_shift: Int32(by.preShift), shift: Int32(by.shift), zero_point: by.zeroPoint,
      minimum: by.limits.lowerBound, maximum: by.limits.upperBound, out: element)
  }
}
