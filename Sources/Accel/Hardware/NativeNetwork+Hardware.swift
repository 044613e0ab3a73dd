// SPDX-License-Identifier: BSD-3-Clause

extension NativeNetwork {
  /// What tells designs apart: FNV-1a of 64 bits over everything that is wired into one. Networks
  /// that differ only in what can be loaded have the same: in the weights, biases and multipliers of
  /// convolutions, in names, in scales and in the preprocessing of images.
  public var structureHash: UInt64 {
    var writer = ByteWriter()
    writer.writeStructure(self)
    return NetworkFile.hash(writer.bytes[...])
  }

  /// The same with weights, biases and multipliers: what the memories of a design hold.
  public var contentsHash: UInt64 {
    var writer = ByteWriter()
    writer.writeStructure(self)
    for stage in stages {
      guard case .convolution(let layer) = stage.operation else { continue }
      writer.write(layer.weights, format)
      for bias in layer.biases { writer.write(bias) }
      for multiplier in layer.requantization.multipliers { writer.write(multiplier) }
    }
    return NetworkFile.hash(writer.bytes[...])
  }
}

extension ByteWriter {
  fileprivate mutating func writeStructure(_ network: NativeNetwork) {
    write(UInt8(network.format.bits))
    write(network.input)
    write(network.inputQuantization.zeroPoint)
    write(UInt32(network.stages.count))
    for stage in network.stages {
      write(UInt32(stage.sources.count))
      for source in stage.sources { write(Int32(source)) }
      write(stage.output)
      write(UInt8(stage.quantization.format.bits))
      write(stage.quantization.zeroPoint)
      var operation = stage.operation
      if case .convolution(var layer) = operation {
        (layer.weights, layer.biases) = ([], [])
        layer.requantization.multipliers = []
        operation = .convolution(layer)
      }
      write(operation, network.format)
    }
  }
}
