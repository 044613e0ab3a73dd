// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// Pre-trained models in ONNX's format (`.onnx`), of the operators' versions 7 to 21.
///
/// A network has one input (batch, channels, height, width; batch, height, width, channels where a
/// Transpose follows; or batch and values) and one output. Its operators are `Conv`, `Gemm`,
/// `MatMul`, `MaxPool`, `AveragePool`, `GlobalAveragePool`, `GlobalMaxPool`, `ReduceMean`, `Relu`,
/// `Clip`, `Add`, `Sub`, `Mul`, `Div`, `BatchNormalization`, `Concat`, `Pad`, `Softmax`,
/// `LogSoftmax`, `QuantizeLinear`, `DequantizeLinear`, and those that only carry shapes. Arithmetic
/// with constants becomes part of the layer before it, or a depthwise convolution of 1x1. A final
/// `LogSoftmax` is imported as `Softmax`: the logarithm is left to the caller.
///
/// Every number in a file is checked before memory is taken for it. Memory: at most 256 times the
/// file's size and 64 MiB; about 12 times for a model whose parameters are float32.
public enum ONNXModel {
  /// Import a model, with what stands before its layers and the scales that it brings along.
  ///
  /// - Throws: `AccelError`: `unreadableFile`, `malformedFile`, `unsupportedLayer` naming the node,
  ///   its operator and the attribute, `shapeMismatch`, `invalidGraph`, `valueOutOfRange` for
  ///   parameters that are not finite.
  public static func model(_ path: String) throws(AccelError) -> ImportedModel {
    try model(BinaryFile.read(path), named: path)
  }

  /// Likewise, from the contents of the file.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - file: what messages call it.
  /// - Throws: as ``model(_:)``.
  public static func model(
    _ bytes: [UInt8], named file: String
  ) throws(AccelError) -> ImportedModel {
    try ONNXNetwork(bytes, named: file).model(separatesNormalization: true)
  }

  /// Import a model as layers alone: what stands before them becomes a layer too.
  ///
  /// - Throws: as ``model(_:)``.
  public static func graph(_ path: String) throws(AccelError) -> LayerGraph {
    try graph(BinaryFile.read(path), named: path)
  }

  /// Likewise, from the contents of the file.
  ///
  /// - Throws: as ``model(_:)``.
  public static func graph(_ bytes: [UInt8], named file: String) throws(AccelError) -> LayerGraph {
    try ONNXNetwork(bytes, named: file).model(separatesNormalization: false).graph
  }
}
