// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

private let prototxt = "cifar10-caffe/CIFAR_10.prototxt"
private let hdf5 = "cifar10-caffe/cifar10_quick_iter_5000.caffemodel.h5"
private let images = "cifar10-caffe/test_1000.bin"

/// The published CIFAR-10 network, whose parameters are in an HDF5 file.
@Suite(
  .enabled(
    if: SharedData.has(prototxt) && SharedData.has(hdf5) && SharedData.has(images)
      && HDF5Library.isPresent()))
struct PublishedCIFAR10Tests {
  @Test("720 of 1,000 test images are right, and every way gives the same words")
  func accuracy() throws {
    let caffemodel = try #require(SharedData.path(hdf5))
    let description = try #require(SharedData.path(prototxt))
    let mean = try #require(
      try MeanImage.beside(description, shape: CIFAR10.shape), "the mean image is beside the model")
    let network = try OverlayNetwork(
      CaffeModel.graph(prototxt: description, caffemodel: caffemodel), format: .fixed16,
      encoding: .cifar10(mean: mean))
    let test = try CIFAR10.load(path: #require(SharedData.path(images)))
    let words = try network.words(for: test.pixels)
    let results = try CPUExecutor(network).run(words)
    #expect(right(results, test.labels) == 720)

    let few = Array(words.prefix(50 * network.input.count))
    let expected = Array(results.prefix(50 * network.output.count))
    for level in CPULevel.available {
      #expect(try CPUExecutor(network, level: level).run(few) == expected, "\(level)")
    }
    var session = try Session(Device("sim:overlay=cifar10"), network)
    #expect(try session.run(few) == expected)
    let one = Array(words.prefix(network.input.count))
    #expect(GoldenExecutor.run(network, words: one) == Array(expected.prefix(10)))
  }

  // Half a point of fewer than 1,000 images would be less than five of them.
  @Test(
    "Native fixed8 is within half a point of floating point, calibrated on the same images",
    .disabled(if: TestBuild.isDebug, "1,000 images take too long; make check runs it in release"))
  func native() throws {
    let caffemodel = try #require(SharedData.path(hdf5))
    let description = try #require(SharedData.path(prototxt))
    let graph = try CaffeModel.graph(prototxt: description, caffemodel: caffemodel)
    let mean = try #require(try MeanImage.beside(description, shape: CIFAR10.shape))
    let test = try CIFAR10.load(path: #require(SharedData.path(images)))
    let preprocessing = Preprocessing(mean: mean)
    let executor = FloatExecutor(graph)
    let network = try NativeNetwork(
      graph, format: .fixed8, preprocessing: preprocessing,
      calibration: Calibrator(executor, preprocessing: preprocessing).run(test.pixels))
    #expect(test.count == 1000)
    let report = try QuantizationReport(
      network, executor, pixels: test.pixels, labels: test.labels)
    let accuracy = try #require(report.accuracy)
    let trained = try #require(report.trainedAccuracy)
    #expect(abs(accuracy - trained) <= 0.005)
  }

  private func right(_ results: [Int32], _ labels: [UInt8]) -> Int {
    labels.indices.count { index in
      let words = results[10 * index..<10 * index + 10]
      return words.firstIndex(of: words.max() ?? 0) == 10 * index + Int(labels[index])
    }
  }
}
