// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ONNXFormat
import Testing

/// Models that bring their scales along.
struct ONNXQuantizationTests {
  private typealias Node = Onnx_NodeProto
  private typealias Tensor = Onnx_TensorProto

  /// x0 → Q → DQ → Conv with weights of int8 → [Relu] → Q → DQ.
  private func files(
    relu: String = "Relu", zeroPoint: Int32 = 0, type: Onnx_TensorProto.DataType = .uint8,
    scales: [Float] = [0.5, 0.25], scale: Float = 0.125
  ) -> ONNXFiles {
    let isPerChannel = scales.count > 1
    return ONNXFiles(
      [
        Node("QuantizeLinear", ["x0", "sx", "zx"], "a"),
        Node("DequantizeLinear", ["a", "sx", "zx"], "b"),
        Node("DequantizeLinear", ["w", "sw", "zw"], "c", [.int("axis", 0)]),
        Node("Conv", ["b", "c"], "d"), Node(relu, ["d"], "e"),
        Node("QuantizeLinear", ["e", "sy", "zy"], "f"),
        Node("DequantizeLinear", ["f", "sy", "zy"], "g"),
        Node("GlobalAveragePool", ["g"], "y"),
      ],
      [
        Tensor("sx", [], [0.01]), Tensor("zx", [], .uint8, int32s: [7]),
        Tensor("w", [2, 2, 1, 1], .int8, raw: [1, 0xff, 127, 0x80]),
        Tensor("sw", isPerChannel ? [Int64(scales.count)] : [], scales),
        Tensor("zw", isPerChannel ? [2] : [], .int8, raw: isPerChannel ? [0, 0] : [0]),
        Tensor("sy", [], [scale]), Tensor("zy", [], type, int32s: [zeroPoint]),
      ])
  }

  @Test("Scales of the image, of maps and of weights are kept")
  func scales() throws {
    let model = try files().imported()
    #expect(model.graph.layers.map(\.name) == ["conv_d", "relu_e", "globalaveragepool_y"])
    #expect(model.scales.input == Quantization(scale: 0.01 as Float, zeroPoint: -121))
    #expect(
      model.scales.layers == ["relu_e": Quantization(scale: 0.125 as Float, zeroPoint: -128)])
    #expect(model.scales.weights == ["conv_d": [0.5, 0.25]])
    guard case .convolution(let layer) = model.graph.layers[0].operation else { return }
    #expect(layer.weights == [0.5, -0.5, 31.75, -32])
    let one = try files(scales: [0.5]).imported()
    #expect(one.scales.weights == ["conv_d": [0.5, 0.5]])
    #expect(try ONNXFiles([Node("Relu", ["x0"], "y")]).imported().scales.isEmpty)
  }

  @Test("They come before what images give, and a network takes them")
  func calibration() throws {
    let model = try files().imported()
    let executor = FloatExecutor(model.graph)
    let preprocessing = Preprocessing(scale: 0.01)
    let pixels = (0..<144).map { UInt8($0) }
    let measured = try Calibrator(executor, preprocessing: preprocessing).run(pixels)
    let calibration = model.calibration(measured)
    #expect(calibration.layers[1].given == model.scales.layers["relu_e"])
    #expect(calibration.layers[2].given == nil)
    #expect(calibration.layers[2].range == measured.layers[2].range)
    let network = try NativeNetwork(
      model.graph, format: .fixed8, preprocessing: preprocessing, calibration: calibration)
    #expect(network.inputQuantization == model.scales.input)
    #expect(network.stages[0].quantization == model.scales.layers["relu_e"])
    guard case .convolution(let layer) = network.stages[0].operation else { return }
    #expect(layer.weights[..<3] == [1, -1, 127])
  }

  @Test("A ReLU that a quantiser dropped is put back")
  func relus() throws {
    let cases: [(Int32, Onnx_TensorProto.DataType, Float, Layer.Operation?)] = [
      (0, .uint8, 0.125, .relu), (-128, .int8, 0.125, .relu), (0, .uint8, 6 / 255, .relu6),
      (-128, .int8, 6 / 255, .relu6), (0, .uint16, 6 / 65_535, .relu6), (0, .int8, 0.125, nil),
      (1, .uint8, 0.125, nil),
    ]
    for (zeroPoint, type, scale, operation) in cases {
      let model = try files(
        relu: "Identity", zeroPoint: zeroPoint, type: type, scale: scale
      ).imported()
      let names = model.graph.layers.map(\.name)
      #expect(names.contains("quantizelinear_f#relu") == (operation != nil))
      if let operation { #expect(model.graph.layers[1].operation == operation) }
      #expect(model.scales.layers.keys.first == names[operation == nil ? 0 : 1])
    }
  }

  @Test("Codes of 16 bits, with and without sign")
  func wide() throws {
    let signed = try files(zeroPoint: 5, type: .int16).imported()
    #expect(
      signed.scales.layers["relu_e"]
        == Quantization(scale: 0.125, zeroPoint: 5, format: .fixed16))
    let unsigned = try files(zeroPoint: 32_768, type: .uint16).imported()
    #expect(unsigned.scales.layers["relu_e"]?.zeroPoint == 0)
  }

  @Test("Weights that are quantised in the model, and those with a zero point")
  func weights() throws {
    let nodes = [
      Node("QuantizeLinear", ["w", "s", "z"], "a"), Node("DequantizeLinear", ["a", "s", "z"], "b"),
      Node("Conv", ["x0", "b"], "y"),
    ]
    let model = try ONNXFiles(
      nodes,
      [
        Tensor("w", [1, 2, 1, 1], [0.26, 1000]), Tensor("s", [], [0.5]),
        Tensor("z", [], .int8, int32s: [0]),
      ]
    ).imported()
    guard case .convolution(let layer) = model.graph.layers[0].operation else { return }
    #expect(layer.weights == [0.5, 63.5])
    let shifted = try ONNXFiles(
      nodes,
      [
        Tensor("w", [1, 2, 1, 1], [0.26, 1000]), Tensor("s", [], [0.5]),
        Tensor("z", [], .uint8, int32s: [3]),
      ]
    ).imported()
    #expect(shifted.scales.weights.isEmpty)
  }

  @Test("Scales that Accel cannot take are refused")
  func refusals() {
    let cases: [(ONNXFiles, AccelError.Code, String)] = [
      (files(scale: 0), .valueOutOfRange, "scale"),
      (files(scale: -.infinity), .valueOutOfRange, "scale"),
      (files(type: .int32), .unsupportedLayer, "int32"),
      (files(zeroPoint: 300), .unsupportedLayer, "quantizelinear_f"),
      (files(scales: [1, 2, 3]), .unsupportedLayer, "dequantizelinear_c"),
      (
        ONNXFiles(
          [
            Node("QuantizeLinear", ["x0", "s"], "a"), Node("Relu", ["a"], "y"),
          ], [Tensor("s", [], [1])]), .unsupportedLayer, "codes of a QuantizeLinear"
      ),
      (
        ONNXFiles(
          [
            Node("QuantizeLinear", ["x0", "s"], "a"), Node("DequantizeLinear", ["a", "t"], "b"),
            Node("Relu", ["b"], "y"),
          ], [Tensor("s", [], [1]), Tensor("t", [], [2])]), .unsupportedLayer, "before it"
      ),
      (
        ONNXFiles(
          [Node("Relu", ["x0"], "r"), Node("QuantizeLinear", ["r", "s"], "y")],
          [Tensor("s", [], [1])]), .unsupportedLayer, "codes of a QuantizeLinear"
      ),
      (
        ONNXFiles(
          [Node("QuantizeLinear", ["x0", "s"], "a", [.int("block_size", 2)])],
          [Tensor("s", [], [1])]), .unsupportedLayer, "block_size 2"
      ),
    ]
    for (file, code, word) in cases {
      expectRefusal(code, naming: [word]) { () throws(AccelError) in try file.imported() }
    }
  }
}

extension Quantization {
  /// A scale as a model stores it.
  fileprivate init(scale: Float, zeroPoint: Int32) {
    self.init(scale: Double(scale), zeroPoint: zeroPoint, format: .fixed8)
  }
}
