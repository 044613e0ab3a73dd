// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import Foundation
internal import ModelImport
internal import ProgramSupport

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Quantise a trained model, as one .accel file.",
    discussion: """
      What enters the network is (byte x scale - mean) / std. A mean image beside a Caffe model \
      (mean_image.npy, mean.binaryproto) is used unless --mean is given. What an ONNX model computes from its input \
      before its first layer comes on top. Scales that a quantised ONNX model brings along are its \
      own; the images give the others.

      With --profile overlay the file is for the published bitstreams (and the CPU): weights wrap, \
      there are no biases, trunc(scale x (byte - mean)) enters the network (LeNet-5: --scale \
      0.0703125; CIFAR-10: --scale 64 --bits 16), and no images are needed.

      Example: accel import net.onnx --calibrate mnist --scale 0.0039215686 -o net.accel
      """)

  @Argument(help: ArgumentHelp("\(ModelFile.kinds).", valueName: "model"))
  var model: String

  @Option(help: "Number profile: native or overlay.")
  var profile = Network.Profile.native.description

  @Option(
    help: ArgumentHelp(
      "Images to choose ranges by: MNIST's training files, or CIFAR-10's.", valueName: "data"))
  var calibrate: String?

  @Option(name: [.short, .long], help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String

  @Option(help: "How many images to choose ranges by.")
  var count = 100

  @Option(help: "How ranges are chosen: \(Calibrator.Mode.names).")
  var mode = Calibrator.Mode.minmax.rawValue

  @Option(help: "Bits of codes and weights: 8 or 16.")
  var bits = 8

  @OptionGroup var preprocessing: PreprocessingOptions

  @Option(
    help: ArgumentHelp(
      "Also classify these images, MNIST's test files or CIFAR-10's.",
      valueName: "data"))
  var test: String?

  @Option(help: ArgumentHelp("Write the report as JSON; - for stdout.", valueName: "file"))
  var json: String?

  func validate() throws {
    guard !model.hasSuffix(NetworkFile.suffix) else {
      throw ValidationError("\(model) is imported already: accel inspect lists its layers.")
    }
    guard (1...100_000).contains(count) else {
      throw ValidationError("--count \(count) is outside 1 to 100000.")
    }
    guard FixedFormat(rawValue: bits) != nil else {
      throw ValidationError("--bits \(bits) is neither 8 nor 16.")
    }
    guard let profile = Import.profiles.first(where: { $0.description == profile }) else {
      throw ValidationError("--profile \(profile) is neither native nor overlay.")
    }
    guard profile == .overlay || calibrate != nil else {
      throw ValidationError("--calibrate is missing: the native profile needs images.")
    }
    guard profile == .native || (calibrate == nil && test == nil && json == nil) else {
      throw ValidationError("--calibrate, --test and --json belong to the native profile.")
    }
    guard Calibrator.Mode(rawValue: mode) != nil else {
      throw ValidationError("--mode \(mode) is none of \(Calibrator.Mode.names).")
    }
  }

  func run() throws {
    try AccelTool.reporting { () throws(AccelError) in
      if let calibrate { try importNative(calibrate) } else { try importOverlay() }
    }
  }

  private static let profiles = [Network.Profile.native, .overlay]

  private func importOverlay() throws(AccelError) {
    let file = try OutputFile(output)
    let format = FixedFormat(rawValue: bits) ?? .fixed8
    let network = try OverlayImport(format: format, preprocessing: preprocessing)
      .network(from: model)
    let bytes = NetworkFile.bytes(of: .overlay(network))
    try file.write(bytes)
    try file.publish()
    let names = network.layersWithoutTheirBiases
    let note =
      names.isEmpty
      ? "" : "the overlay has no biases: those of \(names.joined(separator: ", ")) are left out\n"
    try StandardStreams.output(
      Array((note + "wrote \(output): \(bytes.count) bytes, overlay \(format)\n").utf8))
  }

  private func importNative(_ calibrate: String) throws(AccelError) {
    let file = try OutputFile(output)
    let report = try json.flatMap { path throws(AccelError) in
      path == "-" ? nil : try OutputFile(path)
    }
    let imported = try ModelFile.model(model)
    let graph = imported.graph
    let preprocessing = imported.preprocessing(
      behind: try preprocessing.value(for: graph, model: model))
    let images = try ImageFiles.load(calibrate, .training)
    try check(images, graph)
    let sample = images.prefix(count)
    let executor = FloatExecutor(graph)
    let measured = try Calibrator(
      executor, preprocessing: preprocessing, mode: Calibrator.Mode(rawValue: mode) ?? .minmax
    ).run(sample.pixels)
    let calibration = imported.calibration(measured)
    let network = try NativeNetwork(
      graph, format: FixedFormat(rawValue: bits) ?? .fixed8, preprocessing: preprocessing,
      calibration: calibration)
    let result = ImportResult(
      quantization: try QuantizationReport(
        network, executor, pixels: sample.pixels, labels: sample.labels),
      given: ImportResult.Given(imported.scales),
      test: try test.map { path throws(AccelError) in try score(network, executor, path) })
    let bytes = NetworkFile.bytes(of: .native(network))
    try file.write(bytes)
    try report?.write(result.json())
    try file.publish()
    try report?.publish()
    if json == "-" {
      try StandardStreams.output(result.json())
    } else {
      let lines =
        result.lines + note(on: preprocessing, of: graph) + [
          "", "wrote \(output): \(bytes.count) bytes, native \(network.format)",
        ]
      try StandardStreams.output(Array(lines.map { $0 + "\n" }.joined().utf8))
    }
  }

  /// What happens to bytes that nobody asked for. That nothing does is easily overlooked.
  private func note(on used: Preprocessing, of graph: LayerGraph) -> [String] {
    if used.mean.count == graph.input.count && preprocessing.mean == nil {
      return ["a mean image is subtracted"]
    }
    guard used.scale == 1 && used.mean.isEmpty && used.deviation.isEmpty else { return [] }
    return ["bytes enter as 0 to 255: give --scale, --mean, --std if the training changed them"]
  }

  private func check(_ images: LabelledImages, _ graph: LayerGraph) throws(AccelError) {
    guard images.shape == graph.input, images.count > 0 else {
      throw AccelError(
        .shapeMismatch, attempt: "run \(graph.name) on images",
        problem: "they are \(images.count) of \(images.shape) where it takes \(graph.input)",
        remedy: "give images that belong to the model")
    }
  }

  private func score(
    _ network: NativeNetwork, _ executor: FloatExecutor, _ path: String
  ) throws(AccelError) -> ImportResult.Score {
    let images = try ImageFiles.load(path, .test)
    try check(images, executor.graph)
    let words = try CPUExecutor(network).run(network.words(for: images.pixels))
    let right = Scores.right(words, labels: images.labels)
    return ImportResult.Score(
      images: images.count, right: right,
      trainedRight: trainedRight(images, executor, network.preprocessing))
  }

  private func trainedRight(
    _ images: LabelledImages, _ executor: FloatExecutor, _ preprocessing: Preprocessing
  ) -> Int {
    let progress = ProgressBar("floating point", total: images.count)
    defer { progress.finish() }
    let size = images.shape.count
    var right = 0
    for index in 0..<images.count {
      let pixels = Array(images.pixels[index * size..<(index + 1) * size])
      let results = executor.run(
        preprocessing.reals(pixels, of: images.shape).map { Float($0) })
      let best = results.indices.max { results[$0] < results[$1] }
      if best == Int(images.labels[index]) { right += 1 }
      progress.update(index + 1)
    }
    return right
  }
}

extension Calibrator.Mode {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
