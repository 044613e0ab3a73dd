// SPDX-License-Identifier: BSD-3-Clause

extension Session {
  /// Bring a new or a failed session into a known state: fabric reset (after a failure), engine
  /// reset, streams routed, every layer loaded and verified.
  mutating func makeReady() throws(AccelError) {
    if state == .failed { _ = try DriverCalls.resetFabric(link.device.handle) }
    try link.resetEngine()
    try connect()
    for convolution in network.convolutions {
      try exchangeWeights(ofLayerNamed: convolution.name)
    }
  }

  /// Input to the core and the core's output back to the DMA, everything else off. The port numbers
  /// are those of the published overlays.
  private func connect() throws(AccelError) {
    guard let streamSwitch else { return }
    for output in 0..<OverlayPorts.outputCount {
      try DriverCalls.disconnect(link.device.handle, streamSwitch, output: output)
    }
    try DriverCalls.route(
      link.device.handle, streamSwitch, output: OverlayPorts.toCore, from: OverlayPorts.fromDMA)
    try DriverCalls.route(
      link.device.handle, streamSwitch, output: OverlayPorts.toDMA, from: OverlayPorts.fromCore)
    try DriverCalls.commitRoutes(link.device.handle, streamSwitch)
  }

  func disconnect() throws(AccelError) {
    guard let streamSwitch else { return }
    for output in [OverlayPorts.toCore, OverlayPorts.toDMA] {
      try DriverCalls.disconnect(link.device.handle, streamSwitch, output: output)
    }
    try DriverCalls.commitRoutes(link.device.handle, streamSwitch)
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
