// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The modules of a layer.
struct LayerModule {
  /// An instance, with the streams that lead to it.
  struct Part {
    var instance: VerilogInstance
    var streams: [VerilogStream] = []
    /// Whether it has memories to load.
    var hasBus = false
  }

  private let layer: HardwareLayer
  private let folding: LayerFolding

  init(_ layer: HardwareLayer, _ folding: LayerFolding) {
    self.layer = layer
    self.folding = folding
  }

  private var name: String { "u_l\(layer.index)" }

  /// - Parameter files: initial contents of a weighted layer's memories.
  func parts(
    _ inputs: [VerilogStream], _ result: VerilogStream, _ files: MemoryImages.Files?
  ) -> [Part] {
    switch layer.operation {
    case .convolution(let convolution, let geometry):
      var instance = array(convolution, geometry, files)
      finish(&instance, inputs[0], result, hasCounters: true)
      return [Part(instance: instance, hasBus: true)]
    case .maxPooling(let geometry):
      var instance = pool(geometry)
      finish(&instance, inputs[0], result, hasCounters: true)
      return [Part(instance: instance)]
    case .averagePooling(let geometry, let bias, let requantization):
      var instance = pool(geometry)
      instance.set("Average", 1)
      instance.set("Multiplier", Int(requantization.multipliers[0]))
      instance.set("Bias", Int(bias))
      instance.set("PreShift", requantization.preShift)
      setCodes(&instance, requantization)
      finish(&instance, inputs[0], result, hasCounters: true)
      return [Part(instance: instance)]
    case .addition(let zeroPoints, let requantization):
      return [Part(instance: addition(zeroPoints, requantization, inputs, result))]
    case .concatenation(let channels): return concatenation(channels, inputs, result)
    case .clamp(let limits):
      var instance = VerilogInstance("accel_clamp", name)
      instance.set([
        "Width": layer.inputBits, "Lanes": folding.inLanes, "Minimum": Int(limits.lowerBound),
        "Maximum": Int(limits.upperBound),
      ])
      finish(&instance, inputs[0], result, hasCounters: false)
      return [Part(instance: instance)]
    }
  }

  private func finish(
    _ instance: inout VerilogInstance, _ input: VerilogStream, _ result: VerilogStream,
    hasCounters: Bool
  ) {
    instance.connect(["clk_i": "clk_i", "rst_i": "l\(layer.index)_rst_q"])
    instance.connect("in", input, takes: true)
    instance.connect("out", result, takes: false)
    guard hasCounters else { return }
    for counter in ["busy", "starved", "blocked"] {
      instance.connect("\(counter)_o", "\(counter)_o[\(layer.index)]")
    }
  }

  private func setCodes(_ instance: inout VerilogInstance, _ requantization: Requantization) {
    instance.set([
      "Shift": requantization.shift, "ZeroPoint": Int(requantization.zeroPoint),
      "Minimum": Int(requantization.limits.lowerBound),
      "Maximum": Int(requantization.limits.upperBound), "CodeWidth": layer.outputBits,
    ])
  }

  private func setWindows(_ instance: inout VerilogInstance, _ geometry: WindowGeometry) {
    instance.set([
      "PadTop": geometry.padTop, "PadLeft": geometry.padLeft, "PadBottom": geometry.padBottom,
      "PadRight": geometry.padRight, "PadCode": Int(geometry.padCode),
      "KernelHeight": geometry.kernelHeight, "KernelWidth": geometry.kernelWidth,
      "Stride": geometry.stride, "OutHeight": geometry.output.height,
      "OutWidth": geometry.output.width,
    ])
  }

  private func array(
    _ convolution: NativeNetwork.Convolution, _ geometry: WindowGeometry,
    _ files: MemoryImages.Files?
  ) -> VerilogInstance {
    var instance = VerilogInstance("accel_conv", name)
    instance.set([
      "Width": layer.inputBits, "InLanes": folding.inLanes, "InHeight": geometry.input.height,
      "InWidth": geometry.input.width, "InChannels": geometry.input.channels,
    ])
    setWindows(&instance, geometry)
    guard let array = folding.array else { return instance }
    instance.set([
      "OutChannels": layer.output.channels, "Expand": array.expands ? 1 : 0, "Taps": array.taps,
      "Chains": array.chains, "RingRows": folding.ringRows,
      "Distributed": WeightMemory.isDistributed(array) ? 1 : 0,
      "SumWidth": WeightMemory.sumBits(array, bits: layer.inputBits),
      "PreShift": convolution.requantization.preShift,
    ])
    setCodes(&instance, convolution.requantization)
    instance.set("OutLanes", folding.outLanes)
    instance.set("WeightFile", text: "\"\(files?.weights ?? "")\"")
    instance.set("ParameterFile", text: "\"\(files?.parameters ?? "")\"")
    return instance
  }

  private func pool(_ geometry: WindowGeometry) -> VerilogInstance {
    var instance = VerilogInstance("accel_pool", name)
    instance.set([
      "Width": layer.inputBits, "Lanes": folding.inLanes, "InHeight": geometry.input.height,
      "InWidth": geometry.input.width, "Channels": geometry.input.channels,
    ])
    setWindows(&instance, geometry)
    instance.set("RingRows", folding.ringRows)
    return instance
  }

  private func addition(
    _ zeroPoints: [Int32], _ requantization: Requantization, _ inputs: [VerilogStream],
    _ result: VerilogStream
  ) -> VerilogInstance {
    var instance = VerilogInstance("accel_add", name)
    instance.set([
      "Width": layer.inputBits, "Lanes": folding.inLanes, "Elements": layer.output.count,
      "ZeroPointA": Int(zeroPoints[0]), "ZeroPointB": Int(zeroPoints[1]),
      "MultiplierA": Int(requantization.multipliers[0]),
      "MultiplierB": Int(requantization.multipliers[1]),
    ])
    setCodes(&instance, requantization)
    instance.connect(["clk_i": "clk_i", "rst_i": "l\(layer.index)_rst_q"])
    instance.connect("a", inputs[0], takes: true)
    instance.connect("b", inputs[1], takes: true)
    instance.connect("out", result, takes: false)
    return instance
  }

  /// Two maps at a time.
  private func concatenation(
    _ channels: [Int], _ inputs: [VerilogStream], _ result: VerilogStream
  ) -> [Part] {
    var parts: [Part] = []
    var (joined, stream) = (channels[0], inputs[0])
    for input in 1..<inputs.count {
      let isLast = input == inputs.count - 1
      let out =
        isLast ? result : VerilogStream(name: "l\(layer.index)_join\(input)", bits: result.bits)
      var instance = VerilogInstance("accel_concat", "\(name)_\(input)")
      instance.set([
        "Width": layer.inputBits, "Lanes": folding.inLanes, "ChannelsA": joined,
        "ChannelsB": channels[input],
      ])
      instance.connect(["clk_i": "clk_i", "rst_i": "l\(layer.index)_rst_q"])
      instance.connect("a", stream, takes: true)
      instance.connect("b", inputs[input], takes: true)
      instance.connect("out", out, takes: false)
      parts.append(Part(instance: instance, streams: isLast ? [] : [out]))
      joined += channels[input]
      stream = out
    }
    return parts
  }
}
