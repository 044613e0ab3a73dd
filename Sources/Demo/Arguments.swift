// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import Foundation
internal import ModelImport

/// What the command line says.
struct Arguments: ParsableArguments {
  static let largestBatch = 1_000_000

  @Flag(help: "Classify handwritten digits with LeNet-5.")
  var mnist = false

  @Flag(help: "Classify CIFAR-10 images; needs --model and --data.")
  var cifar10 = false

  @Flag(help: "Measure CPU against FPGA (with --mnist unless --cifar10 is given).")
  var benchmark = false

  @Option(
    help: ArgumentHelp(
      "The board: auto, cpu, board:/dev/accel0, board:uio, rtl:LIB.so or sim:…", valueName: "device"
    ))
  var device = "auto"

  @Option(help: "Instruction set of the CPU: auto, \(CPULevel.names) ($ACCEL_CPU).")
  var cpu: String?

  @Option(
    help: ArgumentHelp(
      "\(NetworkFile.suffix) file of accel import; or a model in two files, for the overlay: "
        + "\(ModelFile.pairs).", valueName: "model"))
  var model: String?

  @Option(help: ArgumentHelp("MNIST idx files, or CIFAR-10 binary files.", valueName: "dir"))
  var data: String?

  @Option(help: "How many images (default: all; in debug builds 300).")
  var count: Int?

  @Option(help: "Images in one run of the board.")
  var batch = 600

  @Option(
    help:
      "Threads of the CPU, 1 to \(CPUWorkspace.maximumThreads) (default: one per core; 1 with --benchmark)."
  )
  var threads: Int?

  @Option(help: ArgumentHelp("Write the output words, int32 (N, classes).", valueName: "file.npy"))
  var logits: String?

  @Option(
    help: ArgumentHelp(
      "Write everything the screen and the page show; - for stdout.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write a page about the run: one HTML file that needs nothing else.", valueName: "file.html"))
  var report: String?

  @Option(
    help: ArgumentHelp(
      "Write what the driver did on the board, for ui.perfetto.dev and chrome://tracing.",
      valueName: "file.json"))
  var trace: String?

  /// Which images are classified.
  enum Dataset: String {
    case mnist = "MNIST"
    case cifar10 = "CIFAR-10"
  }

  var dataset: Dataset { cifar10 ? .cifar10 : .mnist }

  /// `--model`, if it is a network file.
  var networkFile: String? { model.flatMap { $0.hasSuffix(NetworkFile.suffix) ? $0 : nil } }

  /// Whether anybody gets more than the screen shows.
  var writesReport: Bool { json != nil || report != nil }

  private var isPair: Bool { model.map(ModelFile.isPair) ?? false }

  /// - Throws: `ValidationError`, which ends in exit code 64.
  func check() throws {
    guard !(mnist && cifar10) else {
      throw ValidationError("--mnist and --cifar10 are two modes; choose one.")
    }
    guard mnist || cifar10 || benchmark else {
      throw ValidationError("Choose what to classify: --mnist or --cifar10.")
    }
    try check(count, in: 1...Int(Int32.max), "--count")
    try check(batch, in: 1...Arguments.largestBatch, "--batch")
    try check(threads, in: 1...CPUWorkspace.maximumThreads, "--threads")
    guard model == nil || networkFile != nil || isPair else {
      throw ValidationError(
        "--model takes a \(NetworkFile.suffix) file, which accel import makes of other models, or two "
          + "files, \(ModelFile.pairs).")
    }
    guard !cifar10 || (model != nil && data != nil) else {
      throw ValidationError(
        "--cifar10 needs --model and --data: no CIFAR-10 network or images come with the program.")
    }
    guard report != "-" else {
      throw ValidationError("--report writes a file, not stdout; give it a name.")
    }
    guard trace != "-" else {
      throw ValidationError("--trace writes a file, not stdout; give it a name.")
    }
    guard trace == nil || device != "cpu" else {
      throw ValidationError("--trace is of a board; leave out --device cpu.")
    }
    try checkOutputs()
    guard !benchmark || device != "cpu" || networkFile != nil else {
      throw ValidationError("--benchmark compares a board with the CPU; leave out --device cpu.")
    }
  }

  private func checkOutputs() throws {
    let outputs = [
      ("--json", json == "-" ? nil : json), ("--logits", logits), ("--report", report),
      ("--trace", trace),
    ]
    var names: [String: String] = [:]
    for (option, path) in outputs {
      guard let path else { continue }
      if let other = names.updateValue(option, forKey: resolved(path)) {
        throw ValidationError("\(other) and \(option) name the same file; give each its own.")
      }
    }
  }

  private func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  private func check(_ value: Int?, in range: ClosedRange<Int>, _ name: String) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError(
      "\(name) \(value) is outside \(range.lowerBound) to \(range.upperBound).")
  }
}
