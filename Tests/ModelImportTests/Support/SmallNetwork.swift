// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat

/// A network of every kind of layer, whose settings a test may replace.
struct SmallNetwork: Sendable {
  var convolution = "num_output: 2 kernel_size: 3"
  var pooling = "pool: MAX kernel_size: 2 stride: 2"
  var product = "num_output: 3"
  var relu = "negative_slope: 0"
  var last = Prototxt.layer("prob", "Softmax", bottom: "ip1")

  var prototxt: String {
    "name: \"small\"\n" + Prototxt.input(2, 6, 6)
      + Prototxt.layer(
        "conv1", "Convolution", bottom: "data", "convolution_param { \(convolution) }")
      + Prototxt.layer("pool1", "Pooling", bottom: "conv1", "pooling_param { \(pooling) }")
      + Prototxt.layer("ip1", "InnerProduct", bottom: "pool1", "inner_product_param { \(product) }")
      + Prototxt.layer("relu1", "ReLU", bottom: "ip1", top: "ip1", "relu_param { \(relu) }")
      + last
  }

  static let parameters = [
    Caffe_LayerParameter(
      "conv1",
      [
        Caffe_BlobProto([2, 2, 3, 3], (0..<36).map { Float($0) / 8 }),
        Caffe_BlobProto([2], [0.5, -0.5]),
      ]),
    Caffe_LayerParameter(
      "ip1",
      [
        Caffe_BlobProto([3, 8], (0..<24).map { Float($0) / 4 }),
        Caffe_BlobProto([3], [1, 2, 3]),
      ]),
  ]

  var files: CaffeFiles { CaffeFiles(prototxt, parameters: SmallNetwork.parameters) }
}
