// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ModelImport
internal import ProgramSupport

/// A few batches more on the device, opened anew with a trace. Nothing that is measured elsewhere is
/// of them: to write everything down takes time.
enum TimelineRun {
  private static let batches = 3

  /// Images of a batch: as many as the run's, but few.
  static func images(batch: Int, of images: Int, clock: BoardClock) -> Int {
    // Clock by clock it is slow.
    min(batch, images, clock == .simulated ? 2 : 25)
  }

  static func timeline(
    _ locator: DeviceLocator, _ network: Network, _ images: LabelledImages, batch: Int
  ) throws(AccelError) -> Timeline {
    let trace = try DeviceTrace()
    let device = try Device(undisturbed(locator), trace: trace)
    let (name, clock) = (device.name, device.clock)
    let count = self.images(batch: batch, of: images.count, clock: clock)
    let words = try network.words(for: images.prefix(count).pixels)
    func recorded() -> RecordedTrace {
      RecordedTrace(trace.contents(), device: name, clock: clock)
    }
    func run(
      _ session: inout some RunningSession & ~Copyable
    ) throws(AccelError) -> Timeline {
      // The first one allocates buffers.
      _ = try session.run(words)
      let start = recorded().total
      for _ in 0..<batches { _ = try session.run(words) }
      return Timeline(recorded().dropping(first: start), images: count, batches: batches)
    }
    switch network {
    case .overlay(let network):
      var session = try Session(device, network)
      let timeline = try run(&session)
      try session.close()
      return timeline
    case .native(let network):
      var options = SessionOptions(patienceFor: clock)
      options.verifiesLoads = false
      var session = try NativeSession(device, network, options: options)
      let timeline = try run(&session)
      try session.close()
      return timeline
    }
  }

  /// Faults that were asked for are the run's, and so is its file of waves.
  static func undisturbed(_ locator: DeviceLocator) throws(AccelError) -> DeviceLocator {
    let scheme = locator.description.dropLast(locator.options.count)
    let kept = locator.options.split(separator: ",", omittingEmptySubsequences: false)
      .filter { option in !["fault=", "waves="].contains(where: option.hasPrefix) }
    return try DeviceLocator(scheme + kept.joined(separator: ","))
  }
}
