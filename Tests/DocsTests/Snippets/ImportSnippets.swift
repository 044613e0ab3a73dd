// SPDX-License-Identifier: BSD-3-Clause
import Accel
import HardwareGen
import ModelImport

/// Likewise, of ModelImport and HardwareGen.
enum ImportSnippets {
  static func onnx(_ path: String, _ pixels: [UInt8]) throws -> [UInt8] {
    let model = try ModelFile.model(path)
    let preprocessing = model.preprocessing(behind: Preprocessing(scale: 1.0 / 255))
    let executor = FloatExecutor(model.graph)
    let measured = try Calibrator(executor, preprocessing: preprocessing).run(pixels)
    let network = try NativeNetwork(
      model.graph, format: .fixed8, preprocessing: preprocessing,
      calibration: model.calibration(measured))
    let report = try QuantizationReport(network, executor, pixels: pixels, labels: [])
    print("same class on", report.agreement)
    return NetworkFile.bytes(of: .native(network))
  }

  static func caffe(_ description: String, _ parameters: String) throws -> LayerGraph {
    try CaffeModel.graph(prototxt: description, caffemodel: parameters)
  }

  static func lasagne(_ description: String, _ parameters: String) throws -> LayerGraph {
    try LasagneModel.graph(prototxt: description, parameters: parameters, flipsFilters: true)
  }

  static func logits(
    _ path: String, _ pixels: [UInt8]
  ) throws -> [Double] {
    guard case .native(let network) = try NetworkFile.network(BinaryFile.read(path), named: path)
    else { return [] }
    let codes = try CPUExecutor(network).run(network.words(for: pixels))
    let quantization = network.outputQuantization
    return codes.map { quantization.scale * Double($0 - quantization.zeroPoint) }
  }

  static func generate(_ network: NativeNetwork, _ folder: String) throws -> HardwareEstimate? {
    guard let board = HardwareBoard.named("pynq-z1") else { return nil }
    let options = GenerationOptions(board: board, target: .cycles(12_800))
    let design = try HardwareDesign(network, options)
    print(design.estimate.cyclesPerImage, "cycles,", design.estimate.resources.dsp, "DSPs")
    try DesignFolder(folder).write(design)
    return design.estimate
  }
}
