// SPDX-License-Identifier: BSD-3-Clause
internal import CaffeFormat
internal import SwiftProtobuf

/// A layer in the current form, whichever form it was written in.
struct CaffeLayer {
  var name: String
  /// The current form's spelling, for example `InnerProduct`.
  var type: String
  var bottoms: [String]
  var tops: [String]
  var convolution: Caffe_ConvolutionParameter
  var innerProduct: Caffe_InnerProductParameter
  var pooling: Caffe_PoolingParameter
  var relu: Caffe_ReLUParameter
  var eltwise: Caffe_EltwiseParameter
  var concat: Caffe_ConcatParameter
  var batchNorm: Caffe_BatchNormParameter
  var scale: Caffe_ScaleParameter
  var inputShapes: [Caffe_BlobShape]
  var blobs: [Caffe_BlobProto]

  init(_ layer: Caffe_LayerParameter) {
    name = layer.name
    type = layer.type
    bottoms = layer.bottom
    tops = layer.top
    convolution = layer.convolutionParam
    innerProduct = layer.innerProductParam
    pooling = layer.poolingParam
    relu = layer.reluParam
    eltwise = layer.eltwiseParam
    concat = layer.concatParam
    batchNorm = layer.batchNormParam
    scale = layer.scaleParam
    inputShapes = layer.inputParam.shape
    blobs = layer.blobs
  }

  init(_ layer: Caffe_V1LayerParameter) {
    name = layer.name
    type = CaffeLayer.currentName(of: layer.type)
    bottoms = layer.bottom
    tops = layer.top
    convolution = layer.convolutionParam
    innerProduct = layer.innerProductParam
    pooling = layer.poolingParam
    relu = layer.reluParam
    eltwise = layer.eltwiseParam
    concat = layer.concatParam
    batchNorm = Caffe_BatchNormParameter()
    scale = Caffe_ScaleParameter()
    inputShapes = []
    blobs = layer.blobs
  }

  private static func currentName(of type: Caffe_V1LayerParameter.LayerType) -> String {
    switch type {
    case .convolution: "Convolution"
    case .innerProduct: "InnerProduct"
    case .pooling: "Pooling"
    case .relu: "ReLU"
    case .dropout: "Dropout"
    case .softmax: "Softmax"
    case .flatten: "Flatten"
    case .split: "Split"
    case .eltwise: "Eltwise"
    case .concat: "Concat"
    case .accuracy: "Accuracy"
    case .silence: "Silence"
    default: formatName(of: type)
    }
  }

  /// As a `.prototxt` spells it, for example `SOFTMAX_LOSS`.
  private static func formatName(of type: Caffe_V1LayerParameter.LayerType) -> String {
    let text = Caffe_V1LayerParameter.with { $0.type = type }.textFormatString()
    return text.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
  }
}
