// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import ModelImport
import Testing

struct CaffeNetworkTests {
  private static let ip = Prototxt.layer(
    "ip", "InnerProduct", bottom: "data", "inner_product_param { num_output: 1 bias_term: false }")

  private static let oldForm = """
    name: "old"
    layers {
      name: "conv" type: CONVOLUTION bottom: "data" top: "conv"
      blobs_lr: 1 blobs_lr: 2 weight_decay: 1
      convolution_param { num_output: 1 kernel_size: 2 weight_filler { type: "xavier" } }
    }
    layers { name: "relu" type: RELU bottom: "conv" top: "conv" }
    layers {
      name: "pool" type: POOLING bottom: "conv" top: "pool"
      pooling_param { pool: AVE kernel_size: 2 stride: 2 }
    }
    layers { name: "split" type: SPLIT bottom: "pool" top: "split" }
    layers { name: "flat" type: FLATTEN bottom: "split" top: "flat" }
    layers { name: "drop" type: DROPOUT bottom: "flat" top: "flat" }
    layers {
      name: "ip" type: INNER_PRODUCT bottom: "flat" top: "ip"
      inner_product_param { num_output: 1 }
    }
    layers { name: "prob" type: SOFTMAX bottom: "ip" top: "prob" }

    """

  private func product(_ input: String) -> CaffeFiles {
    CaffeFiles(
      input + Self.ip,
      parameters: [Caffe_LayerParameter("ip", [Caffe_BlobProto([1, 6], [1, 2, 3, 4, 5, 6])])])
  }

  @Test(
    "The input's shape is taken from each of Caffe's three forms",
    arguments: [
      Prototxt.input(1, 2, 3),
      "input: \"data\" input_dim: 1 input_dim: 1 input_dim: 2 input_dim: 3\n",
      "input: \"data\"\ninput_shape { dim: 1 dim: 1 dim: 2 dim: 3 }\n",
    ])
  func inputForms(_ input: String) throws {
    #expect(try product(input).graph().input == Shape(height: 2, width: 3, channels: 1))
  }

  @Test("The batch size of the input does not matter")
  func batch() throws {
    let input = "input: \"data\" input_dim: 64 input_dim: 1 input_dim: 2 input_dim: 3\n"
    #expect(try product(input).graph().input.count == 6)
  }

  @Test("The old form, with its own layer types and blobs of four dimensions, is read")
  func old() throws {
    var files = CaffeFiles(
      "input: \"data\" input_dim: 1 input_dim: 1 input_dim: 3 input_dim: 3\n" + Self.oldForm)
    files.net.layers = [
      Caffe_V1LayerParameter(
        "conv",
        [
          Caffe_BlobProto(old: [1, 1, 2, 2], [1, 2, 3, 4]),
          Caffe_BlobProto(old: [1, 1, 1, 1], [5]),
        ]),
      Caffe_V1LayerParameter(
        "ip",
        [Caffe_BlobProto(old: [1, 1, 1, 1], [6]), Caffe_BlobProto(old: [1, 1, 1, 1], [7])]),
    ]
    let graph = try files.graph()
    #expect(
      graph.layers == [
        Layer(
          name: "conv",
          .convolution(
            Convolution(outputChannels: 1, kernel: 2, weights: [1, 2, 3, 4], biases: [5]))),
        Layer(name: "relu", .relu),
        Layer(name: "pool", .averagePooling(Pooling(window: 2, stride: 2))),
        Layer(
          name: "ip", .fullyConnected(FullyConnected(outputs: 1, weights: [6], biases: [7]))),
      ])
  }

  @Test("A file that mixes both forms is refused")
  func mixed() {
    expectRefusal(.malformedFile, naming: ["net.prototxt", "mixes"]) {
      () throws(AccelError) in
      try CaffeFiles(Prototxt.input(1, 2, 3) + Self.ip + Self.oldForm).graph()
    }
  }

  @Test("Layers for training only are left out")
  func phases() throws {
    let train = "include { phase: TRAIN }"
    let loss = Prototxt.layer("loss", "SoftmaxWithLoss", bottom: "ip", train)
    let excluded = Prototxt.layer("no", "Accuracy", bottom: "ip", "exclude { phase: TEST }")
    let kept = Prototxt.layer("relu", "ReLU", bottom: "ip", top: "ip", "include { phase: TEST }")
    var files = product(Prototxt.input(1, 2, 3))
    files.prototxt += loss + excluded + kept
    #expect(try files.graph().layers.map(\.name) == ["ip", "relu"])
  }

  @Test(
    "Layers for some levels or stages are refused by name",
    arguments: ["stage: \"deploy\"", "not_stage: \"a\"", "min_level: 1", "max_level: 2"])
  func stages(_ rule: String) {
    var files = product(Prototxt.input(1, 2, 3))
    files.prototxt += Prototxt.layer(
      "extra", "ReLU", bottom: "ip", top: "ip", "include { \(rule) }")
    expectRefusal(.unsupportedLayer, naming: ["layer extra", "stages"]) {
      () throws(AccelError) in try files.graph()
    }
  }

  @Test("More than one input is refused")
  func inputs() {
    expectRefusal(.unsupportedLayer, naming: ["net.prototxt", "2 inputs"]) {
      () throws(AccelError) in try product("input: \"data\" input: \"more\"\n").graph()
    }
  }

  @Test(
    "A missing input shape is refused",
    arguments: [
      "", "input: \"data\"\n", "input_shape { }\n",
      "layer { name: \"data\" type: \"Input\" top: \"data\" input_param { shape { } } }\n",
    ])
  func noShape(_ input: String) {
    expectRefusal(.malformedFile, naming: ["net.prototxt", "shape of its input"]) {
      () throws(AccelError) in try product(input).graph()
    }
  }

  @Test(
    "An input shape that is not batch, channels, height, width is refused",
    arguments: [
      [1, 6], [1, 1, 1, 2, 3], [1, 0, 2, 3], [1, 1, 4097, 3], [1, 1, 2, -3], [1, 1, 2],
    ])
  func oddShape(_ dimensions: [Int]) {
    let dim = dimensions.map { "dim: \($0) " }.joined()
    expectRefusal(.shapeMismatch, naming: ["net.prototxt", "batch, channels, height, width"]) {
      () throws(AccelError) in
      try product("input: \"data\" input_shape { \(dim)}\n").graph()
    }
  }

  @Test("A file without layers is refused")
  func empty() {
    expectRefusal(.malformedFile, naming: ["net.prototxt", "shape of its input"]) {
      () throws(AccelError) in try product("").graph() == product("").graph()
    }
    expectRefusal(.invalidGraph, naming: ["no layers"]) {
      () throws(AccelError) in
      try CaffeFiles(Prototxt.input(1, 2, 3), parameters: SmallNetwork.parameters).graph()
    }
  }
}
