// SPDX-License-Identifier: BSD-3-Clause

/// What stands for a stage.
private enum StageCode {
  static let convolution: UInt8 = 1
  static let maxPooling: UInt8 = 2
  static let averagePooling: UInt8 = 3
}

extension ByteWriter {
  mutating func write(_ network: OverlayNetwork) {
    write(network.name)
    write(UInt8(network.format.bits))
    write(network.encoding.scale)
    write(network.encoding.mean)
    write(network.input)
    write(UInt32(network.layersWithoutTheirBiases.count))
    for name in network.layersWithoutTheirBiases { write(name) }
    write(UInt32(network.stages.count))
    for stage in network.stages {
      write(stage.name)
      switch stage {
      case .convolution(let layer): write(layer, network.format)
      case .pooling(let layer): write(layer)
      }
    }
  }

  private mutating func write(_ layer: OverlayNetwork.Convolution, _ format: FixedFormat) {
    write(StageCode.convolution)
    write(UInt8(layer.rectifies ? 1 : 0))
    for number in [
      layer.output.channels, layer.kernelHeight, layer.kernelWidth, layer.stride, layer.padding,
    ] { write(UInt16(number)) }
    write(layer.weights, format)
  }

  private mutating func write(_ layer: OverlayNetwork.Pooling) {
    write(layer.kind == .maximum ? StageCode.maxPooling : StageCode.averagePooling)
    write(UInt8(layer.rectifies ? 1 : 0))
    for number in [layer.window, layer.stride] { write(UInt16(number)) }
  }
}

extension ByteReader {
  /// Through a graph, whose checks are those of any other model.
  mutating func overlayNetwork() throws(AccelError) -> OverlayNetwork {
    let start = position
    let name = try text()
    let format = try format()
    let scale = try double()
    let encoding = InputEncoding(scale: scale, mean: try doubles())
    let input = try shape()
    var withoutBiases: [String] = []
    // A name takes 2 bytes at least, a stage 8.
    for _ in 0..<(try count(of: 2)) { withoutBiases.append(try text()) }
    var layers: [Layer] = []
    for _ in 0..<(try count(of: 8)) { try appendStage(to: &layers, format) }
    let graph = try LayerGraph(name: name, input: input, layers: layers)
    var network = try OverlayNetwork(graph, format: format, encoding: encoding)
    network.layersWithoutTheirBiases = withoutBiases
    try network.checkEncoding()
    // A kernel that is not square says nothing that its input does not say too.
    var writer = ByteWriter()
    writer.write(network)
    guard bytes[start..<position].elementsEqual(writer.bytes) else {
      throw malformed("it contradicts itself")
    }
    return network
  }

  private mutating func appendStage(
    to layers: inout [Layer], _ format: FixedFormat
  ) throws(AccelError) {
    let name = try text()
    let code = try uint8()
    let rectifies = try flag("whether a layer rectifies")
    layers.append(Layer(name: name, try operation(code, format)))
    if rectifies { layers.append(Layer(name: name + " ReLU", .relu)) }
  }

  private mutating func operation(
    _ code: UInt8, _ format: FixedFormat
  ) throws(AccelError) -> Layer.Operation {
    switch code {
    case StageCode.convolution:
      let outputs = Int(try uint16())
      let kernel = (height: Int(try uint16()), width: Int(try uint16()))
      let stride = Int(try uint16())
      let padding = Int(try uint16())
      let weights = try weights(format)
      guard kernel.height != kernel.width else {
        return .convolution(
          Convolution(
            outputChannels: outputs, kernel: kernel.height, stride: stride, padding: padding,
            weights: weights))
      }
      guard stride == 1, padding == 0 else { throw malformed("it has a kernel that is not square") }
      return .fullyConnected(FullyConnected(outputs: outputs, weights: weights))
    case StageCode.maxPooling: return .maxPooling(try pooling())
    case StageCode.averagePooling: return .averagePooling(try pooling())
    default: throw malformed("it has a layer of the unknown kind \(code)")
    }
  }

  private mutating func pooling() throws(AccelError) -> Pooling {
    let window = Int(try uint16())
    return Pooling(window: window, stride: Int(try uint16()))
  }

  /// The real numbers that words stand for; quantising them gives the words back.
  private mutating func weights(_ format: FixedFormat) throws(AccelError) -> [Float] {
    try numbers(format).map { Float($0) / Float(format.scale) }
  }
}
