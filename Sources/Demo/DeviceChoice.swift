// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ProgramSupport

/// What `--device` means here and now.
struct DeviceChoice {
  /// `nil` for the CPU alone.
  let locator: DeviceLocator?
  /// For the screen.
  let note: String
  /// Whether the CPU serves as well, where the device cannot run the network.
  let isOptional: Bool

  /// - Throws: ``AccelError`` `invalidLocator`.
  ///
  /// - Parameter isNative: whether the network is of the native profile.
  init(_ text: String, dataset: Arguments.Dataset, isNative: Bool = false) throws(AccelError) {
    isOptional = text == "auto"
    switch text {
    case "cpu":
      locator = nil
      note = "device   the CPU alone"
    case "auto":
      if let node = DeviceChoice.boardNode() {
        locator = try DeviceLocator("board:" + node)
        note = "device   \(node)"
      } else if DeviceLocator.hasUserSpaceIO {
        locator = DeviceLocator.userSpaceIO
        note = "device   a board by UIO (the kernel module accel is not loaded)"
      } else if isNative {
        locator = nil
        note = "device   the CPU alone: the simulated board holds an overlay, not a native network"
      } else {
        locator = try DeviceLocator(DeviceChoice.simulation("sim:", dataset))
        note = "device   a simulated PYNQ-Z1 (no board here)"
      }
    default:
      guard ["sim:", "board:", "rtl:"].contains(where: text.hasPrefix) else {
        throw AccelError(
          .invalidLocator, attempt: "use the device \"\(text)\"", problem: "there is no such kind",
          remedy: "use auto, cpu, board:/dev/accel0, board:uio, rtl:LIB.so, "
            + "or sim: with options such as sim:latency=20ms")
      }
      guard !isNative || !text.hasPrefix("sim:") else {
        throw AccelError(
          .unsupportedLayer, attempt: "run a native network on \(text)",
          problem: "the board holds an overlay, whose arithmetic is another",
          remedy: "leave out --device, or import the model with --profile overlay")
      }
      locator = try DeviceLocator(DeviceChoice.simulation(text, dataset))
      note = "device   \(text)"
    }
  }

  /// A simulated board gets the overlay that the data set needs, unless one was named.
  private static func simulation(_ text: String, _ dataset: Arguments.Dataset) -> String {
    guard dataset == .cifar10, text.hasPrefix("sim:"), !text.contains("overlay=") else {
      return text
    }
    return text == "sim:" ? "sim:overlay=cifar10" : text + ",overlay=cifar10"
  }

  private static func boardNode() -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []
    return names.filter { $0.hasPrefix("accel") && $0.last?.isNumber == true }.min()
      .map { "/dev/" + $0 }
  }
}

/// A device between being opened and being given to a session.
final class OpenDevice {
  private var device: Device?
  /// What its fabric holds; `nil` for an overlay.
  let design: DesignIdentity?
  let clock: BoardClock

  private let name: String
  private let trace: DeviceTrace?

  init(_ locator: DeviceLocator, _ trace: DeviceTrace? = nil) throws(AccelError) {
    let opened = try Device(locator, trace: trace)
    name = opened.name
    self.trace = trace
    design = try DesignIdentity(opened)
    clock = opened.clock
    device = consume opened
  }

  /// What it has done so far, if it was to be traced.
  var recorded: RecordedTrace? {
    trace.map { RecordedTrace($0.contents(), device: name, clock: clock) }
  }

  /// - Precondition: nobody has taken it.
  func take() -> Device {
    guard let device = device.take() else { preconditionFailure("a device is taken once") }
    return device
  }
}
