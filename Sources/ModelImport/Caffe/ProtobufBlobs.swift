// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CaffeFormat
internal import SwiftProtobuf

/// The arrays of a `.caffemodel`.
struct ProtobufBlobs: CaffeBlobs {
  let file: String
  private let blobs: [String: [Caffe_BlobProto]]

  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    self.file = file
    let net: Caffe_NetParameter
    do {
      net = try Caffe_NetParameter(serializedBytes: bytes, partial: true)
    } catch {
      throw AccelError(
        .malformedFile, attempt: "read \(file)",
        problem: "its contents are damaged or no .caffemodel",
        remedy: "get the file again, whole")
    }
    let layers = net.layer.map { CaffeLayer($0) } + net.layers.map { CaffeLayer($0) }
    let pairs = layers.filter { !$0.blobs.isEmpty }.map { ($0.name, $0.blobs) }
    blobs = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    guard !blobs.isEmpty else {
      throw AccelError(
        .malformedFile, attempt: "read \(file)", problem: "no layer in it has parameters",
        remedy: "give the .caffemodel of a trained network")
    }
  }

  func dimensions(of layer: String, blob index: Int) -> [Int64]? {
    guard let layerBlobs = blobs[layer], index < layerBlobs.count else { return nil }
    return layerBlobs[index].dimensions
  }

  func values(
    of layer: String, blob index: Int, _ what: String, count: Int
  ) throws(AccelError) -> [Float] {
    let values = blobs[layer]?[index].values ?? []
    guard values.count == count else {
      throw AccelError(
        .malformedFile, attempt: "take the parameters from \(file)",
        problem: "layer \(layer) has \(values.count) \(what) where its shape says \(count)",
        remedy: "get the file again, whole")
    }
    return values
  }
}

extension Caffe_BlobProto {
  /// In the current form, or the four fields of the old one.
  var dimensions: [Int64] {
    hasShape ? shape.dim : [num, channels, height, width].map(Int64.init)
  }

  /// Of 32 or of 64 bits in the file.
  var values: [Float] { data.isEmpty ? doubleData.map { Float($0) } : data }
}
