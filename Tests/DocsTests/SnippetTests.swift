// SPDX-License-Identifier: BSD-3-Clause
import Accel
import HardwareGen
import ModelImport
import ProgramSupport
import TestSupport
import Testing

/// The code of the articles runs, and does what they say.
struct SnippetTests {
  private let pixels: [UInt8]
  private let network: OverlayNetwork

  init() throws {
    let path = TestVectors.path("digits-images-idx3-ubyte")
    pixels = try Array(IDXFile.images(BinaryFile.read(path), named: path).pixels.prefix(3 * 784))
    network = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
  }

  @Test("Getting started: the simulated board and the CPU agree")
  func gettingStarted() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("lenet.accel", NetworkFile.bytes(of: .overlay(network)))
    #expect(try AccelSnippets.gettingStarted(path, pixels))
    #expect(try AccelSnippets.golden(network, network.words(for: Array(pixels.prefix(784)))))
  }

  @Test("Numbers: a weight of 1 wraps")
  func wraps() {
    #expect(AccelSnippets.wrapping() == [64, -128])
  }

  @Test("Owning buffers: words stay, and frames in turn give each picture's results")
  func buffers() throws {
    #expect(try AccelSnippets.buffers(Device("sim:")) == [0, 1, 2])
    let words = try network.words(for: pixels)
    let pictures = stride(from: 0, to: words.count, by: 784).map { Array(words[$0..<$0 + 784]) }
    var session = try Session(Device("sim:"), network)
    #expect(
      try AccelSnippets.stream(&session, pictures).flatMap { $0 } == CPUExecutor(network).run(words)
    )
  }

  @Test("Without a board: a bus error is recovered from, and remembered")
  func faults() throws {
    let words = try network.words(for: pixels)
    let errors = try AccelSnippets.faults(network, words)
    #expect(errors.map(\.code) == [.transferFailed])
  }

  @Test("Porting: without a board by UIO the simulated one serves")
  func porting() throws {
    let words = try network.words(for: pixels)
    let clock = try AccelSnippets.boardOrSimulation(network, words)
    #expect(clock == (DeviceLocator.hasUserSpaceIO ? .measured : .modelled))
  }

  @Test("Safety: errors are told apart by their codes")
  func errors() throws {
    #expect(try AccelSnippets.handle(network, "board:/dev/nowhere") == "another board")
    #expect(try AccelSnippets.handle(network, "sim:fault=slverr@1x3") == "the same board again")
    #expect(try AccelSnippets.handle(network, "sim:").isEmpty == false)
    #expect(throws: AccelError.self) { try AccelSnippets.handle(network, "sim:colour=red") }
  }

  @Test("Your own network: an ONNX model becomes a file that gives logits")
  func onnx() throws {
    let folder = try TemporaryFolder()
    let model = TestVectors.path("onnx/resnet-legacy13.onnx")
    let path = try folder.write("net.accel", ImportSnippets.onnx(model, pixels))
    let logits = try ImportSnippets.logits(path, pixels)
    let reference = TestVectors.path("onnx/resnet-legacy13.npy")
    let array = try NPYFile.read(BinaryFile.read(reference), named: reference)
    guard case .float32(let expected) = array.values else { throw TestFailure() }
    for image in 0..<3 {
      let range = 10 * image..<10 * image + 10
      #expect(range.max { logits[$0] < logits[$1] } == range.max { expected[$0] < expected[$1] })
    }
  }

  @Test("Your own network: Caffe's layers, and Lasagne's parameters")
  func others() throws {
    let graph = try ImportSnippets.caffe(
      TestVectors.path("branches.prototxt"), TestVectors.path("branches.caffemodel"))
    #expect(graph.layers.count > 10)
    #expect(throws: AccelError.self) {
      try ImportSnippets.lasagne(TestVectors.path("branches.prototxt"), "nowhere.npz")
    }
  }

  @Test("Generating hardware: the estimate keeps what was asked for, and the folder is written")
  func generates() throws {
    let folder = try TemporaryFolder()
    let estimate = try #require(
      try ImportSnippets.generate(DefaultNetwork.native(), folder.path + "/design"))
    #expect(estimate.cyclesPerImage <= 12_800 && estimate.resources.dsp == 111)
    #expect(folder.names == ["design"])
  }
}

struct TestFailure: Error {}
