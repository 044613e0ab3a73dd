// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

/// Everything that Accel does not compute is refused by the name of its layer and parameter.
struct CaffeRefusalTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let network: SmallNetwork
    let code: AccelError.Code
    let words: [String]

    var testDescription: String { words.joined(separator: " ") }

    init(_ network: SmallNetwork, _ code: AccelError.Code, _ words: String...) {
      (self.network, self.code, self.words) = (network, code, words)
    }
  }

  private static let convolutions: [Refusal] = [
    ("dilation: 2", "dilation"), ("axis: 2", "axis"),
    ("kernel_size: 4", "kernel is not square"), ("stride: [1, 2]", "stride is not square"),
    ("pad: 0 pad: 1", "pad is not square"), ("pad: [1, 1, 1]", "pad is not square"),
    ("pad_h: 1", "pad is not square"), ("stride_h: 2 stride_w: 1", "stride is not square"),
    ("kernel_h: 3 kernel_w: 5", "kernel is given twice"),
    ("pad: 0 pad_h: 1 pad_w: 1", "pad is given twice"),
    ("pad: 5000", "pad 5000 is larger than 4096"),
  ].map { setting, message in
    Refusal(
      SmallNetwork(convolution: "num_output: 2 kernel_size: 3 \(setting)"), .unsupportedLayer,
      "layer conv1:", message)
  }

  private static let poolings: [Refusal] = [
    ("kernel_size: 2 stride: 2 pad_h: 1", "pad is not square"),
    ("pool: STOCHASTIC kernel_size: 2 stride: 2", "pool: STOCHASTIC"),
    ("pool: AVE kernel_size: 3 stride: 2", "rounds its output up"),
    ("kernel_h: 2 kernel_w: 4", "kernel is not square"), ("kernel_w: 2", "kernel is not square"),
    ("kernel_size: 2 kernel_h: 2 kernel_w: 3", "kernel is given twice"),
    ("kernel_size: 2 stride_h: 1 stride_w: 2", "stride is not square"),
  ].map { setting, message in
    Refusal(SmallNetwork(pooling: setting), .unsupportedLayer, "layer pool1:", message)
  }

  private static let others: [Refusal] = [
    Refusal(
      SmallNetwork(product: "num_output: 3 axis: 2"), .unsupportedLayer, "layer ip1:", "axis"),
    Refusal(
      SmallNetwork(product: "num_output: 3 transpose: true"), .unsupportedLayer, "layer ip1:",
      "transpose"),
    Refusal(
      SmallNetwork(relu: "negative_slope: 0.1"), .unsupportedLayer, "layer relu1:",
      "negative_slope"),
  ]

  private static let ranges: [Refusal] = [
    Refusal(
      SmallNetwork(convolution: "kernel_size: 3"), .shapeMismatch, "layer conv1: num_output 0"),
    Refusal(
      SmallNetwork(convolution: "num_output: 4294967295 kernel_size: 3"), .shapeMismatch,
      "layer conv1: num_output 4294967295"),
    Refusal(
      SmallNetwork(convolution: "num_output: 2"), .shapeMismatch, "layer conv1: kernel_size 0"),
    Refusal(
      SmallNetwork(convolution: "num_output: 2 kernel_size: 3 stride: 0"), .shapeMismatch,
      "layer conv1: stride 0"),
    Refusal(
      SmallNetwork(convolution: "num_output: 2 kernel_size: 3 pad: 3"), .shapeMismatch,
      "layer conv1: padding 3"),
    Refusal(
      SmallNetwork(convolution: "num_output: 2 kernel_size: 3 group: 0"), .shapeMismatch,
      "layer conv1: group 0"),
    Refusal(
      SmallNetwork(convolution: "num_output: 2 kernel_size: 3 group: 3"), .shapeMismatch,
      "layer conv1: group 3 does not divide 2 channels"),
    Refusal(
      SmallNetwork(convolution: "num_output: 3 kernel_size: 3 group: 2"), .shapeMismatch,
      "layer conv1: group 2 does not divide 2 channels and num_output 3"),
    Refusal(SmallNetwork(pooling: ""), .shapeMismatch, "layer pool1: kernel_size 0"),
    Refusal(
      SmallNetwork(pooling: "kernel_size: 2 stride: 0"), .shapeMismatch, "layer pool1: stride 0"),
    Refusal(
      SmallNetwork(pooling: "kernel_size: 5"), .shapeMismatch, "layer pool1: window 5"),
    Refusal(
      SmallNetwork(pooling: "kernel_size: 5 round_mode: FLOOR"), .shapeMismatch,
      "layer pool1: window 5"),
    Refusal(
      SmallNetwork(product: "num_output: 0"), .shapeMismatch, "layer ip1: num_output 0"),
    Refusal(
      SmallNetwork(product: "num_output: 4097"), .shapeMismatch, "layer ip1: num_output 4097"),
  ]

  @Test("A setting is refused by name", arguments: convolutions + poolings + others + ranges)
  func refusesSettings(_ refusal: Refusal) {
    expectRefusal(refusal.code, naming: refusal.words) {
      () throws(AccelError) in try refusal.network.files.graph()
    }
  }

  private static let layers: [Refusal] = [
    Refusal(
      SmallNetwork(last: Prototxt.layer("norm", "LRN", bottom: "ip1")), .unsupportedLayer,
      "layer norm:", "LRN"),
    Refusal(
      SmallNetwork(last: Prototxt.layer("soft", "", bottom: "ip1")), .unsupportedLayer,
      "layer soft:", "type is missing"),
    Refusal(
      SmallNetwork(last: Prototxt.layer("prob", "Softmax", bottom: "pool1")), .unsupportedLayer,
      "more than its last layer", "ip1, prob"),
    Refusal(
      SmallNetwork(last: "layer { name: \"sum\" type: \"ReLU\" bottom: [\"ip1\", \"pool1\"] }"),
      .unsupportedLayer, "layer sum:", "2 inputs"),
    Refusal(
      SmallNetwork(
        last: "layer { name: \"two\" type: \"ReLU\" bottom: \"ip1\" top: \"a\" top: \"b\" }"),
      .unsupportedLayer, "layer two:", "2 outputs"),
    Refusal(
      SmallNetwork(last: "layer { name: \"none\" type: \"ReLU\" bottom: \"ip1\" }"),
      .unsupportedLayer, "layer none:", "0 outputs"),
    Refusal(
      SmallNetwork(
        last: Prototxt.layer("prob", "Softmax", bottom: "ip1")
          + Prototxt.layer("more", "ReLU", bottom: "prob")), .unsupportedLayer, "layer more:",
      "behind the Softmax"),
    Refusal(
      SmallNetwork(last: Prototxt.layer("ip1", "ReLU", bottom: "ip1")), .invalidGraph,
      "two layers are called ip1"),
    Refusal(
      SmallNetwork(last: Prototxt.input(1, 2, 3)), .unsupportedLayer, "layer data:"),
    Refusal(
      SmallNetwork(
        last: Prototxt.layer(
          "norm", "LRN", bottom: "ip1", "lrn_param { local_size: 5 alpha: 1e-4 beta: 0.75 }")),
      .unsupportedLayer, "layer norm:", "LRN"),
    Refusal(
      SmallNetwork(
        last: "layer { name: \"images\" type: \"Data\" top: \"images\" top: \"label\" }"),
      .unsupportedLayer, "layer images:", "Data"),
    Refusal(
      SmallNetwork(
        last: "layer { name: \"loss\" type: \"SoftmaxWithLoss\" bottom: \"ip1\" }"),
      .unsupportedLayer, "layer loss:", "SoftmaxWithLoss"),
  ]

  @Test("A layer is refused by name", arguments: layers)
  func refusesLayers(_ refusal: Refusal) {
    expectRefusal(refusal.code, naming: refusal.words) {
      () throws(AccelError) in try refusal.network.files.graph()
    }
  }

  @Test(
    "A layer type of the old form is refused by name",
    arguments: [("LRN", "LRN"), ("SLICE", "SLICE"), ("SOFTMAX_LOSS", "SOFTMAX_LOSS")])
  func oldTypes(_ type: String, _ word: String) {
    let text = """
      input: "data" input_dim: [1, 1, 2, 2]
      layers { name: "x" type: \(type) bottom: "data" top: "x" }
      """
    expectRefusal(.unsupportedLayer, naming: ["layer x:", word]) {
      () throws(AccelError) in
      try CaffeFiles(text, parameters: SmallNetwork.parameters).graph()
    }
  }
}
