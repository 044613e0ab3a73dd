// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

/// A network of every layer that is read, against what Scripts/caffe_reference.py makes of it.
struct CaffeReferenceTests {
  private func network() throws -> LayerGraph {
    try CaffeModel.graph(
      prototxt: TestVectors.path("branches.prototxt"),
      caffemodel: TestVectors.path("branches.caffemodel"))
  }

  /// As the script has it, in Accel's order.
  private func image(_ number: Int) -> [Float] {
    (0..<300).map { index in
      let (pixel, channel) = (index / 3, index % 3)
      return Float((7 * (channel * 100 + pixel) + 5 * number) % 19) - 9
    }
  }

  @Test("Floating point gives the reference's results")
  func values() throws {
    let path = TestVectors.path("branches.npy")
    let array = try NPYFile.read(BinaryFile.read(path), named: path)
    guard case .float64(let expected) = array.values, array.shape == [6, 5] else {
      Issue.record("the results are not float64 (6, 5)")
      return
    }
    let executor = FloatExecutor(try network())
    for number in 0..<6 {
      let results = executor.run(image(number))
      #expect(results.count == 5)
      for (result, wanted) in zip(results, expected[5 * number..<5 * number + 5]) {
        #expect(abs(Double(result) - wanted) < 1e-3, "image \(number)")
      }
    }
  }

  @Test("Normalisations behind sums of products become part of them, others are layers")
  func folded() throws {
    let graph = try network()
    #expect(
      graph.layers.map(\.name) == [
        "bn_data", "conv1", "relu1", "pool1", "conv2a", "conv2b", "sum/1", "sum",
        "relu2", "pool2", "pool3", "concat", "bn3", "pool4", "ip",
      ])
    #expect(graph.input == Shape(height: 10, width: 10, channels: 3))
    #expect(graph.output == Shape(height: 1, width: 1, channels: 5))
  }

  @Test("The native profile runs it")
  func native() throws {
    let graph = try network()
    let executor = FloatExecutor(graph)
    let pixels = (0..<6).flatMap { number in image(number).map { UInt8($0 + 9) } }
    let preprocessing = Preprocessing(mean: [9])
    let network = try NativeNetwork(
      graph, format: .fixed16, preprocessing: preprocessing,
      calibration: Calibrator(executor, preprocessing: preprocessing).run(pixels))
    let words = try network.words(for: pixels)
    #expect(try CPUExecutor(network).run(words) == GoldenExecutor.run(network, words: words))
  }
}
