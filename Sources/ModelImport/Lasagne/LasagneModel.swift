// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// Parameters that were trained with Lasagne (Theano), for a network that is described elsewhere:
/// a Lasagne network is a Python program, which a file of parameters does not contain.
///
/// The file is what `numpy.savez(file, *lasagne.layers.get_all_param_values(network))` writes, or
/// `savez_compressed`: arrays of float16, float32 or float64, for each layer its `W`, then its `b`.
/// Layers take them in their order in the description. `Conv2DLayer` and `DenseLayer` are read,
/// and `BatchNormLayer` (beta, gamma, mean, inv_std) as a `BatchNorm` without `Scale`.
///
/// Theano's convolution turns its filters by half a turn, Accel's does not: filters are turned here.
/// Layers that were made with `flip_filters=False` do not turn them; that is the default of
/// Lasagne's `Conv2DMMLayer` and `Conv2DDNNLayer`.
///
/// Memory: see ``NPZFile``, and four times the parameters that the network takes.
public enum LasagneModel {
  /// Describe a network by a Caffe `.prototxt`, and take its parameters from a `.npz` file.
  ///
  /// - Parameters:
  ///   - prototxt: path of the description; `bias_term: false` stands for `b=None`.
  ///   - parameters: path of the `.npz` file.
  ///   - flipsFilters: whether the model's convolutions were made with `flip_filters=True`.
  /// - Throws: `AccelError`: `unreadableFile`, `malformedFile`, `unsupportedLayer` naming the layer
  ///   and the parameter, `shapeMismatch` for parameters of another network.
  public static func graph(
    prototxt: String, parameters: String, flipsFilters: Bool = true
  ) throws(AccelError) -> LayerGraph {
    try graph(
      prototxt: BinaryFile.read(prototxt), named: prototxt,
      parameters: BinaryFile.read(parameters), named: parameters, flipsFilters: flipsFilters)
  }

  /// Likewise, from the contents of the two files.
  ///
  /// - Parameters:
  ///   - prototxt: the contents of the first file.
  ///   - prototxtName: what messages call it.
  ///   - parameters: the contents of the second.
  ///   - parametersName: what messages call that.
  ///   - flipsFilters: whether the model's convolutions were made with `flip_filters=True`.
  /// - Throws: as ``graph(prototxt:parameters:flipsFilters:)``.
  public static func graph(
    prototxt: [UInt8], named prototxtName: String, parameters: [UInt8],
    named parametersName: String, flipsFilters: Bool = true
  ) throws(AccelError) -> LayerGraph {
    var builder = CaffeGraphBuilder(
      network: try CaffeNetwork(prototxt: prototxt, named: prototxtName),
      parameters: try LasagneParameters(
        parameters, named: parametersName, flipsFilters: flipsFilters),
      file: prototxtName)
    return try builder.graph()
  }

  /// Replace the parameters of a network by those of a `.npz` file.
  ///
  /// - Parameters:
  ///   - network: its weights are not used. A layer gets biases if the file has one for each output
  ///     behind the weights.
  ///   - parameters: path of the `.npz` file.
  ///   - flipsFilters: whether the model's convolutions were made with `flip_filters=True`.
  /// - Throws: `AccelError`: `unreadableFile`, `malformedFile`, `shapeMismatch` for parameters of
  ///   another network.
  public static func graph(
    _ network: LayerGraph, parameters: String, flipsFilters: Bool = true
  ) throws(AccelError) -> LayerGraph {
    try graph(
      network, parameters: BinaryFile.read(parameters), named: parameters,
      flipsFilters: flipsFilters)
  }

  /// Likewise, from the contents of the file.
  ///
  /// - Throws: as ``graph(_:parameters:flipsFilters:)``.
  public static func graph(
    _ network: LayerGraph, parameters: [UInt8], named parametersName: String,
    flipsFilters: Bool = true
  ) throws(AccelError) -> LayerGraph {
    var source = try LasagneParameters(
      parameters, named: parametersName, flipsFilters: flipsFilters)
    var layers = network.layers
    for index in layers.indices {
      let name = layers[index].name
      let input = network.shape(of: network.sources[index][0])
      switch layers[index].operation {
      case .convolution(var convolution):
        let (outputs, kernel) = (convolution.outputChannels, convolution.kernel)
        let channels = input.channels / convolution.groups
        let values = try source.convolution(
          name, shape: [outputs, channels, kernel, kernel], hasBiases: false)
        convolution.weights = WeightOrder.channelsLast(
          values.weights, outputs: outputs, channels: channels, height: kernel, width: kernel)
        convolution.biases = try source.biasesIfAny(name, outputs: outputs)
        layers[index].operation = .convolution(convolution)
      case .fullyConnected(var connected):
        let values = try source.innerProduct(
          name, shape: [connected.outputs, input.count], hasBiases: false)
        connected.weights = WeightOrder.channelsLast(
          values.weights, outputs: connected.outputs, channels: input.channels,
          height: input.height, width: input.width)
        connected.biases = try source.biasesIfAny(name, outputs: connected.outputs)
        layers[index].operation = .fullyConnected(connected)
      default: break
      }
    }
    try source.finish()
    return try LayerGraph(name: network.name, input: network.input, layers: layers)
  }
}
