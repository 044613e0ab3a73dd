// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ModelImport
internal import ProgramSupport

/// The network and the images of a run.
struct Problem {
  let network: OverlayNetwork
  let networkSource: String
  let images: LabelledImages
  let dataSource: String
  /// For the screen.
  let notes: [String]

  /// - Parameter say: called with what happens on the way.
  init(_ arguments: Arguments, say: (String) -> Void) throws(AccelError) {
    let graph: LayerGraph
    if let files = arguments.modelFiles {
      graph = try CaffeModel.graph(prototxt: files.prototxt, caffemodel: files.caffemodel)
      networkSource = "from \(files.prototxt)"
    } else {
      graph = try DefaultNetwork.graph()
      networkSource = "trained for the overlay, comes with the program"
    }
    var notes: [String] = []
    let all: LabelledImages
    switch arguments.dataset {
    case .mnist:
      network = try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5)
      let drawn = arguments.count ?? Build.defaultCount ?? 1000
      let source = try DigitSource(folder: arguments.data, drawn: drawn, say: say)
      all = source.images
      dataSource = source.description
      if source.isDrawn {
        notes.append(
          "hint     for real digits: --data DIR with \(MNIST.imagesName)[.gz] and labels")
      }
    case .cifar10:
      let mean = try arguments.modelFiles.flatMap { files throws(AccelError) in
        try MeanImage.beside(files.prototxt, shape: CIFAR10.shape)
      }
      network = try OverlayNetwork(
        graph, format: .fixed16, encoding: .cifar10(mean: mean ?? []))
      if mean == nil { notes.append("note     no mean_image.npy beside the model: mean 0") }
      let path = arguments.data ?? "."
      all = try CIFAR10.load(path: path)
      dataSource = "CIFAR-10 images from \(path)"
    }
    images = try Problem.selection(arguments.count, from: all, source: dataSource)
    if arguments.count == nil, Build.defaultCount != nil {
      notes.append("note     a debug build is slow, so only \(images.count) images; see --count")
    }
    if !network.layersWithoutTheirBiases.isEmpty {
      notes.append(
        "note     the overlay has no biases: those of "
          + network.layersWithoutTheirBiases.joined(separator: ", ") + " are left out")
    }
    self.notes = notes
    try check()
  }

  /// Operations for one image: a multiplication and an addition for each weight used.
  var operations: Double { 2 * Double(network.multiplyAccumulates) }

  private static func selection(
    _ count: Int?, from all: LabelledImages, source: String
  ) throws(AccelError) -> LabelledImages {
    guard let count else { return all.prefix(Build.defaultCount ?? all.count) }
    guard count <= all.count else {
      throw AccelError(
        .invalidArgument, attempt: "classify \(count) images",
        problem: "the \(source) has \(all.count)", remedy: "give a --count up to that")
    }
    return all.prefix(count)
  }

  private func check() throws(AccelError) {
    guard images.shape == network.input else {
      throw AccelError(
        .shapeMismatch, attempt: "classify the images with \(network.name)",
        problem: "they are \(images.shape) where the network takes \(network.input)",
        remedy: "use the data that belongs to the model")
    }
    guard images.count > 0 else {
      throw AccelError(
        .malformedFile, attempt: "classify the images", problem: "there are none",
        remedy: "give --data with images")
    }
    let largest = Int(images.labels.max() ?? 0)
    guard largest < network.output.count else {
      throw AccelError(
        .shapeMismatch, attempt: "classify the images with \(network.name)",
        problem: "it has \(network.output.count) outputs where the labels go up to \(largest)",
        remedy: "use the data that belongs to the model")
    }
  }
}
