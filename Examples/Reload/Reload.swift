// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport

/// Two networks of one shape in turn, in one session: `Reload FIRST.accel SECOND.accel IMAGES`,
/// with files of `accel import --profile overlay` and an idx file of images.
@main struct Reload {
  static func main() {
    do throws(AccelError) {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("Reload: \(error)\n".utf8))
      exit(1)
    }
  }

  static func run(_ arguments: [String]) throws(AccelError) {
    guard arguments.count == 3 else {
      throw AccelError(
        .invalidArgument, attempt: "reload weights", problem: "\(arguments.count) files were named",
        remedy: "name FIRST.accel, SECOND.accel and a file of images")
    }
    let first = try overlayNetwork(arguments[0])
    let second = try overlayNetwork(arguments[1])
    let images = try IDXFile.images(BinaryFile.read(arguments[2]), named: arguments[2])
    let words = try first.words(for: images.pixels)
    var session = try Session(Device("sim:"), first)
    try show("first", session.run(words), CPUExecutor(first).run(words))
    let before = session.statistics.transfers
    try exchange(&session, for: second)
    print("reloaded \(session.statistics.transfers - before) layers, the session still open")
    try show("second", session.run(words), CPUExecutor(second).run(words))
    try exchange(&session, for: first)
    try show("first", session.run(words), CPUExecutor(first).run(words))
    try session.close()
  }

  /// Load another network's weights, layer by layer; the board echoes each, and the session compares.
  static func exchange(
    _ session: inout Session, for network: OverlayNetwork
  ) throws(AccelError) {
    for layer in network.convolutions {
      let scale = Float(network.format.scale)
      try session.reload(layer.name, weights: layer.weights.map { Float($0) / scale })
    }
  }

  static func overlayNetwork(_ path: String) throws(AccelError) -> OverlayNetwork {
    if case .overlay(let network) = try NetworkFile.network(BinaryFile.read(path), named: path) {
      return network
    }
    throw AccelError(
      .unsupportedByOverlay, attempt: "run \(path) on the published overlay",
      problem: "it is of the native profile", remedy: "import the model with --profile overlay")
  }

  static func show(_ name: String, _ board: [Int32], _ cpu: [Int32]) {
    let classes = stride(from: 0, to: board.count, by: 10).prefix(10).map { start in
      (0..<10).max { board[start + $0] < board[start + $1] } ?? 0
    }
    print("\(name): classes \(classes), CPU agrees: \(board == cpu)")
  }
}
