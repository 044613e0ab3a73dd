// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import ModelImport
import SwiftProtobuf

/// The two files of a Caffe model, in memory.
struct CaffeFiles {
  var prototxt: String
  var net = Caffe_NetParameter()

  init(_ prototxt: String, parameters: [Caffe_LayerParameter] = []) {
    self.prototxt = prototxt
    net.layer = parameters
  }

  func graph() throws(AccelError) -> LayerGraph {
    try CaffeModel.graph(
      prototxt: Array(prototxt.utf8), named: "net.prototxt", caffemodel: caffemodel,
      named: "net.caffemodel")
  }

  var caffemodel: [UInt8] { CaffeFiles.bytes(of: net) }

  static func bytes(of message: some SwiftProtobuf.Message) -> [UInt8] {
    do {
      return try message.serializedBytes()
    } catch {
      fatalError("a message without required fields does not serialise: \(error)")
    }
  }
}

extension Caffe_BlobProto {
  /// In the current form.
  init(_ dimensions: [Int64], _ values: [Float]) {
    self.init()
    shape.dim = dimensions
    data = values
  }

  /// In the old form: always four dimensions, each in a field of its own.
  init(old dimensions: [Int32], _ values: [Float]) {
    self.init()
    (num, channels) = (dimensions[0], dimensions[1])
    (height, width) = (dimensions[2], dimensions[3])
    data = values
  }
}

extension Caffe_LayerParameter {
  /// As a `.caffemodel` has it.
  init(_ name: String, _ blobs: [Caffe_BlobProto]) {
    self.init()
    self.name = name
    self.blobs = blobs
  }
}

extension Caffe_V1LayerParameter {
  init(_ name: String, _ blobs: [Caffe_BlobProto]) {
    self.init()
    self.name = name
    self.blobs = blobs
  }
}

/// Pieces of a `.prototxt` in the current form.
enum Prototxt {
  static func input(_ channels: Int, _ height: Int, _ width: Int) -> String {
    """
    layer {
      name: "data" type: "Input" top: "data"
      input_param { shape { dim: 1 dim: \(channels) dim: \(height) dim: \(width) } }
    }

    """
  }

  static func layer(
    _ name: String, _ type: String, bottom: String, top: String? = nil, _ settings: String = ""
  ) -> String {
    """
    layer {
      name: "\(name)" type: "\(type)" bottom: "\(bottom)" top: "\(top ?? name)"
      \(settings)
    }

    """
  }
}
