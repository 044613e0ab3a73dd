// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import ModelImport
import Testing

struct CaffeGraphBuilderTests {
  @Test("Convolution weights go from (output, channel, y, x) to (output, y, x, channel)")
  func convolutionOrder() throws {
    let weights: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18]
    let files = CaffeFiles(
      Prototxt.input(2, 3, 3)
        + Prototxt.layer(
          "conv", "Convolution", bottom: "data",
          "convolution_param { num_output: 2 kernel_size: 2 stride: 2 pad: 1 }"),
      parameters: [
        Caffe_LayerParameter(
          "conv", [Caffe_BlobProto([2, 2, 2, 2], weights), Caffe_BlobProto([2], [9, 10])])
      ])
    let expected = Convolution(
      outputChannels: 2, kernel: 2, stride: 2, padding: 1,
      weights: [1, 5, 2, 6, 3, 7, 4, 8, 11, 15, 12, 16, 13, 17, 14, 18], biases: [9, 10])
    let graph = try files.graph()
    #expect(graph.layers == [Layer(name: "conv", .convolution(expected))])
    #expect(graph.output == Shape(height: 2, width: 2, channels: 2))
  }

  @Test("InnerProduct weights go from (output, channel, y, x) to (output, y, x, channel)")
  func productOrder() throws {
    let first: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    let files = CaffeFiles(
      Prototxt.input(2, 2, 3)
        + Prototxt.layer(
          "ip", "InnerProduct", bottom: "data", "inner_product_param { num_output: 2 }"),
      parameters: [
        Caffe_LayerParameter(
          "ip",
          [Caffe_BlobProto([2, 12], first + first.map { -$0 }), Caffe_BlobProto([2], [3, 4])])
      ])
    let reordered: [Float] = [1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12]
    let expected = FullyConnected(
      outputs: 2, weights: reordered + reordered.map { -$0 }, biases: [3, 4])
    #expect(try files.graph().layers == [Layer(name: "ip", .fullyConnected(expected))])
  }

  @Test("Without bias_term there are no biases")
  func noBiases() throws {
    var network = SmallNetwork()
    network.convolution += " bias_term: false"
    network.product += " bias_term: false"
    for layer in try network.files.graph().layers {
      switch layer.operation {
      case .convolution(let convolution): #expect(convolution.biases.isEmpty)
      case .fullyConnected(let connected): #expect(connected.biases.isEmpty)
      default: break
      }
    }
  }

  @Test("Dropout, Flatten, Split, a Softmax and a ReLU in place change no other layer")
  func neutralLayers() throws {
    var network = SmallNetwork()
    let plain = try network.files.graph()
    network.last =
      Prototxt.layer(
        "drop", "Dropout", bottom: "ip1", top: "ip1", "dropout_param { dropout_ratio: 0.3 }")
      + Prototxt.layer("flat", "Flatten", bottom: "ip1")
      + Prototxt.layer("split", "Split", bottom: "flat")
      + Prototxt.layer("prob", "Softmax", bottom: "split")
    #expect(try network.files.graph() == plain)
    network.last = ""
    #expect(try network.files.graph() == plain)
  }

  @Test("Sizes may be given as height and width, if they are the same")
  func squares() throws {
    let plain = try SmallNetwork().files.graph()
    let network = SmallNetwork(
      convolution:
        "num_output: 2 kernel_h: 3 kernel_w: 3 stride_h: 1 stride_w: 1 pad_h: 0 pad_w: 0",
      pooling: "kernel_h: 2 kernel_w: 2 stride_h: 2 stride_w: 2")
    #expect(try network.files.graph() == plain)
    let twice = SmallNetwork(
      convolution: "num_output: 2 kernel_size: 3 kernel_size: 3 stride: [1, 1] dilation: 1")
    #expect(try twice.files.graph() == plain)
  }

  @Test("Pooling is MAX with stride 1 unless the file says otherwise")
  func poolingDefaults() throws {
    let ip = Caffe_LayerParameter(
      "ip1",
      [Caffe_BlobProto([3, 18], Array(repeating: 1, count: 54)), Caffe_BlobProto([3], [1, 1, 1])])
    var files = SmallNetwork(pooling: "kernel_size: 2").files
    files.net.layer[1] = ip
    let pooling = Layer(name: "pool1", .maxPooling(Pooling(window: 2, stride: 1)))
    #expect(try files.graph().layers[1] == pooling)
  }

  @Test("With round_mode FLOOR, windows need not tile the input")
  func floor() throws {
    var network = SmallNetwork(pooling: "kernel_size: 3 stride: 2 round_mode: FLOOR")
    network.product = "num_output: 3 bias_term: false"
    var files = network.files
    files.net.layer[1].blobs = [Caffe_BlobProto([3, 2], [1, 2, 3, 4, 5, 6])]
    #expect(try files.graph().shapes[1] == Shape(height: 1, width: 1, channels: 2))
  }
}
