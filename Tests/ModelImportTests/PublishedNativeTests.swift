// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

/// The published Caffe models in the native profile, calibrated on training images. Debug builds
/// look at fewer images.
@Suite(
  .enabled(if: SharedData.has("lenet5-caffe/lenet.prototxt") && SharedData.has("mnist")))
struct PublishedNativeTests {
  private static let count = TestBuild.isDebug ? 100 : 10_000
  private static let calibrationCount = TestBuild.isDebug ? 8 : 100

  @Test("LeNet-5 keeps its accuracy in every mode", arguments: Calibrator.Mode.allCases)
  func lenet(_ mode: Calibrator.Mode) throws {
    let graph = try CaffeModel.graph(
      prototxt: #require(SharedData.path("lenet5-caffe/lenet.prototxt")),
      caffemodel: #require(SharedData.path("lenet5-caffe/lenet_iter_10000.caffemodel")))
    let directory = try #require(SharedData.path("mnist"))
    let training = try MNIST.load(directory: directory, .training).prefix(Self.calibrationCount)
    let images = try MNIST.load(directory: directory).prefix(Self.count)
    let preprocessing = Preprocessing(scale: 1.0 / 256)
    let executor = FloatExecutor(graph)
    let calibration = try Calibrator(executor, preprocessing: preprocessing, mode: mode)
      .run(training.pixels)
    for format in [FixedFormat.fixed8, .fixed16] {
      let network = try NativeNetwork(
        graph, format: format, preprocessing: preprocessing, calibration: calibration)
      let words = try CPUExecutor(network).run(network.words(for: images.pixels))
      let right = Classes.right(words, labels: images.labels, classes: 10)
      #expect(right * 100 >= images.count * 99, "\(format), \(mode): \(right) of \(images.count)")
    }
    let sample = images.prefix(100)
    let network = try NativeNetwork(
      graph, format: .fixed8, preprocessing: preprocessing, calibration: calibration)
    let report = try QuantizationReport(
      network, executor, pixels: sample.pixels, labels: sample.labels)
    #expect(report.layers.allSatisfy { ($0.signalToNoise ?? 100) > 20 })
    #expect(report.agreement > 0.98)
  }
}

/// The largest result of each image.
enum Classes {
  static func right(_ words: [Int32], labels: [UInt8], classes: Int) -> Int {
    labels.indices.reduce(0) { count, image in
      let results = words[image * classes..<(image + 1) * classes]
      let best = results.indices.max { results[$0] < results[$1] }
      return count + (best.map { $0 - results.startIndex } == Int(labels[image]) ? 1 : 0)
    }
  }
}
