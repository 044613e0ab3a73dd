// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

private let lenet = "lenet5-caffe/lenet.prototxt"
private let recordings = "lenet5-caffe/board_logits_first300.npy"
private let mnist = "mnist/t10k-images-idx3-ubyte.gz"

/// The published LeNet-5, and the words that a real PYNQ-Z1 with the published overlay returned.
@Suite(
  .enabled(if: SharedData.has(lenet) && SharedData.has(recordings) && SharedData.has(mnist)))
struct PublishedModelTests {
  private func network() throws -> OverlayNetwork {
    let prototxt = try #require(SharedData.path(lenet))
    let caffemodel = try #require(SharedData.path("lenet5-caffe/lenet_iter_10000.caffemodel"))
    return try OverlayNetwork(
      CaffeModel.graph(prototxt: prototxt, caffemodel: caffemodel), format: .fixed8,
      encoding: .lenet5)
  }

  private func recorded() throws -> [Int32] {
    let path = try #require(SharedData.path(recordings))
    let array = try NPYFile.read(BinaryFile.read(path), named: path)
    #expect(array.shape == [300, 10])
    guard case .int32(let words) = array.values else {
      Issue.record("the recordings are not int32")
      return []
    }
    return words
  }

  private func images(_ count: Int) throws -> LabelledImages {
    try MNIST.load(directory: #require(SharedData.path("mnist"))).prefix(count)
  }

  @Test("Its biases are named as left out, and it has the published size")
  func description() throws {
    let network = try network()
    #expect(network.layersWithoutTheirBiases == ["conv1", "conv2", "ip1", "ip2"])
    #expect(network.multiplyAccumulates == 2_293_000)
    #expect(network.stages.count == 6)
  }

  @Test("Golden Swift gives the board's words")
  func golden() throws {
    // A debug build takes seconds for an image.
    let count = TestBuild.isDebug ? 1 : 300
    let network = try network()
    let words = try network.words(for: images(count).pixels)
    #expect(GoldenExecutor.run(network, words: words) == Array(try recorded()[..<(10 * count)]))
  }

  @Test("Every CPU level gives the board's words", arguments: CPULevel.available)
  func cpu(_ level: CPULevel) throws {
    let network = try network()
    let words = try network.words(for: images(300).pixels)
    #expect(try CPUExecutor(network, level: level).run(words) == recorded())
  }

  @Test("The simulated board gives the board's words")
  func board() throws {
    let network = try network()
    var session = try Session(Device("sim:"), network)
    #expect(try session.run(network.words(for: images(300).pixels)) == recorded())
  }
}
