// SPDX-License-Identifier: BSD-3-Clause
import CTestBackend

@testable import Accel

/// A board whose fabric holds a generated design, played: its layers compute with what their
/// memories hold.
final class PlayedDesign {
  private typealias Core = HardwareRegisters.Core

  let network: NativeNetwork
  let layouts: [ArrayLayout?]
  let pointer: OpaquePointer

  /// - Parameter network: a chain.
  init(_ network: NativeNetwork) {
    self.network = network
    var next = 0
    layouts = network.stages.map { stage in
      guard case .convolution(let layer) = stage.operation else { return nil }
      next += 1
      return ArrayLayout(
        layer, input: network.shape(of: stage.sources[0]), outputs: stage.output.channels,
        format: network.format, taps: [3, 10, 7][next % 3], chains: [2, 1, 3][next % 3],
        expands: next % 2 == 1)
    }
    let design = ctest_design_create(
      UInt32(network.stages.count),
      { user, images, count, results in
        let box = Unmanaged<Box>.fromOpaque(user).takeUnretainedValue()
        box.design?.infer(images, Int(count), results)
      }, Unmanaged.passUnretained(box).toOpaque())
    guard let design else { preconditionFailure("no memory") }
    pointer = design
    box.design = self
    describe()
  }

  deinit {
    ctest_design_free(pointer)
  }

  /// Breaks the circle.
  private final class Box {
    weak var design: PlayedDesign?
  }
  private let box = Box()

  private func describe() {
    set(low: Core.structureLo, high: Core.structureHi, network.structureHash)
    set(Core.clockKhz, 100_000)
    set(Core.capabilities, network.format == .fixed16 ? 1 : 0)
    set(Core.imageIn, UInt32(network.imageBytes / 8))
    set(Core.imageOut, UInt32(network.resultBytes / 8))
    for (index, stage) in network.stages.enumerated() {
      set(layer: index, Core.layerKind, DesignIdentity.Layer.Kind(stage.operation).rawValue)
      guard let layout = layouts[index] else { continue }
      set(layer: index, Core.layerArray, layout.register)
      set(layer: index, Core.layerDepth, UInt32(layout.depth))
      set(layer: index, Core.layerWords, UInt32(layout.loadCount))
      set(layer: index, Core.layerReads, UInt32(layout.readCount))
    }
  }

  func set(_ offset: UInt32, _ value: UInt32) { ctest_design_set(pointer, offset, value) }

  func set(low: UInt32, high: UInt32, _ value: UInt64) {
    set(low, UInt32(truncatingIfNeeded: value))
    set(high, UInt32(value >> 32))
  }

  func set(layer: Int, _ offset: UInt32, _ value: UInt32) {
    set(Core.layer + UInt32(layer) * Core.layerStride + offset, value)
  }

  func fail(
    _ fault: ctest_design_fault, argument: Int = 0, packet: Int, times: Int = 1
  ) {
    ctest_design_fail(pointer, fault, UInt32(argument), UInt32(packet), UInt32(times))
  }

  func staysBusy() { ctest_design_stay_busy(pointer) }

  /// What came since the last call, a line each.
  func takeText() -> [String] {
    let text = String(cString: ctest_design_text(pointer))
    ctest_design_clear_text(pointer)
    return text.split(separator: "\n").map(String.init)
  }

  func device(lengthWidth: Int = 23, isCore: Bool = true) throws -> Device {
    var device: OpaquePointer?
    let status = ctest_design_open(pointer, UInt32(lengthWidth), isCore, &device)
    guard status == 0, let device else { throw DriverCalls.failure(status, "open the design") }
    return Device(handle: DeviceHandle(pointer: device))
  }

  // MARK: images

  private func infer(
    _ images: UnsafePointer<UInt64>, _ count: Int, _ results: UnsafeMutablePointer<UInt64>
  ) {
    let bytes = UnsafeRawPointer(images)
    let out = UnsafeMutableRawPointer(results)
    for image in 0..<count {
      let codes = (0..<network.input.count).map { index in
        network.format == .fixed8
          ? Int32(bytes.load(fromByteOffset: image * network.imageBytes + index, as: Int8.self))
          : Int32(
            bytes.load(fromByteOffset: image * network.imageBytes + 2 * index, as: Int16.self))
      }
      for (index, code) in run(codes).enumerated() {
        out.storeBytes(
          of: Int16(code), toByteOffset: image * network.resultBytes + 2 * index, as: Int16.self)
      }
    }
  }

  private func run(_ image: [Int32]) -> [Int32] {
    var codes = image
    for (index, stage) in network.stages.enumerated() {
      let input = network.shape(of: stage.sources[0])
      let quantization = network.quantization(of: stage.sources[0])
      if let layout = layouts[index], case .convolution(let layer) = stage.operation {
        let held = ctest_design_memory(pointer, UInt32(index))
        let words = (0..<layout.loadCount).map { Int32(bitPattern: held[$0]) }
        let array = ArrayModel(layout, layer, input: input, output: stage.output, load: words)
        codes = array.run(codes, zeroPoint: quantization.zeroPoint)
      } else if let alone = try? NativeNetwork(
        name: stage.name, format: network.format, preprocessing: Preprocessing(), input: input,
        inputQuantization: quantization,
        stages: [
          NativeNetwork.Stage(
            name: stage.name, sources: [-1], output: stage.output,
            quantization: stage.quantization, operation: stage.operation)
        ])
      {
        codes = GoldenExecutor.run(alone, words: codes)
      }
    }
    return codes
  }
}

extension PlayedDesign {
  /// Convolution, maximum pooling, two fully connected layers: no size of theirs is a whole number
  /// of beats.
  static func chain(seed: UInt64, _ format: FixedFormat = .fixed8) throws -> NativeNetwork {
    var source = RandomNetworks(seed: seed, format, .random)
    let input = Shape(height: 9, width: 9, channels: 1)
    let graph = try LayerGraph(
      name: "chain", input: input,
      layers: [
        Layer(
          name: "conv",
          .convolution(
            Convolution(
              outputChannels: 5, kernel: 3, stride: 1, padding: 1, weights: source.weights(45),
              biases: source.weights(5)))),
        Layer(name: "pool", .maxPooling(Pooling(window: 3, stride: 3))),
        Layer(
          name: "ip1",
          .fullyConnected(
            FullyConnected(
              outputs: 12, weights: source.weights(12 * 45), biases: source.weights(12)))),
        Layer(name: "relu", .relu),
        Layer(
          name: "ip2",
          .fullyConnected(
            FullyConnected(
              outputs: 10, weights: source.weights(120), biases: source.weights(10)))),
      ])
    let map = Calibration.Map(range: -4...4)
    return try NativeNetwork(
      graph, format: format, preprocessing: Preprocessing(scale: 1.0 / 256),
      calibration: Calibration(input: map, layers: graph.layers.map { _ in map }))
  }
}
