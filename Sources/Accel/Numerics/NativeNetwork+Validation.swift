// SPDX-License-Identifier: BSD-3-Clause

extension NativeNetwork {
  /// Every rule of the profile.
  func check() throws(AccelError) {
    let attempt = "make the network \(name)"
    func require(
      _ holds: Bool, _ problem: @autoclosure () -> String
    ) throws(AccelError) {
      guard holds else {
        throw AccelError(
          .valueOutOfRange, attempt: attempt, problem: problem(),
          remedy: "quantise the network again")
      }
    }
    try require(
      input.isValid && inputQuantization.isValid && inputQuantization.format == format,
      "the shape or the numbers of its input are out of range")
    try preprocessing.check(for: input)
    try require(!stages.isEmpty, "it has no layers")
    for (index, stage) in stages.enumerated() {
      let isLast = index == stages.count - 1
      try require(
        stage.quantization.isValid && (isLast || stage.quantization.format == format),
        "the scale or zero point of layer \(stage.name) is out of range")
      try require(
        !stage.sources.isEmpty && stage.sources.allSatisfy { (-1..<index).contains($0) },
        "layer \(stage.name) takes what no layer before it gives")
      if let problem = StageRules(network: self, stage: stage).problem() {
        try require(false, "layer \(stage.name): \(problem)")
      }
    }
  }
}

/// The rules of a stage whose sources exist.
private struct StageRules {
  let network: NativeNetwork
  let stage: NativeNetwork.Stage

  private var input: Shape { network.shape(of: stage.sources[0]) }
  private var from: Quantization { network.quantization(of: stage.sources[0]) }

  /// What is wrong, for messages.
  func problem() -> String? {
    guard stage.output.isValid else { return "its output is too large" }
    let inputs: Int
    let isRight: String?
    switch stage.operation {
    case .convolution(let convolution):
      inputs = 1
      isRight = problem(of: convolution)
    case .maxPooling(let pooling):
      inputs = 1
      isRight = problem(of: pooling) ?? problemOfCopy(shape: pooling.output(of: input))
    case .averagePooling(let pooling, let requantization):
      inputs = 1
      isRight =
        problem(of: pooling)
        ?? problem(
          ofAverage: pooling.window * pooling.window, to: pooling.output(of: input), requantization)
        ?? (pooling.roundsUp ? "its window, stride or padding is out of range" : nil)
    case .globalAveragePooling(let requantization):
      inputs = 1
      isRight = problem(
        ofAverage: input.height * input.width,
        to: Shape(height: 1, width: 1, channels: input.channels), requantization)
    case .addition(let requantization):
      inputs = 2
      isRight = stage.sources.count == 2 ? problem(ofAddition: requantization) : nil
    case .concatenation:
      inputs = max(2, stage.sources.count)
      isRight = problemOfConcatenation()
    case .clamp(let limits):
      inputs = 1
      let codes = stage.quantization.format.codes
      isRight =
        codes.contains(limits.lowerBound) && codes.contains(limits.upperBound)
        ? problemOfCopy(shape: input) : "its limits are no codes"
    }
    return stage.sources.count == inputs ? isRight : "it has \(stage.sources.count) inputs"
  }

  private func problem(of convolution: NativeNetwork.Convolution) -> String? {
    let range = 1...Shape.maximumExtent
    guard range.contains(convolution.kernelHeight), range.contains(convolution.kernelWidth),
      range.contains(convolution.stride),
      (0...255).contains(convolution.padding),
      convolution.padding < min(convolution.kernelHeight, convolution.kernelWidth),
      input.hasRoom(forPadding: convolution.padding)
    else { return "its kernel, stride or padding is out of range" }
    let height = input.height + 2 * convolution.padding - convolution.kernelHeight
    let width = input.width + 2 * convolution.padding - convolution.kernelWidth
    guard height >= 0, width >= 0, stage.output.height == height / convolution.stride + 1,
      stage.output.width == width / convolution.stride + 1
    else { return "its output has another shape" }
    guard range.contains(convolution.groups), input.channels % convolution.groups == 0,
      stage.output.channels % convolution.groups == 0
    else { return "its groups do not divide its channels" }
    let perOutput =
      Int64(convolution.kernelHeight) * Int64(convolution.kernelWidth)
      * Int64(input.channels / convolution.groups)
    guard Int64(convolution.weights.count) == perOutput * Int64(stage.output.channels),
      convolution.biases.count == stage.output.channels
    else { return "it has another number of weights or biases" }
    let largest = network.format.codes.upperBound
    guard convolution.weights.allSatisfy({ abs(Int32($0)) <= largest }) else {
      return "a weight is out of range"
    }
    return problem(of: convolution.requantization, channels: stage.output.channels)
      ?? problem(ofSums: convolution, Int(perOutput))
  }

  /// No codes may make a sum overflow.
  private func problem(
    ofSums convolution: NativeNetwork.Convolution, _ perOutput: Int
  ) -> String? {
    for channel in 0..<stage.output.channels {
      let sums = SumRange(
        bias: Int64(convolution.biases[channel]),
        weights: convolution.weights[channel * perOutput..<(channel + 1) * perOutput],
        codes: from.format.codes)
      guard sums.fits(preShift: convolution.requantization.preShift) else {
        return "sums of channel \(channel) can overflow"
      }
    }
    return nil
  }

  private func problem(of pooling: Pooling) -> String? {
    guard (1...Shape.maximumExtent).contains(pooling.window),
      (1...Shape.maximumExtent).contains(pooling.stride),
      (0..<pooling.window).contains(pooling.padding), pooling.padding <= 255,
      pooling.window <= min(input.height, input.width) + 2 * pooling.padding
    else { return "its window, stride or padding is out of range" }
    return nil
  }

  private func problem(
    ofAverage places: Int, to output: Shape, _ requantization: Requantization
  ) -> String? {
    guard stage.output == output else { return "its output has another shape" }
    let places = Int64(places)
    let codes = from.format.codes
    let low = places * (Int64(codes.lowerBound) - Int64(from.zeroPoint))
    let high = places * (Int64(codes.upperBound) - Int64(from.zeroPoint))
    guard SumRange(low...high).fits(preShift: requantization.preShift) else {
      return "sums of its windows can overflow"
    }
    return problem(of: requantization, channels: 1)
  }

  private func problem(ofAddition requantization: Requantization) -> String? {
    guard input == stage.output, network.shape(of: stage.sources[1]) == input else {
      return "it adds maps of different shapes"
    }
    guard requantization.preShift == 0 else { return "its numbers are out of range" }
    return problem(of: requantization, channels: 2)
  }

  private func problemOfConcatenation() -> String? {
    var channels = 0
    for source in stage.sources {
      let shape = network.shape(of: source)
      guard shape.height == stage.output.height, shape.width == stage.output.width else {
        return "it joins maps of different sizes"
      }
      guard network.quantization(of: source) == stage.quantization else {
        return "it joins maps of different scales"
      }
      channels += shape.channels
    }
    return channels == stage.output.channels ? nil : "its output has another shape"
  }

  private func problemOfCopy(shape: Shape) -> String? {
    guard shape == stage.output else { return "its output has another shape" }
    return from == stage.quantization ? nil : "its result has another scale than its input"
  }

  private func problem(of requantization: Requantization, channels: Int) -> String? {
    let codes = stage.quantization.format.codes
    guard Requantization.preShifts.contains(requantization.preShift),
      Requantization.shifts.contains(requantization.shift),
      requantization.zeroPoint == stage.quantization.zeroPoint,
      codes.contains(requantization.limits.lowerBound),
      codes.contains(requantization.limits.upperBound),
      requantization.multipliers.count == channels,
      requantization.multipliers.allSatisfy({
        (0...Requantization.largestMultiplier).contains($0)
      })
    else { return "its multipliers, shifts or limits are out of range" }
    return nil
  }
}

/// What sums can be.
struct SumRange {
  private(set) var range: ClosedRange<Int64>

  init(_ range: ClosedRange<Int64>) { self.range = range }

  init(bias: Int64, weights: ArraySlice<Int16>, codes: ClosedRange<Int32>) {
    var positive: Int64 = 0
    var negative: Int64 = 0
    for weight in weights {
      if weight > 0 { positive += Int64(weight) } else { negative += Int64(weight) }
    }
    let (low, high) = (Int64(codes.lowerBound), Int64(codes.upperBound))
    range = bias + positive * low + negative * high...bias + positive * high + negative * low
  }

  /// Whether they fit 32 bits, and what is left of them the multiplier's operand.
  func fits(preShift: Int) -> Bool {
    range.lowerBound >= Int64(Int32.min) && range.upperBound <= Int64(Int32.max)
      && Requantization.operands.contains(range.lowerBound >> Int64(preShift))
      && Requantization.operands.contains(range.upperBound >> Int64(preShift))
  }
}
