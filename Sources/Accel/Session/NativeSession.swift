// SPDX-License-Identifier: BSD-3-Clause

/// A network running on the design that was generated for it: identity checked, every layer's
/// memories loaded and read back, faults recovered.
///
/// A session belongs to one user at a time; share it under a lock. Its processor's numbers have
/// their lowest byte first.
public struct NativeSession: ~Copyable, RecoveringSession {
  /// What the design says of itself.
  public let design: DesignIdentity
  /// What it runs, with the parameters that are loaded.
  public internal(set) var network: NativeNetwork
  /// How patient and persistent it is.
  public let options: SessionOptions
  /// What went wrong and was recovered, oldest first.
  public internal(set) var recoveries: [AccelError]

  let registers: DesignRegisters
  /// Of each stage's memories.
  let layouts: [ArrayLayout?]
  var link: BoardLink
  var state: SessionState

  /// Take a board, check that its fabric holds the network's design, load every layer's memories and
  /// compare what they hold then.
  ///
  /// - Throws: ``AccelError``: `unsupportedByOverlay` if the design is another network's,
  ///   `deviceNotFound` if there is no generated design, `fabricNotProgrammed`, `echoMismatch` naming
  ///   the word that differs, `transferFailed`, `timedOut`.
  public init(
    _ device: consuming Device, _ network: NativeNetwork,
    options: SessionOptions = SessionOptions()
  ) throws(AccelError) {
    self = try NativeSession.prepared(device, network, options)
  }

  // An initialiser of a ~Copyable struct may not throw before and after `self` is complete.
  private static func prepared(
    _ device: consuming Device, _ network: NativeNetwork, _ options: SessionOptions
  ) throws(AccelError) -> NativeSession {
    options.check()
    guard let registers = try DesignRegisters(device.handle) else {
      throw AccelError(
        .deviceNotFound, attempt: "run \(network.name) on \(device.name)",
        problem: "its fabric holds no generated design, and a native network runs on nothing else",
        remedy: "load the bitstream that was generated for the network, or run it on the CPU")
    }
    let design = try DesignIdentity(registers)
    let layouts = try design.check(network)
    let engine = try device.dmaEngine()
    try checkTransfers(network, layouts, engine, device.name)
    var session = NativeSession(
      unprepared: BoardLink(device, engine), network, design, layouts, registers, options)
    try session.persist { (_, _) throws(AccelError) in }
    return session
  }

  private init(
    unprepared link: consuming BoardLink, _ network: NativeNetwork, _ design: DesignIdentity,
    _ layouts: [ArrayLayout?], _ registers: DesignRegisters, _ options: SessionOptions
  ) {
    self.design = design
    self.network = network
    self.options = options
    self.registers = registers
    self.layouts = layouts
    self.recoveries = []
    self.state = .new
    self.link = link
  }

  /// A message is one transfer, whatever the width of the engine's LENGTH registers.
  private static func checkTransfers(
    _ network: NativeNetwork, _ layouts: [ArrayLayout?], _ engine: DMAEngine, _ board: String
  ) throws(AccelError) {
    var longest = HardwarePacket.beatBytes + network.imageBytes
    longest = max(longest, network.resultBytes)
    for layout in layouts {
      guard let layout else { continue }
      let load = HardwarePacket.beatBytes + HardwarePacket.words(layout.loadCount)
      longest = max(longest, load, HardwarePacket.words(layout.readCount))
    }
    guard longest <= engine.largestTransfer else {
      throw AccelError(
        .unsupportedByOverlay, attempt: "run \(network.name) on \(board)",
        problem: "its DMA engine moves \(engine.largestTransfer) bytes at most, and a message of "
          + "this network has \(longest)",
        remedy: "check the width of its LENGTH registers, which the design and the board's "
          + "description must agree on")
    }
  }

  /// What the device has done since it was opened.
  public var statistics: DeviceStatistics { link.device.statistics }

  /// The board's name, for people.
  public var deviceName: String { link.device.name }

  /// How the board's times come about.
  public var clock: BoardClock { link.device.clock }

  /// Largest number of images in one transfer.
  public var imagesPerTransfer: Int {
    let bytes = link.engine.largestTransfer
    let largest = min(
      (bytes - HardwarePacket.beatBytes) / network.imageBytes, bytes / network.resultBytes)
    return min(largest, options.imagesPerTransfer ?? largest)
  }

  /// What the design counted since it was reset or ``clearCounters()`` was called.
  ///
  /// - Throws: ``AccelError``: `deviceFault`, `fabricNotProgrammed`.
  public func counters() throws(AccelError) -> DesignCounters {
    try DesignCounters(registers, network)
  }

  /// Count from 0 again.
  ///
  /// - Throws: ``AccelError``: `deviceFault`, `fabricNotProgrammed`.
  public func clearCounters() throws(AccelError) {
    try registers.clearCounters()
  }

  /// Leave the design idle, and release the board.
  ///
  /// - Throws: ``AccelError`` if the board no longer answers; it is released all the same.
  public consuming func close() throws(AccelError) {
    try registers.resetCore()
  }
}
