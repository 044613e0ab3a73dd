// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

private let lenet = "lenet5-caffe/lenet.prototxt"

struct LasagneModelTests {
  /// A filter of 2x2 over two channels, and a matrix of what it gives for an image of 2x3 pixels.
  private static let prototxt =
    Prototxt.input(2, 2, 3)
    + Prototxt.layer(
      "conv", "Convolution", bottom: "data", "convolution_param { num_output: 2 kernel_size: 2 }")
    + Prototxt.layer(
      "ip", "InnerProduct", bottom: "conv", "inner_product_param { num_output: 3 }")
  private static let filters: [Float] = Array(stride(from: 1, through: 16, by: 1))
  private static let matrix: [Float] = Array(stride(from: 1, through: 12, by: 1))
  private static let arrays = [
    ByteFiles.npy(filters, [2, 2, 2, 2]), ByteFiles.npy([0.5, -0.5], [2]),
    ByteFiles.npy(matrix, [4, 3]), ByteFiles.npy([1, 2, 3], [3]),
  ]

  private func read(
    _ arrays: [[UInt8]], flipsFilters: Bool = true, prototxt: String = prototxt
  ) throws(AccelError) -> LayerGraph {
    try LasagneModel.graph(
      prototxt: Array(prototxt.utf8), named: "net.prototxt", parameters: ZipFiles.npz(arrays),
      named: "net.npz", flipsFilters: flipsFilters)
  }

  private func layers(_ filters: [Float]) -> [Layer] {
    [
      Layer(
        name: "conv",
        .convolution(
          Convolution(outputChannels: 2, kernel: 2, weights: filters, biases: [0.5, -0.5]))),
      Layer(
        name: "ip",
        .fullyConnected(
          FullyConnected(
            outputs: 3, weights: [1, 7, 4, 10, 2, 8, 5, 11, 3, 9, 6, 12], biases: [1, 2, 3]))),
    ]
  }

  @Test("Filters are turned by half a turn; a matrix of (inputs, outputs) becomes its transpose")
  func flipped() throws {
    let turned: [Float] = [4, 8, 3, 7, 2, 6, 1, 5, 12, 16, 11, 15, 10, 14, 9, 13]
    #expect(try read(Self.arrays).layers == layers(turned))
  }

  @Test("Filters of layers with flip_filters=False stay as they are")
  func notFlipped() throws {
    let same: [Float] = [1, 5, 2, 6, 3, 7, 4, 8, 9, 13, 10, 14, 11, 15, 12, 16]
    #expect(try read(Self.arrays, flipsFilters: false).layers == layers(same))
  }

  private static let normalized =
    Prototxt.input(1, 1, 1)
    + Prototxt.layer(
      "conv", "Convolution", bottom: "data",
      "convolution_param { num_output: 2 kernel_size: 1 bias_term: false }")
    + Prototxt.layer("bn", "BatchNorm", bottom: "conv")

  @Test("BatchNorm takes beta, gamma, mean and inv_std, and becomes part of the convolution")
  func normalization() throws {
    let arrays: [([Float], [Int])] = [
      ([2, 4], [2, 1, 1, 1]), ([100, 7], [2]), ([10, 3], [2]), ([3, 5], [2]), ([0.5, 2], [2]),
    ]
    let graph = try read(arrays.map { ByteFiles.npy($0.0, $0.1) }, prototxt: Self.normalized)
    let expected = Convolution(
      outputChannels: 2, kernel: 1, weights: [10, 24], biases: [85, -23])
    #expect(graph.layers == [Layer(name: "conv", .convolution(expected))])
  }

  @Test("Scale is refused by name: BatchNormLayer has its factors")
  func scale() {
    let arrays = [ByteFiles.npy([2, 4], [2, 1, 1, 1])]
    let prototxt = Self.normalized.replacing("BatchNorm", with: "Scale")
    expectRefusal(.unsupportedLayer, naming: ["net.npz", "layer bn", "Scale"]) {
      () throws(AccelError) in try read(arrays, prototxt: prototxt)
    }
  }

  @Test("Arrays of float16 and float64, and in Fortran order, give the same network")
  func types() throws {
    var arrays = Self.arrays
    let columns = (0..<3).flatMap { column in (0..<4).map { Self.matrix[3 * $0 + column] } }
    arrays[2] = ByteFiles.npy(columns, [4, 3], order: "True")
    let halves = [0x00, 0x38, 0x00, 0xb8] as [UInt8]
    arrays[1] = ByteFiles.npy(ByteFiles.dictionary("<f2", "(2,)"), halves)
    let doubles = [1.0, 2, 3].flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    arrays[3] = ByteFiles.npy(ByteFiles.dictionary("<f8", "(3,)"), doubles)
    #expect(try read(arrays) == read(Self.arrays))
  }

  @Test("Layers with b=None are those with bias_term: false")
  func noBiases() throws {
    let prototxt = Self.prototxt.replacing(
      "num_output: 2 ", with: "num_output: 2 bias_term: false ")
    let graph = try read([Self.arrays[0]] + Self.arrays[2...], prototxt: prototxt)
    guard case .convolution(let convolution) = graph.layers[0].operation else {
      Issue.record("the first layer is no convolution")
      return
    }
    #expect(convolution.biases.isEmpty)
    #expect(try graph.layers[1] == read(Self.arrays).layers[1])
  }

  @Test("A network in Swift has its parameters replaced, biases too", arguments: [true, false])
  func inSwift(_ flipsFilters: Bool) throws {
    let network = try LayerGraph(
      name: "zeros", input: Shape(height: 2, width: 3, channels: 2),
      layers: [
        Layer(
          name: "conv",
          .convolution(
            Convolution(
              outputChannels: 2, kernel: 2, weights: Array(repeating: 0, count: 16)))),
        Layer(
          name: "ip",
          .fullyConnected(
            FullyConnected(outputs: 3, weights: Array(repeating: 0, count: 12), biases: [9, 9, 9]))
        ),
      ])
    let graph = try LasagneModel.graph(
      network, parameters: ZipFiles.npz(Self.arrays), named: "net.npz", flipsFilters: flipsFilters)
    #expect(try graph.layers == read(Self.arrays, flipsFilters: flipsFilters).layers)
    #expect(graph.name == "zeros")
    let without = try LasagneModel.graph(
      network, parameters: ZipFiles.npz([Self.arrays[0], Self.arrays[2]]), named: "net.npz")
    let hasBiases = without.layers.map { layer in
      switch layer.operation {
      case .convolution(let convolution): !convolution.biases.isEmpty
      case .fullyConnected(let connected): !connected.biases.isEmpty
      default: true
      }
    }
    #expect(hasBiases == [false, false])
  }

  @Test("Groups see their own channels alone")
  func groups() throws {
    let convolution = Convolution(
      outputChannels: 4, kernel: 3, groups: 2, weights: (0..<72).map { Float($0) },
      biases: [1, 2, 3, 4])
    let graph = try LayerGraph(
      name: "groups", input: Shape(height: 4, width: 5, channels: 4),
      layers: [Layer(name: "conv", .convolution(convolution))])
    #expect(
      try LasagneModel.graph(graph, parameters: LasagneFiles(graph).npz, named: "a") == graph)
  }

  @Test(
    "The published LeNet-5, its parameters in Lasagne's order, is the same network",
    .enabled(if: SharedData.has(lenet)))
  func published() throws {
    let prototxt = try #require(SharedData.path(lenet))
    let caffemodel = try #require(SharedData.path("lenet5-caffe/lenet_iter_10000.caffemodel"))
    let graph = try CaffeModel.graph(prototxt: prototxt, caffemodel: caffemodel)
    let folder = try TemporaryFolder()
    let npz = try folder.write("lenet.npz", LasagneFiles(graph).npz)
    #expect(try LasagneModel.graph(prototxt: prototxt, parameters: npz) == graph)
    #expect(try LasagneModel.graph(graph, parameters: npz) == graph)
  }

  @Test(
    "What NumPy itself writes is read, packed or not, in each type",
    .enabled(if: Python.hasNumPy()), arguments: ["savez", "savez_compressed"],
    ["float16", "float32", "float64"])
  func numpy(_ function: String, _ type: String) throws {
    let folder = try TemporaryFolder()
    let npz = folder.path + "/net.npz"
    // The matrix is saved in Fortran order, because it is a transpose.
    try Python.execute(
      """
      import sys
      import numpy as np
      filters = np.arange(1, 17).reshape(2, 2, 2, 2)
      matrix = np.arange(1, 13).reshape(4, 3)
      arrays = [filters, np.array([0.5, -0.5]), np.ascontiguousarray(matrix.T).T, np.arange(1, 4)]
      np.\(function)(sys.argv[1], *[array.astype("\(type)") for array in arrays])
      """, npz)
    let prototxt = try folder.write("net.prototxt", Self.prototxt)
    let graph = try LasagneModel.graph(prototxt: prototxt, parameters: npz)
    #expect(try graph.layers == read(Self.arrays).layers)
  }
}
