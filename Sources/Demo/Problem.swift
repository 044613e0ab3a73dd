// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ModelImport
internal import ProgramSupport

/// The network and the images of a run.
struct Problem {
  let network: Network
  /// Likewise in the native profile, for the CPU.
  let companion: Network?
  let networkSource: String
  let images: LabelledImages
  let dataSource: String
  /// For the screen.
  let notes: [String]

  /// - Parameters:
  ///   - given: the contents of a network file that was given as the model.
  ///   - device: what the images run on, beside the CPU.
  ///   - say: called with what happens on the way.
  init(
    _ arguments: Arguments, _ given: Network?, on device: OpenDevice?, say: (String) -> Void
  ) throws(AccelError) {
    var notes: [String] = []
    let isGenerated = device?.design != nil
    (network, networkSource) = try Problem.network(arguments, given, isGenerated, &notes)
    companion =
      arguments.model == nil && !isGenerated ? .native(try DefaultNetwork.native()) : nil
    let (usual, hint) = Problem.usualCount(device)
    let all: LabelledImages
    switch arguments.dataset {
    case .mnist:
      let drawn = arguments.count ?? usual ?? 1000
      let source = try DigitSource(folder: arguments.data, drawn: drawn, say: say)
      all = source.images
      dataSource = source.description
      if source.isDrawn {
        notes.append(
          "hint     for real digits: --data DIR with \(MNIST.imagesName)[.gz] and labels")
      }
    case .cifar10:
      let path = arguments.data ?? "."
      all = try CIFAR10.load(path: path)
      dataSource = "CIFAR-10 images from \(path)"
    }
    images = try Problem.selection(arguments.count, usual, from: all, source: dataSource)
    if arguments.count == nil, usual != nil {
      notes.append("note     \(hint) is slow, so only \(images.count) images; see --count")
    }
    self.notes = notes
    try check()
  }

  /// How many images there are unless somebody says, `nil` for all, and what makes them few.
  private static func usualCount(_ device: OpenDevice?) -> (Int?, reason: String) {
    device?.clock == .simulated ? (10, "simulated RTL") : (Build.defaultCount, "a debug build")
  }

  /// For the report.
  var layersWithoutTheirBiases: [String] {
    if case .overlay(let network) = network { network.layersWithoutTheirBiases } else { [] }
  }

  private static func network(
    _ arguments: Arguments, _ given: Network?, _ isGenerated: Bool, _ notes: inout [String]
  ) throws(AccelError) -> (Network, source: String) {
    guard let model = arguments.model else {
      if isGenerated { return (.native(try DefaultNetwork.native()), "comes with the program") }
      return (
        .overlay(try overlay(DefaultNetwork.overlayGraph(), nil, arguments.dataset, &notes)),
        "trained for the overlay, comes with the program"
      )
    }
    if let given { return (given, "from \(model)") }
    let description = ModelFile.description(of: model)
    let network = try overlay(
      ModelFile.graph(model), description, arguments.dataset, &notes)
    if !network.layersWithoutTheirBiases.isEmpty {
      notes.append(
        "note     the overlay has no biases: those of "
          + network.layersWithoutTheirBiases.joined(separator: ", ") + " are left out")
    }
    return (.overlay(network), "from \(description)")
  }

  private static func overlay(
    _ graph: LayerGraph, _ description: String?, _ dataset: Arguments.Dataset,
    _ notes: inout [String]
  ) throws(AccelError) -> OverlayNetwork {
    switch dataset {
    case .mnist:
      return try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5)
    case .cifar10:
      let mean = try description.flatMap { path throws(AccelError) in
        try MeanImage.beside(path, shape: CIFAR10.shape)
      }
      if mean == nil { notes.append("note     no mean image beside the model: mean 0") }
      return try OverlayNetwork(graph, format: .fixed16, encoding: .cifar10(mean: mean ?? []))
    }
  }

  private static func selection(
    _ count: Int?, _ usual: Int?, from all: LabelledImages, source: String
  ) throws(AccelError) -> LabelledImages {
    guard let count else { return all.prefix(usual ?? all.count) }
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
