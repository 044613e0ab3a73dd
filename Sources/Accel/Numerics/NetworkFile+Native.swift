// SPDX-License-Identifier: BSD-3-Clause

/// What stands for a stage's operation.
private enum OperationCode {
  static let convolution: UInt8 = 1
  static let maxPooling: UInt8 = 2
  static let averagePooling: UInt8 = 3
  static let globalAveragePooling: UInt8 = 4
  static let addition: UInt8 = 5
  static let concatenation: UInt8 = 6
  static let clamp: UInt8 = 7
}

extension ByteWriter {
  mutating func write(_ network: NativeNetwork) {
    write(network.name)
    write(UInt8(network.format.bits))
    write(network.preprocessing.scale)
    write(network.preprocessing.mean)
    write(network.preprocessing.deviation)
    write(network.preprocessing.channelOrder.rawValue)
    write(network.input)
    write(network.inputQuantization)
    write(UInt32(network.stages.count))
    for stage in network.stages {
      write(stage.name)
      write(UInt32(stage.sources.count))
      for source in stage.sources { write(Int32(source)) }
      write(stage.output)
      write(stage.quantization)
      write(stage.operation, network.format)
    }
  }

  private mutating func write(_ quantization: Quantization) {
    write(quantization.scale)
    write(quantization.zeroPoint)
    write(UInt8(quantization.format.bits))
  }

  private mutating func write(_ requantization: Requantization) {
    write(UInt8(requantization.preShift))
    write(UInt8(requantization.shift))
    write(requantization.zeroPoint)
    write(requantization.limits.lowerBound)
    write(requantization.limits.upperBound)
    write(UInt32(requantization.multipliers.count))
    for multiplier in requantization.multipliers { write(multiplier) }
  }

  private mutating func write(_ pooling: Pooling) {
    write(UInt16(pooling.window))
    write(UInt16(pooling.stride))
    write(UInt16(pooling.padding))
    write(UInt8(pooling.roundsUp ? 1 : 0))
  }

  mutating func write(_ operation: NativeNetwork.Operation, _ format: FixedFormat) {
    switch operation {
    case .convolution(let layer):
      write(OperationCode.convolution)
      for number in [
        layer.kernelHeight, layer.kernelWidth, layer.stride, layer.padding, layer.groups,
      ] { write(UInt16(number)) }
      write(layer.weights, format)
      write(UInt32(layer.biases.count))
      for bias in layer.biases { write(bias) }
      write(layer.requantization)
    case .maxPooling(let pooling):
      write(OperationCode.maxPooling)
      write(pooling)
    case .averagePooling(let pooling, let requantization):
      write(OperationCode.averagePooling)
      write(pooling)
      write(requantization)
    case .globalAveragePooling(let requantization):
      write(OperationCode.globalAveragePooling)
      write(requantization)
    case .addition(let requantization):
      write(OperationCode.addition)
      write(requantization)
    case .concatenation: write(OperationCode.concatenation)
    case .clamp(let limits):
      write(OperationCode.clamp)
      write(limits.lowerBound)
      write(limits.upperBound)
    }
  }
}

extension ByteReader {
  mutating func nativeNetwork() throws(AccelError) -> NativeNetwork {
    let name = try text()
    let format = try format()
    let scale = try double()
    let mean = try doubles()
    let deviation = try doubles()
    guard let order = Preprocessing.ChannelOrder(rawValue: try uint8()) else {
      throw malformed("its order of channels is unknown")
    }
    let input = try shape()
    let inputQuantization = try quantization()
    // A stage takes 26 bytes at least.
    let count = try count(of: 26)
    var stages: [NativeNetwork.Stage] = []
    for _ in 0..<count { stages.append(try stage(format)) }
    return try NativeNetwork(
      name: name, format: format,
      preprocessing: Preprocessing(
        scale: scale, mean: mean, deviation: deviation, channelOrder: order),
      input: input, inputQuantization: inputQuantization, stages: stages)
  }

  private mutating func quantization() throws(AccelError) -> Quantization {
    let scale = try double()
    let zeroPoint = try int32()
    return Quantization(scale: scale, zeroPoint: zeroPoint, format: try format())
  }

  private mutating func limits() throws(AccelError) -> ClosedRange<Int32> {
    let least = try int32()
    let most = try int32()
    guard least <= most else { throw malformed("its limits are the wrong way round") }
    return least...most
  }

  private mutating func requantization() throws(AccelError) -> Requantization {
    let preShift = Int(try uint8())
    let shift = Int(try uint8())
    let zeroPoint = try int32()
    let limits = try limits()
    return Requantization(
      preShift: preShift, multipliers: try int32s(), shift: shift, zeroPoint: zeroPoint,
      limits: limits)
  }

  private mutating func pooling() throws(AccelError) -> Pooling {
    let window = Int(try uint16())
    let stride = Int(try uint16())
    let padding = Int(try uint16())
    return Pooling(
      window: window, stride: stride, padding: padding,
      roundsUp: try flag("whether a window in it rounds up"))
  }

  private mutating func stage(_ format: FixedFormat) throws(AccelError) -> NativeNetwork.Stage {
    let name = try text()
    let sources = try int32s().map { Int($0) }
    let output = try shape()
    let quantization = try quantization()
    return NativeNetwork.Stage(
      name: name, sources: sources, output: output, quantization: quantization,
      operation: try operation(format))
  }

  private mutating func operation(
    _ format: FixedFormat
  ) throws(AccelError) -> NativeNetwork.Operation {
    let code = try uint8()
    switch code {
    case OperationCode.convolution: return .convolution(try convolution(format))
    case OperationCode.maxPooling: return .maxPooling(try pooling())
    case OperationCode.averagePooling:
      let pooling = try pooling()
      return .averagePooling(pooling, try requantization())
    case OperationCode.globalAveragePooling: return .globalAveragePooling(try requantization())
    case OperationCode.addition:
      return .addition(try requantization())
    case OperationCode.concatenation: return .concatenation
    case OperationCode.clamp: return .clamp(try limits())
    default: throw malformed("it has a layer of the unknown kind \(code)")
    }
  }

  private mutating func convolution(
    _ format: FixedFormat
  ) throws(AccelError) -> NativeNetwork.Convolution {
    let height = Int(try uint16())
    let width = Int(try uint16())
    let stride = Int(try uint16())
    let padding = Int(try uint16())
    let groups = Int(try uint16())
    let weights = try numbers(format)
    let biases = try int32s()
    return NativeNetwork.Convolution(
      kernelHeight: height, kernelWidth: width, stride: stride, padding: padding, groups: groups,
      weights: weights, biases: biases, requantization: try requantization())
  }
}
