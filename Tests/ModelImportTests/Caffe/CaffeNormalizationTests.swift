// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import ModelImport
import Testing

/// BatchNorm and Scale, with numbers that are exact.
struct CaffeNormalizationTests {
  private static let convolution = Prototxt.layer(
    "conv", "Convolution", bottom: "data", "convolution_param { num_output: 2 kernel_size: 1 }")
  private static let norm = Prototxt.layer(
    "bn", "BatchNorm", bottom: "conv", top: "conv", "batch_norm_param { eps: 0.25 }")
  private static let scale = Prototxt.layer(
    "scale", "Scale", bottom: "conv", top: "conv", "scale_param { bias_term: true }")

  private static let parameters = [
    Caffe_LayerParameter(
      "conv", [Caffe_BlobProto([2, 1, 1, 1], [2, 4]), Caffe_BlobProto([2], [1, -1])]),
    // Means 3 and 5, variances 3.75 and 0: deviations 2 and 0.5 with epsilon.
    Caffe_LayerParameter(
      "bn",
      [
        Caffe_BlobProto([2], [6, 10]), Caffe_BlobProto([2], [7.5, 0]), Caffe_BlobProto([1], [2]),
      ]),
    Caffe_LayerParameter(
      "scale", [Caffe_BlobProto([2], [10, 3]), Caffe_BlobProto([2], [100, 7])]),
  ]

  private func read(
    _ layers: String..., parameters: [Caffe_LayerParameter] = parameters
  ) throws(AccelError) -> LayerGraph {
    try CaffeFiles(Prototxt.input(1, 1, 1) + layers.joined(), parameters: parameters).graph()
  }

  private func only(_ graph: LayerGraph) throws -> Convolution {
    guard graph.layers.count == 1, case .convolution(let layer) = graph.layers[0].operation else {
      Issue.record("\(graph.layers.map(\.name)) is not one convolution")
      throw AccelError(.invalidGraph, attempt: "", problem: "", remedy: "")
    }
    return layer
  }

  @Test("BatchNorm behind a convolution becomes part of it")
  func norm() throws {
    let layer = try only(read(Self.convolution, Self.norm))
    #expect(layer.weights == [1, 8])
    #expect(layer.biases == [-1, -12])
  }

  @Test("So do BatchNorm and Scale, and Scale alone")
  func normAndScale() throws {
    let both = try only(read(Self.convolution, Self.norm, Self.scale))
    #expect(both.weights == [10, 24])
    #expect(both.biases == [90, -29])
    let alone = try only(read(Self.convolution, Self.scale))
    #expect(alone.weights == [20, 12])
    #expect(alone.biases == [110, 4])
    let plain = Prototxt.layer("scale", "Scale", bottom: "conv")
    #expect(try only(read(Self.convolution, plain)).biases == [10, -3])
  }

  @Test("A convolution without biases gets some")
  func noBiases() throws {
    let bare = Self.convolution.replacing("num_output", with: "bias_term: false num_output")
    #expect(try only(read(bare, Self.norm)).biases == [-1.5, -10])
  }

  @Test("BatchNorm behind an InnerProduct becomes part of it")
  func product() throws {
    let product = Prototxt.layer(
      "conv", "InnerProduct", bottom: "data", "inner_product_param { num_output: 2 }")
    var parameters = Self.parameters
    parameters[0].blobs[0] = Caffe_BlobProto([2, 1], [2, 4])
    let graph = try read(product, Self.norm, parameters: parameters)
    let expected = FullyConnected(outputs: 2, weights: [1, 8], biases: [-1, -12])
    #expect(graph.layers == [Layer(name: "conv", .fullyConnected(expected))])
  }

  @Test("Behind any other layer, or one that others take too, it is a layer of its own")
  func ownLayer() throws {
    let relu = Prototxt.layer("relu", "ReLU", bottom: "conv", top: "conv")
    let own = Convolution(
      outputChannels: 2, kernel: 1, groups: 2, weights: [0.5, 2], biases: [-1.5, -10])
    let graph = try read(Self.convolution, relu, Self.norm)
    #expect(graph.layers.map(\.name) == ["conv", "relu", "bn"])
    #expect(graph.layers.last == Layer(name: "bn", .convolution(own)))
    #expect(FloatExecutor(graph).run([2]) == [1, 4])

    let copy = Self.norm.replacing("top: \"conv\"", with: "top: \"bn\"")
    let sum =
      "layer { name: \"sum\" type: \"Eltwise\" bottom: \"bn\" bottom: \"conv\" top: \"sum\" }"
    let shared = try read(Self.convolution, copy, sum)
    #expect(shared.layers.map(\.name) == ["conv", "bn", "sum"])
    #expect(FloatExecutor(shared).run([2]) == [6, 11])

    let split = "layer { name: \"s\" type: \"Split\" bottom: \"conv\" top: \"x\" top: \"y\" }\n"
    let fromSplit = Self.norm.replacing(
      "bottom: \"conv\" top: \"conv\"", with: "bottom: \"x\" top: \"bn\"")
    let other = sum.replacing("bottom: \"conv\"", with: "bottom: \"y\"")
    #expect(try read(Self.convolution, split, fromSplit, other) == shared)
  }

  @Test("Statistics of no image at all count as zeros")
  func noStatistics() throws {
    var parameters = Self.parameters
    parameters[1].blobs[2] = Caffe_BlobProto([1], [0])
    let layer = try only(read(Self.convolution, Self.norm, parameters: parameters))
    #expect(layer.weights == [4, 8])
    #expect(layer.biases == [2, -2])
  }

  @Test("A variance below zero is refused")
  func negativeVariance() {
    var parameters = Self.parameters
    parameters[1].blobs[1] = Caffe_BlobProto([2], [1, -8])
    expectRefusal(.valueOutOfRange, naming: ["layer conv", "not a finite number"]) {
      () throws(AccelError) in try read(Self.convolution, Self.norm, parameters: parameters)
    }
  }

  @Test(
    "What BatchNorm and Scale cannot do is refused by name",
    arguments: [
      ("bn", "batch_norm_param { use_global_stats: false }", "use_global_stats"),
      ("scale", "scale_param { axis: 0 }", "axis"),
      ("scale", "scale_param { num_axes: 2 }", "num_axes"),
    ])
  func refusals(_ name: String, _ settings: String, _ word: String) {
    let layer = Prototxt.layer(name, name == "bn" ? "BatchNorm" : "Scale", bottom: "conv", settings)
    expectRefusal(.unsupportedLayer, naming: ["layer \(name):", word]) {
      () throws(AccelError) in try read(Self.convolution, layer)
    }
  }

  @Test("A Scale of one map by another is refused")
  func twoInputs() {
    let layer =
      "layer { name: \"by\" type: \"Scale\" bottom: \"conv\" bottom: \"data\" top: \"by\" }"
    expectRefusal(.unsupportedLayer, naming: ["layer by:", "2 inputs"]) {
      () throws(AccelError) in try read(Self.convolution, layer)
    }
  }

  @Test("Missing statistics, and those of other channels, are refused by name")
  func otherParameters() {
    var parameters = Self.parameters
    parameters[1].blobs.removeLast()
    expectRefusal(.shapeMismatch, naming: ["no factor for layer bn"]) {
      () throws(AccelError) in try read(Self.convolution, Self.norm, parameters: parameters)
    }
    parameters[1].blobs[1] = Caffe_BlobProto([3], [1, 2, 3])
    expectRefusal(.shapeMismatch, naming: ["variances of layer bn are 3 where", "needs 2"]) {
      () throws(AccelError) in try read(Self.convolution, Self.norm, parameters: parameters)
    }
  }
}
