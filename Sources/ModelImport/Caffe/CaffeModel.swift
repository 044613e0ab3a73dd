// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// Pre-trained Caffe models: a `.prototxt` that describes the network and a `.caffemodel` that holds
/// its parameters.
///
/// Both the current (`layer`) and the old (`layers`) form are read, and parameters in HDF5
/// (`.caffemodel.h5`) too where the system has libhdf5. A network begins with an `Input`, may
/// branch, and has one output. Its layers:
///
/// - `Convolution`, with groups; `InnerProduct`; `ReLU` without a slope.
/// - `Pooling`. Caffe rounds the number of windows up: maxima do so too, averages of windows that
///   reach beyond the padded map are refused, because Caffe divides them by less.
/// - `BatchNorm` and `Scale` become part of the layer before, if it has weights and nothing else
///   takes its output; else they are convolutions of each channel by itself.
/// - `Eltwise`, sums without coefficients; `Concat` of channels.
/// - `Dropout`, `Flatten`, `Split` and a final `Softmax` change nothing or are left to the host;
///   `Accuracy`, `Silence` and layers of the training phase are passed over.
///
/// Memory: the file, about four times the parameters that the network takes, and for HDF5 what
/// a process of its own takes: four times the file, eight times the largest array and 256 MiB.
public enum CaffeModel {
  /// Import a model from its two files.
  ///
  /// - Throws: `AccelError`: `unreadableFile`, `malformedFile`, `unsupportedLayer` naming the layer
  ///   and the parameter, `shapeMismatch` for parameters of another network, `unavailable` for HDF5
  ///   where the system has no libhdf5.
  public static func graph(
    prototxt: String, caffemodel: String
  ) throws(AccelError) -> LayerGraph {
    try graph(
      prototxt: BinaryFile.read(prototxt), named: prototxt,
      caffemodel: BinaryFile.read(caffemodel), named: caffemodel)
  }

  /// Import a model from the contents of its two files.
  ///
  /// - Parameters:
  ///   - prototxt: the contents of the first file.
  ///   - prototxtName: what messages call it.
  ///   - caffemodel: the contents of the second.
  ///   - caffemodelName: what messages call that.
  /// - Throws: as ``graph(prototxt:caffemodel:)``.
  public static func graph(
    prototxt: [UInt8], named prototxtName: String, caffemodel: [UInt8],
    named caffemodelName: String
  ) throws(AccelError) -> LayerGraph {
    let network = try CaffeNetwork(prototxt: prototxt, named: prototxtName)
    if caffemodelName.hasSuffix(".h5") || caffemodel.starts(with: HDF5File.signature) {
      let blobs = try HDF5Blobs(caffemodel, named: caffemodelName)
      return try graph(network, CaffeParameters(blobs: blobs), named: prototxtName)
    }
    let blobs = try ProtobufBlobs(caffemodel, named: caffemodelName)
    return try graph(network, CaffeParameters(blobs: blobs), named: prototxtName)
  }

  private static func graph(
    _ network: CaffeNetwork, _ parameters: some ParameterSource, named file: String
  ) throws(AccelError) -> LayerGraph {
    var builder = CaffeGraphBuilder(network: network, parameters: parameters, file: file)
    return try builder.graph()
  }
}
