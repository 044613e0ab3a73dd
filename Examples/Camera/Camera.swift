// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport

/// A stream of frames with two buffers in turn: while the board computes one frame, the next is packed
/// into the other. `Camera NETWORK.accel IMAGES FRAMES-PER-SECOND [DEVICE]`, with a file of
/// `accel import --profile overlay` and an idx file of images, which the camera shows in turn.
@main struct Camera {
  static func main() {
    do throws(AccelError) {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("Camera: \(error)\n".utf8))
      exit(1)
    }
  }

  static func run(_ arguments: [String]) throws(AccelError) {
    guard (3...4).contains(arguments.count), let rate = Int(arguments[2]),
      (1...100_000).contains(rate)
    else {
      throw AccelError(
        .invalidArgument, attempt: "classify a stream", problem: "the arguments are not understood",
        remedy: "name NETWORK.accel, a file of images, 1 to 100000 frames per second, and a device")
    }
    guard
      case .overlay(let network) = try NetworkFile.network(
        BinaryFile.read(arguments[0]), named: arguments[0])
    else {
      throw AccelError(
        .unsupportedByOverlay, attempt: "run \(arguments[0]) on the published overlay",
        problem: "it is of the native profile", remedy: "import the model with --profile overlay")
    }
    let images = try IDXFile.images(BinaryFile.read(arguments[1]), named: arguments[1])
    _ = try network.words(for: images.pixels)  // Whether they fit.
    let camera = FrameSource(
      pixels: images.pixels, size: network.input.count,
      period: BoardTime(nanoseconds: 1_000_000_000 / UInt64(rate)))
    var session = try Session(Device(arguments.count > 3 ? arguments[3] : "sim:"), network)
    print("\(session.deviceName), times \(session.clock); a camera with \(rate) frames per second")
    try classify(100, of: camera, with: &session)
    try session.close()
  }

  /// Classify frames until the camera has shown as many.
  static func classify(
    _ count: Int, of camera: FrameSource, with session: inout Session
  ) throws(AccelError) {
    var log = StreamLog()
    var current = try session.makeFrame()
    var next = try session.makeFrame()
    let encoding = session.network.encoding
    var index = 0
    var now = camera.time(of: index)
    try current.pack { camera.write(index, encoding, into: &$0) }
    while index < count {
      // The newest picture there is by now, or else the next to come.
      let newest = max(index + 1, camera.newest(at: now))
      let started = now
      current = try session.run(current) { () throws(AccelError) in
        try next.pack { camera.write(newest, encoding, into: &$0) }
        log.packed(newest, while: index)
      }
      now = started + current.elapsed
      try log.done(index, at: now, current.results(), dropped: newest - index - 1)
      now = max(now, camera.time(of: newest))
      index = newest
      swap(&current, &next)
    }
    log.finish()
  }
}
