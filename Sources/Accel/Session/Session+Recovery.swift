// SPDX-License-Identifier: BSD-3-Clause

extension Session {
  /// Make the session ready, as often as allowed.
  mutating func prepare() throws(AccelError) {
    var attempt = 1
    while true {
      do throws(AccelError) {
        try makeReady()
        return
      } catch {
        try note(error, attempt: attempt)
      }
      attempt += 1
    }
  }

  /// One transfer's worth of images, as often as allowed.
  mutating func infer(
    images: Int, _ encode: (inout MutableSpan<Int32>) -> Void, _ results: (Span<Int32>) -> Void
  ) throws(AccelError) {
    var attempt = 1
    while true {
      do throws(AccelError) {
        try makeReady()
        try exchangeInference(images, encode, results)
        return
      } catch {
        try note(error, attempt: attempt)
      }
      attempt += 1
    }
  }

  /// Load one layer, as often as allowed.
  mutating func loadAgain(_ layer: String) throws(AccelError) {
    var attempt = 1
    while true {
      do throws(AccelError) {
        // Making a failed session ready loads every layer, this one included.
        if state == .ready { try exchangeWeights(ofLayerNamed: layer) } else { try makeReady() }
        return
      } catch {
        try note(error, attempt: attempt)
      }
      attempt += 1
    }
  }

  /// Remember a failure, or give up.
  private mutating func note(_ error: AccelError, attempt: Int) throws(AccelError) {
    state = .failed
    guard attempt < options.attempts, error.code.mayPass else { throw error }
    recoveries.append(error)
  }

  /// Bring a new or a failed session into a known state: fabric reset (after a failure), engine
  /// reset, streams routed, every layer loaded and verified.
  private mutating func makeReady() throws(AccelError) {
    if state == .ready { return }
    if state == .failed { _ = try DriverCalls.resetFabric(device.handle) }
    try engine.reset(on: device)
    try connect()
    for convolution in network.convolutions {
      try exchangeWeights(ofLayerNamed: convolution.name)
    }
    state = .ready
  }

  /// Input to the core and the core's output back to the DMA, everything else off. The port numbers
  /// are those of the published overlays.
  private func connect() throws(AccelError) {
    guard let streamSwitch else { return }
    for output in 0..<OverlayPorts.outputCount {
      try DriverCalls.disconnect(device.handle, streamSwitch, output: output)
    }
    try DriverCalls.route(
      device.handle, streamSwitch, output: OverlayPorts.toCore, from: OverlayPorts.fromDMA)
    try DriverCalls.route(
      device.handle, streamSwitch, output: OverlayPorts.toDMA, from: OverlayPorts.fromCore)
    try DriverCalls.commitRoutes(device.handle, streamSwitch)
  }

  func disconnect() throws(AccelError) {
    guard let streamSwitch else { return }
    for output in [OverlayPorts.toCore, OverlayPorts.toDMA] {
      try DriverCalls.disconnect(device.handle, streamSwitch, output: output)
    }
    try DriverCalls.commitRoutes(device.handle, streamSwitch)
  }
}

/// Ports of the AXI4-Stream switch in the published overlays.
private enum OverlayPorts {
  static let outputCount: UInt32 = 7
  static let fromDMA: UInt32 = 0
  static let fromCore: UInt32 = 2
  static let toDMA: UInt32 = 0
  static let toCore: UInt32 = 2
}

extension AccelError.Code {
  /// Whether trying again after a reset can help.
  var mayPass: Bool {
    switch value {
    case .transferFailed, .timedOut, .echoMismatch, .deviceFault: true
    default: false
    }
  }
}
