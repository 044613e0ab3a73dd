// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ProgramSupport
import TestSupport
import Testing

/// LeNet-5 with three sets of weights against the words of the independent model in Scripts.
struct DefaultNetworkTests {
  enum Weights: String, CaseIterable, Sendable {
    case shipped = "logits.npy"
    case lowest = "lowest_logits.npy"
    case scattered = "scattered_logits.npy"

    func graph() throws -> LayerGraph {
      switch self {
      case .shipped: try DefaultNetwork.overlayGraph()
      case .lowest:
        try LayerGraph.lenet5(
          weights: [Float](repeating: -1, count: LayerGraph.lenet5WeightCount))
      case .scattered:
        try LayerGraph.lenet5(
          weights: (0..<UInt32(LayerGraph.lenet5WeightCount)).map {
            Float(Int8(truncatingIfNeeded: ($0 &* 0x9E37_79B9) >> 24)) / 128
          })
      }
    }

    func logits() throws -> [Int32] {
      let path = TestVectors.path(rawValue)
      let array = try NPYFile.read(BinaryFile.read(path), named: path)
      guard case .int32(let words) = array.values, array.shape == [24, 10] else { return [] }
      return words
    }
  }

  private func words(_ network: OverlayNetwork) throws -> [Int32] {
    let path = TestVectors.path("digits-images-idx3-ubyte")
    return try network.words(for: IDXFile.images(BinaryFile.read(path), named: path).pixels)
  }

  @Test(
    "Golden Swift, every CPU level and the board give its words", .tags(.board),
    arguments: Weights.allCases)
  func independentModel(_ weights: Weights) throws {
    let network = try OverlayNetwork(weights.graph(), format: .fixed8, encoding: .lenet5)
    let words = try words(network)
    let expected = try weights.logits()
    #expect(expected.count == 240)
    let first = Array(words.prefix(network.input.count))
    #expect(GoldenExecutor.run(network, words: first) == Array(expected.prefix(10)))
    for level in CPULevel.available {
      #expect(try CPUExecutor(network, level: level).run(words) == expected, "\(level)")
    }
    var session = try Session(Device(TestDevice.locator), network)
    #expect(try session.run(words) == expected)
  }

  @Test("Its native form is what golden Swift and every CPU level compute")
  func native() throws {
    let network = try DefaultNetwork.native()
    #expect(network.multiplyAccumulates == 2_293_000 && network.format == .fixed8)
    let path = TestVectors.path("digits-images-idx3-ubyte")
    let words = try network.words(for: IDXFile.images(BinaryFile.read(path), named: path).pixels)
    let expected = GoldenExecutor.run(network, words: Array(words.prefix(network.input.count)))
    let all = try CPUExecutor(network, level: .scalar).run(words)
    #expect(Array(all.prefix(10)) == expected)
    for level in CPULevel.available {
      #expect(try CPUExecutor(network, level: level).run(words) == all, "\(level)")
    }
  }

  @Test(
    "Its native form knows 9,947 of the 10,000 MNIST test images",
    .enabled(if: SharedData.has("mnist/t10k-images-idx3-ubyte.gz")))
  func nativeAccuracy() throws {
    let images = try MNIST.load(directory: #require(SharedData.path("mnist")))
    let sample = TestBuild.isDebug ? images.prefix(1000) : images
    let network = try DefaultNetwork.native()
    let words = try CPUExecutor(network).run(network.words(for: sample.pixels))
    let right = Scores.right(words, labels: sample.labels)
    #expect(sample.count == 10_000 ? right == 9947 : right >= 990)
  }

  @Test("The default network has the published structure")
  func structure() throws {
    let graph = try DefaultNetwork.overlayGraph()
    #expect(graph.multiplyAccumulates == 2_293_000)
    #expect(graph.output.count == 10)
    try Overlay.lenet5.check(OverlayNetwork(graph, format: .fixed8, encoding: .lenet5))
  }

  @Test(
    "It knows 9,944 of the 10,000 MNIST test images",
    .enabled(if: SharedData.has("mnist/t10k-images-idx3-ubyte.gz")))
  func accuracy() throws {
    let images = try MNIST.load(directory: #require(SharedData.path("mnist")))
    let sample = TestBuild.isDebug ? images.prefix(1000) : images
    let network = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    let words = try CPUExecutor(network).run(network.words(for: sample.pixels))
    let right = sample.labels.indices.count { image in
      let logits = words[image * 10..<image * 10 + 10]
      return logits.firstIndex(of: logits.max() ?? 0) == image * 10 + Int(sample.labels[image])
    }
    #expect(sample.count == 10_000 ? right == 9944 : right > 980)
  }
}
