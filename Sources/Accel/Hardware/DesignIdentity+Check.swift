// SPDX-License-Identifier: BSD-3-Clause

extension DesignIdentity {
  /// Check that a network runs on this design.
  ///
  /// - Returns: the layout of each stage's memories, `nil` for stages without.
  /// - Throws: ``AccelError`` `unsupportedByOverlay` saying what differs.
  public func check(_ network: NativeNetwork) throws(AccelError) -> [ArrayLayout?] {
    func require(_ holds: Bool, _ problem: @autoclosure () -> String) throws(AccelError) {
      guard holds else { throw unsupported(network, problem()) }
    }
    let known = HardwareRegisters.Core.versionValue
    try require(
      version == known, "its registers are of version \(version), and this program knows \(known)")
    let hash = network.structureHash
    try require(
      structureHash == hash,
      "this bitstream holds another network (of structure \(hexadecimal(structureHash)) where "
        + "\(hexadecimal(hash)) is wanted)")
    try require(
      layers.count == network.stages.count && format == network.format
        && imageBeats == network.imageBytes / HardwarePacket.beatBytes
        && resultBeats == network.resultBytes / HardwarePacket.beatBytes,
      "its registers contradict the hash of its structure")
    var layouts: [ArrayLayout?] = []
    for (stage, layer) in zip(network.stages, layers) {
      let layout = layer.layout(of: stage, in: network)
      try require(
        layer.fits(stage.operation, layout),
        "its table of layers does not describe layer \(stage.name)")
      layouts.append(layout)
    }
    return layouts
  }

  private func unsupported(_ network: NativeNetwork, _ problem: String) -> AccelError {
    AccelError(
      .unsupportedByOverlay, attempt: "run \(network.name) on the design in the fabric",
      problem: problem, remedy: "load the bitstream that was generated for the network")
  }

  private func hexadecimal(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return "0x" + String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

extension DesignIdentity.Layer {
  /// `nil` without weights, and where no array can be like that.
  fileprivate func layout(
    of stage: NativeNetwork.Stage, in network: NativeNetwork
  ) -> ArrayLayout? {
    guard case .convolution(let convolution) = stage.operation,
      ArrayLayout.tapRange.contains(taps), ArrayLayout.chainRange.contains(chains)
    else { return nil }
    let layout = ArrayLayout(
      convolution, input: network.shape(of: stage.sources[0]), outputs: stage.output.channels,
      format: network.format, taps: taps, chains: chains, expands: expands)
    return layout.isCountable ? layout : nil
  }

  fileprivate func fits(_ operation: NativeNetwork.Operation, _ layout: ArrayLayout?) -> Bool {
    guard kind == Kind(operation) else { return false }
    guard let layout else { return kind != .convolution && loadCount == 0 && readCount == 0 }
    return outputsPerTap == layout.outputsPerTap && depth == layout.depth
      && loadCount == layout.loadCount && readCount == layout.readCount
  }
}

extension DesignIdentity.Layer.Kind {
  /// Of the layer that computes a stage.
  public init(_ operation: NativeNetwork.Operation) {
    switch operation {
    case .convolution: self = .convolution
    case .maxPooling, .averagePooling, .globalAveragePooling: self = .pooling
    case .addition: self = .addition
    case .concatenation, .clamp: self = .other
    }
  }
}

extension NativeNetwork {
  /// Bytes of an image in whole beats.
  var imageBytes: Int { HardwarePacket.padded(input.count * (format.bits / 8)) }

  /// Bytes of an image's result in whole beats.
  var resultBytes: Int {
    HardwarePacket.padded(output.count * (outputQuantization.format.bits / 8))
  }
}
