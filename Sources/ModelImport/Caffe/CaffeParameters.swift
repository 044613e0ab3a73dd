// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CaffeFormat
internal import SwiftProtobuf

/// The parameters in a `.caffemodel`, by layer.
struct CaffeParameters: ParameterSource {
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

  func convolution(
    _ layer: String, shape: [Int], hasBiases: Bool
  ) throws(AccelError) -> LayerParameters {
    LayerParameters(
      weights: try values(of: layer, blob: 0, "weights", shape: shape),
      biases: hasBiases ? try values(of: layer, blob: 1, "biases", shape: [shape[0]]) : [])
  }

  func innerProduct(
    _ layer: String, shape: [Int], hasBiases: Bool
  ) throws(AccelError) -> LayerParameters {
    try convolution(layer, shape: shape, hasBiases: hasBiases)
  }

  /// Layers that the network does not have are of no interest.
  func finish() {}

  /// One blob of a layer, in the file's order.
  ///
  /// - Parameter shape: what the network needs, for example `[50, 20, 5, 5]`; a blob of the old
  ///   form may have leading ones.
  private func values(
    of layer: String, blob index: Int, _ what: String, shape: [Int]
  ) throws(AccelError) -> [Float] {
    guard let layerBlobs = blobs[layer], index < layerBlobs.count else {
      throw AccelError(
        .shapeMismatch, attempt: "take the parameters from \(file)",
        problem: "it has no \(what) for layer \(layer)",
        remedy: "give the .caffemodel that belongs to this .prototxt")
    }
    let blob = layerBlobs[index]
    let found = dimensions(blob)
    guard
      found.drop(while: { $0 == 1 }).elementsEqual(shape.drop(while: { $0 == 1 }).map(Int64.init))
    else {
      throw AccelError(
        .shapeMismatch, attempt: "take the parameters from \(file)",
        problem: "the \(what) of layer \(layer) are \(text(found)) where the network needs "
          + text(shape.map(Int64.init)),
        remedy: "give the .caffemodel that belongs to this .prototxt")
    }
    let values = blob.data.isEmpty ? blob.doubleData.map { Float($0) } : blob.data
    let count = shape.reduce(1, *)
    guard values.count == count else {
      throw AccelError(
        .malformedFile, attempt: "take the parameters from \(file)",
        problem: "layer \(layer) has \(values.count) \(what) where its shape says \(count)",
        remedy: "get the file again, whole")
    }
    return values
  }

  private func dimensions(_ blob: Caffe_BlobProto) -> [Int64] {
    if blob.hasShape { return blob.shape.dim }
    return [blob.num, blob.channels, blob.height, blob.width].map(Int64.init)
  }

  private func text(_ shape: [Int64]) -> String {
    shape.map { String($0) }.joined(separator: "x")
  }
}
