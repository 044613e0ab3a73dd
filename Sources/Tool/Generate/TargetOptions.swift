// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import HardwareGen
internal import ModelImport

/// What a design shall achieve, and what it may take.
struct TargetOptions: ParsableArguments {
  @Option(help: "The board: \(HardwareBoard.names).")
  var board = HardwareBoard.all[0].name

  @Option(help: "Images a second, at the clock.")
  var fps: Int?

  @Option(help: "Cycles from one image to the next.")
  var cycles: Int?

  @Option(help: "Most DSP slices.")
  var dsp: Int?

  @Option(help: "Most block RAMs of 36 Kibit.")
  var bram: Int?

  @Option(help: "Most LUTs.")
  var lut: Int?

  @Option(help: "Clock in MHz.")
  var clock = 150.0

  @Flag(help: "Leave weights out of the bitstream: a session loads them first.")
  var withoutContents = false

  func validate() throws {
    guard HardwareBoard.named(board) != nil else {
      throw ValidationError("--board \(board) is none of \(HardwareBoard.names).")
    }
    guard fps == nil || cycles == nil else {
      throw ValidationError("--fps and --cycles say the same; give one.")
    }
    for (name, value) in [
      ("fps", fps), ("cycles", cycles), ("dsp", dsp), ("bram", bram), ("lut", lut),
    ] {
      guard value.map({ (1...1_000_000_000).contains($0) }) ?? true else {
        throw ValidationError("--\(name) \(value ?? 0) is outside 1 to 1000000000.")
      }
    }
    guard (1...1000).contains(clock) else {
      throw ValidationError("--clock \(clock) is outside 1 to 1000.")
    }
  }

  func options() -> GenerationOptions {
    let board = HardwareBoard.named(board) ?? HardwareBoard.all[0]
    var options = GenerationOptions(board: board)
    options.clockKHz = Int((clock * 1000).rounded(.down))
    options.holdsContents = !withoutContents
    if let cycles { options.target = .cycles(cycles) }
    if let fps { options.target = .cycles(options.clockKHz * 1000 / fps) }
    if let dsp { options.budget.dsp = min(dsp, board.part.resources.dsp) }
    if let bram { options.budget.bram18 = min(2 * bram, board.part.resources.bram18) }
    if let lut { options.budget.luts = min(lut, board.part.resources.luts) }
    return options
  }

  func network(_ path: String) throws(AccelError) -> NativeNetwork {
    guard case .native(let network) = try NetworkFile.network(BinaryFile.read(path), named: path)
    else {
      throw AccelError(
        .unsupportedLayer, attempt: "make a design of \(path)",
        problem: "it has the numbers of the published bitstreams",
        remedy: "import the model with --profile native")
    }
    return network
  }
}
