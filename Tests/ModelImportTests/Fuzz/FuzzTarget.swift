// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import Foundation
import ModelImport
import ONNXFormat
import SwiftProtobuf
import TestSupport

/// What reads a file that someone else wrote, and small valid files for it.
enum FuzzTarget: String, CaseIterable, Codable, Sendable {
  case prototxt, caffemodel, caffemodelText, images, labels, array, arrayHeader, archive, lasagne
  case cifar, gzip, hdf5, mean, branches, branchParameters, onnx, onnxText
  case bitstream, handoff, png

  /// Those whose parser this system has.
  static let available = allCases.filter { $0 != .hdf5 || HDF5Library.isPresent() }

  var corpus: [[UInt8]] {
    switch self {
    case .prototxt: FuzzTarget.prototxts.map { Array($0.utf8) }
    case .caffemodel: FuzzTarget.caffemodels
    case .caffemodelText: FuzzTarget.nets.map { Array($0.textFormatString().utf8) }
    case .images: [ByteFiles.idx([0x803, 2, 2, 3], Array(1...12))]
    case .labels: [ByteFiles.idx([0x801, 6], Array(0..<6))]
    case .array:
      [
        NPYFile.bytes(int32: [1, -2, 3, 4, 5, 6], shape: [2, 3]),
        ByteFiles.npy(ByteFiles.dictionary("<f8", "(1,)"), Array(0..<8), version: 2),
        ByteFiles.npy(ByteFiles.dictionary("|u1", "()"), [1]),
      ]
    case .arrayHeader:
      ["(2, 3)", "()", "(8, 1, 1)", "(4,)"].flatMap { shape in
        ["<i4", "<f4", "<f8", "|i1"].map { Array(ByteFiles.dictionary($0, shape).utf8) }
      }
    case .archive:
      ZipFiles.Form.allCases.flatMap { form in
        [false, true].map {
          ZipFiles.npz(FuzzTarget.arrays, isDeflated: $0, form: form)
        }
      }
    case .lasagne: FuzzTarget.arrays
    case .cifar: [[UInt8](repeating: 1, count: 3073), [UInt8](repeating: 9, count: 2 * 3073)]
    case .hdf5: FuzzTarget.hdf5s
    case .mean: FuzzTarget.means
    case .branches: [FuzzTarget.vector("branches.prototxt")]
    case .branchParameters: [FuzzTarget.vector("branches.caffemodel")]
    case .gzip: [ByteFiles.gzip(Array("nine bytes".utf8)), ByteFiles.gzip([])]
    case .onnx: FuzzTarget.onnxModels.compactMap { try? $0.serializedBytes() }
    case .onnxText: FuzzTarget.onnxModels.map { Array($0.textFormatString().utf8) }
    case .bitstream: FuzzTarget.bitstreams
    case .handoff: [TestHandoff().bytes]
    case .png: ["grey", "rgb-opacity"].map { FuzzTarget.vector($0 + ".png") }
    }
  }

  /// - Parameter folder: where to put what can only be read from a file.
  /// - Returns: whether what was read fits together.
  func read(_ bytes: [UInt8], folder: String) throws -> Bool {
    switch self {
    case .prototxt: return try isWhole(bytes, FuzzTarget.caffemodels[0])
    case .caffemodel, .hdf5: return try isWhole(Array(FuzzTarget.prototxts[0].utf8), bytes)
    case .branches: return try isWhole(bytes, FuzzTarget.vector("branches.caffemodel"))
    case .branchParameters: return try isWhole(FuzzTarget.vector("branches.prototxt"), bytes)
    case .caffemodelText:
      // Shapes and values that do not belong together, in a message that is sound.
      let text = String(decoding: bytes, as: UTF8.self)
      guard let net = try? Caffe_NetParameter(textFormatString: text) else { return true }
      return try isWhole(Array(FuzzTarget.prototxts[0].utf8), net.serializedBytes())
    case .images:
      let images = try IDXFile.images(bytes, named: "a")
      return images.pixels.count == images.count * images.rows * images.columns
    case .labels: return try IDXFile.labels(bytes, named: "a").count == bytes.count - 8
    case .array: return try isWhole(NPYFile.read(bytes, named: "a"))
    case .arrayHeader:
      let text = String(decoding: bytes, as: UTF8.self)
      return try isWhole(NPYFile.read(ByteFiles.npy(text, Array(0..<24)), named: "a"))
    case .archive:
      let file = try NPZFile(bytes, named: "a")
      return try file.names.allSatisfy { try file.array($0).map(isWhole) == true }
    case .lasagne:
      // One array is spoilt, each in turn, in an archive that is sound.
      let graphs = FuzzTarget.arrays.indices.map { index in
        var arrays = FuzzTarget.arrays
        arrays[index] = bytes
        return Result {
          try LasagneModel.graph(
            prototxt: Array(FuzzTarget.prototxts[0].utf8), named: "a",
            parameters: ZipFiles.npz(arrays), named: "b")
        }
      }
      for graph in graphs { _ = try graph.get() }
      return false  // A matrix is no bias.
    case .cifar:
      let images = try CIFAR10.load(bytes, named: "a")
      return images.count * 3073 == bytes.count && images.labels.allSatisfy { $0 < 10 }
    case .mean:
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/mean.binaryproto"))
      let shape = Shape(height: 1, width: 2, channels: 2)
      return try MeanImage.beside(folder + "/a.prototxt", shape: shape)?.count == 4
    case .gzip:
      let path = folder + "/packed"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return try BinaryFile.read(path).count <= 1040 * bytes.count
    case .onnx: return try isWhole(bytes)
    case .onnxText:
      // Shapes, names and numbers that do not belong together, in a message that is sound.
      let text = String(decoding: bytes, as: UTF8.self)
      guard let model = try? Onnx_ModelProto(textFormatString: text) else { return true }
      return try isWhole(model.serializedBytes())
    case .bitstream: return try isWhole(Bitstream(bytes, named: "a"), of: bytes.count)
    case .handoff: return try isWhole(HardwareHandoff(bytes, named: "a"))
    case .png:
      // A CRC that is wrong would hide the rest.
      let file = try PNGFile(ByteFiles.withChecksums(png: bytes), named: "a")
      return file.pixels.count == file.shape.count && file.shape.count <= 1032 * bytes.count
    }
  }

  private func isWhole(_ prototxt: [UInt8], _ caffemodel: [UInt8]) throws -> Bool {
    let graph = try CaffeModel.graph(
      prototxt: prototxt, named: "a", caffemodel: caffemodel, named: "b")
    return graph.shapes.count == graph.layers.count && !graph.layers.isEmpty
  }

  private func isWhole(_ onnx: [UInt8]) throws -> Bool {
    let model = try ONNXModel.model(onnx, named: "a")
    let names = Set(model.graph.layers.map(\.name))
    return model.graph.shapes.count == model.graph.layers.count
      && names.isSuperset(of: model.scales.layers.keys)
      && names.isSuperset(of: model.scales.weights.keys)
  }

  private func isWhole(_ array: NPYFile.Contents) -> Bool {
    let count =
      switch array.values {
      case .int8(let values): values.count
      case .uint8(let values): values.count
      case .int32(let values): values.count
      case .float32(let values): values.count
      case .float64(let values): values.count
      }
    return count == array.shape.reduce(1, *)
  }
}

extension FuzzTarget {
  private static let prototxts = [
    SmallNetwork().prototxt,
    SmallNetwork(
      convolution:
        "num_output: 2 kernel_h: 3 kernel_w: 3 pad: 0 stride: [1, 1] dilation: 1 group: 1",
      pooling: "pool: AVE kernel_size: 2 stride: 2 pad: 0 round_mode: FLOOR"
    ).prototxt,
    """
    # the old form
    input: "data" input_dim: [1, 2, 6, 6]
    layers { name: "conv1" type: CONVOLUTION bottom: "data" top: "conv1"
      convolution_param < num_output: 2 kernel_size: 3 bias_term: true > }
    layers { name: "relu" type: RELU bottom: 'conv1' top: 'conv1' include { phase: TEST } }
    layers { name: "drop" type: DROPOUT bottom: "conv1" top: "conv1" }
    """,
  ]

  private static let arrays: [[UInt8]] = {
    do {
      return try LasagneFiles(SmallNetwork().files.graph()).arrays.map {
        ByteFiles.npy($0.values, $0.shape)
      }
    } catch {
      fatalError("a sound network is refused: \(error)")
    }
  }()

  private static let nets: [Caffe_NetParameter] = {
    var old = Caffe_NetParameter()
    old.layers = SmallNetwork.parameters.map { Caffe_V1LayerParameter($0.name, $0.blobs) }
    old.layers[0].blobs[1] = Caffe_BlobProto(old: [1, 1, 1, 2], [1, 2])
    old.layers[1].blobs[1].data = []
    old.layers[1].blobs[1].doubleData = [1, 2, 3]
    return [SmallNetwork().files.net, old]
  }()

  private static let means = [
    CaffeFiles.bytes(of: Caffe_BlobProto([2, 1, 2], [1, 2, 3, 4])),
    CaffeFiles.bytes(of: Caffe_BlobProto(old: [1, 2, 1, 2], [1, 2, 3, 4])),
  ]

  private static let hdf5s = ["small.caffemodel.h5", "small-packed.caffemodel.h5"].map(vector)

  private static func vector(_ name: String) -> [UInt8] {
    do {
      return try BinaryFile.read(TestVectors.path(name))
    } catch {
      fatalError("a test vector is missing: \(error)")
    }
  }

  private static let caffemodels = nets.map { net in
    var files = CaffeFiles("")
    files.net = net
    return files.caffemodel
  }
}
