// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import ModelImport
import TestSupport
import Testing

private let cifar10 = "cifar10-caffe/CIFAR_10.prototxt"

struct CaffeModelTests {
  @Test("A model is imported from its two files")
  func files() throws {
    let folder = try TemporaryFolder()
    let files = SmallNetwork().files
    let graph = try CaffeModel.graph(
      prototxt: folder.write("a.prototxt", Array(files.prototxt.utf8)),
      caffemodel: folder.write("a.caffemodel", files.caffemodel))
    #expect(try graph == files.graph())
    #expect(graph.name == "small")
    #expect(graph.input == Shape(height: 6, width: 6, channels: 2))
    #expect(graph.layers.map(\.name) == ["conv1", "pool1", "ip1", "relu1"])
    #expect(graph.output == Shape(height: 1, width: 1, channels: 3))
  }

  @Test("A network without a name is called after its file")
  func unnamed() throws {
    var files = SmallNetwork().files
    files.prototxt = files.prototxt.replacing("name: \"small\"\n", with: "")
    #expect(try files.graph().name == "net.prototxt")
  }

  @Test("A missing file is named, whichever of the two it is", arguments: [true, false])
  func missing(_ isPrototxt: Bool) throws {
    let folder = try TemporaryFolder()
    let files = SmallNetwork().files
    let prototxt = try folder.write("a.prototxt", Array(files.prototxt.utf8))
    let caffemodel = try folder.write("a.caffemodel", files.caffemodel)
    let absent = folder.path + "/absent"
    expectRefusal(.unreadableFile, naming: ["read \(absent)", "no such file"]) {
      () throws(AccelError) in
      try CaffeModel.graph(
        prototxt: isPrototxt ? absent : prototxt, caffemodel: isPrototxt ? caffemodel : absent)
    }
  }

  @Test("A directory in place of either file is refused")
  func directories() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    expectRefusal(.unreadableFile, naming: ["read \(path)", "directory"]) {
      () throws(AccelError) in try CaffeModel.graph(prototxt: path, caffemodel: path)
    }
  }

  @Test("The published CIFAR-10 network is read", .enabled(if: SharedData.has(cifar10)))
  func published() throws {
    let path = try #require(SharedData.path(cifar10))
    let shapes: [(String, [Int64])] = [
      ("conv1", [32, 3, 5, 5]), ("conv2", [32, 32, 5, 5]), ("conv3", [64, 32, 5, 5]),
      ("ip1", [64, 1024]), ("ip2", [10, 64]),
    ]
    var files = CaffeFiles("")
    files.net.layer = shapes.map { name, shape in
      let weights = [Float](repeating: 0, count: Int(shape.reduce(1, *)))
      let biases = [Float](repeating: 0, count: Int(shape[0]))
      return Caffe_LayerParameter(
        name, [Caffe_BlobProto(shape, weights), Caffe_BlobProto([shape[0]], biases)])
    }
    let graph = try CaffeModel.graph(
      prototxt: BinaryFile.read(path), named: path, caffemodel: files.caffemodel, named: "zeros")
    #expect(graph.name == "CIFAR_10")
    #expect(graph.input == CIFAR10.shape)
    #expect(graph.output == Shape(height: 1, width: 1, channels: 10))
    #expect(graph.layers.count == 11)
  }
}
