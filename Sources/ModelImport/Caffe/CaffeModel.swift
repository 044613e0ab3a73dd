// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// Pre-trained Caffe models: a `.prototxt` that describes the network and a `.caffemodel` that holds
/// its parameters.
///
/// Both the current (`layer`) and the old (`layers`) form are read. A network is a chain of
/// `Input`, `Convolution`, `Pooling`, `InnerProduct`, `ReLU`, `Dropout`, `Flatten`, `Split` and a
/// final `Softmax`; the last four change nothing at inference or are left to the host.
public enum CaffeModel {
  /// Import a model from its two files.
  ///
  /// - Throws: ``AccelError``: `unreadableFile`, `malformedFile`, `unsupportedLayer` naming the layer
  ///   and the parameter, `shapeMismatch` for parameters of another network.
  public static func graph(
    prototxt: String, caffemodel: String
  ) throws(AccelError) -> LayerGraph {
    let text = try BinaryFile.read(prototxt)
    guard !caffemodel.hasSuffix(".h5") else {
      throw AccelError(
        .unsupportedLayer, attempt: "read \(caffemodel)",
        problem: "parameters in HDF5 files are not read",
        remedy: "convert it with Scripts/caffemodel_from_h5.py")
    }
    return try graph(
      prototxt: text, named: prototxt, caffemodel: BinaryFile.read(caffemodel), named: caffemodel)
  }

  /// Import a model from the contents of its two files.
  ///
  /// - Parameters:
  ///   - prototxtName: what messages call the first; likewise the other.
  /// - Throws: as ``graph(prototxt:caffemodel:)``.
  public static func graph(
    prototxt: [UInt8], named prototxtName: String, caffemodel: [UInt8],
    named caffemodelName: String
  ) throws(AccelError) -> LayerGraph {
    let network = try CaffeNetwork(prototxt: prototxt, named: prototxtName)
    let parameters = try CaffeParameters(caffemodel, named: caffemodelName)
    var builder = CaffeGraphBuilder(
      network: network, parameters: parameters, file: prototxtName)
    return try builder.graph()
  }
}
