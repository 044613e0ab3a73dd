// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import TestSupport
import Testing

/// The built program, as a user runs it, on the published LeNet-5.
@Suite(
  .enabled(if: SharedData.has("lenet5-caffe/lenet.prototxt") && SharedData.has("mnist")))
struct ImportProgramTests {
  private func model() throws -> String {
    let folder = try #require(SharedData.path("lenet5-caffe"))
    return "\(folder)/lenet.prototxt,\(folder)/lenet_iter_10000.caffemodel"
  }

  private func run(_ words: [String]) throws -> Program { try Program(words, name: "accel") }

  @Test("A model becomes a file that reads back, and inspect lists its layers")
  func imports() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/lenet.accel"
    let mnist = try #require(SharedData.path("mnist"))
    let program = try run([
      "import", model(), "--calibrate", mnist, "--count", "2", "--scale", "0.00390625", "-o", file,
      "--json", "-",
    ])
    #expect(program.status == 0, "\(program.errors)")
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any])
    #expect((report["quantization"] as? [String: Any])?["images"] as? Int == 2)
    let network = try native(file)
    #expect(network.multiplyAccumulates == 2_293_000)
    #expect(network.preprocessing == Preprocessing(scale: 1.0 / 256))
    for path in [try model(), file] {
      let list = try run(["inspect", path])
      #expect(list.status == 0)
      #expect(list.output.contains("conv2") && list.output.contains("4.586"))
    }
  }

  @Test("A quantised ONNX model's own scales are used, and named")
  func quantized() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/lenet.accel"
    let model = TestVectors.path("onnx/lenet-qdq-uint8.onnx")
    let mnist = try #require(SharedData.path("mnist"))
    let words = [
      "import", model, "--calibrate", mnist, "--count", "2", "--scale", "0.0039215686", "-o", file,
    ]
    let program = try run(words)
    #expect(program.status == 0, "\(program.errors)")
    #expect(program.output.contains("scales of the model's own: input, maps of"))
    let imported = try ModelFile.model(model)
    let network = try native(file)
    #expect(network.inputQuantization == imported.scales.input)
    let given = imported.scales.layers.values
    #expect(network.stages.dropLast().contains { given.contains($0.quantization) })
    let json = try run(words + ["--json", "-"])
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let names = (report["given"] as? [String: Any])?["weights"] as? [String]
    #expect(names == imported.scales.weights.keys.sorted() && names?.isEmpty == false)
    let list = try run(["inspect", model])
    #expect(list.status == 0 && list.output.contains("it brings scales along"))
  }

  @Test("That bytes enter as they are is told, unless the model or the user changes them")
  func untouchedBytes() throws {
    let folder = try TemporaryFolder()
    let mnist = try #require(SharedData.path("mnist"))
    for (model, options, isTold) in [
      ("inception-legacy14", [], true), ("inception-legacy14", ["--scale", "0.0039215686"], false),
      ("normalizing-op9", [], false),
    ] {
      let program = try run(
        [
          "import", TestVectors.path("onnx/\(model).onnx"), "--calibrate", mnist, "--count", "2",
          "-o", folder.path + "/net.accel",
        ] + options)
      #expect(program.status == 0, "\(program.errors)")
      #expect(program.output.contains("bytes enter as 0 to 255") == isTold, "\(program.output)")
    }
  }

  private func native(_ file: String) throws -> NativeNetwork {
    guard case .native(let network) = try NetworkFile.network(BinaryFile.read(file), named: file)
    else { throw CocoaError(.fileReadCorruptFile) }
    return network
  }

  @Test("A model for the overlay needs no images, and is what the library makes of it")
  func overlay() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/lenet.accel"
    let program = try run([
      "import", try model(), "--profile", "overlay", "--scale", "0.0703125", "-o", file,
    ])
    #expect(program.status == 0, "\(program.errors)")
    #expect(program.output.contains("overlay fixed8"))
    let network = try OverlayNetwork(
      ModelFile.graph(model()), format: .fixed8, encoding: .lenet5)
    #expect(try NetworkFile.network(BinaryFile.read(file), named: file) == .overlay(network))
    let list = try run(["inspect", file])
    #expect(list.status == 0 && list.output.contains("overlay fixed8"))
    #expect(list.output.contains("4.586") && list.output.contains("conv 5x5"))
  }

  @Test("Bad input is one sentence, and leaves no file")
  func refusals() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/x.accel"
    let mnist = try #require(SharedData.path("mnist"))
    let cases: [([String], Int32)] = [
      (["import", "nothing", "--calibrate", mnist, "-o", file], 1),
      (["import", try model(), "--calibrate", folder.path, "-o", file], 1),
      (["import", try model(), "--calibrate", mnist, "--mean", "1,2,3", "-o", file], 1),
      (["import", try model(), "--calibrate", mnist, "--mean", "1,x", "-o", file], 64),
      (["import", try model(), "--calibrate", mnist, "--bits", "9", "-o", file], 64),
      (["import", try model(), "--profile", "other", "-o", file], 64),
      (["import", "net.accel", "--calibrate", mnist, "-o", file], 64),
      (["import", try model(), "-o", file], 64),
      (["import", try model(), "--profile", "overlay", "--calibrate", mnist, "-o", file], 64),
      (["import", try model(), "--profile", "overlay", "--std", "2", "-o", file], 1),
      (["import", try model(), "--profile", "overlay", "--mean", "1,2,3", "-o", file], 1),
      (["import", try model(), "--profile", "overlay", "--scale", "1e300", "-o", file], 1),
      (["import", try model(), "--calibrate", mnist, "--mode", "best", "-o", file], 64),
      (["inspect", file], 1),
    ]
    for (words, status) in cases {
      let program = try run(words)
      #expect(program.status == status, "\(words): \(program.errors)")
      #expect(program.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }
}
