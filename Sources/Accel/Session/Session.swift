// SPDX-License-Identifier: BSD-3-Clause

/// A network running on a board: weights loaded and verified, streams routed, faults recovered.
///
/// A session belongs to one user at a time; share it under a lock.
public struct Session: ~Copyable, RecoveringSession {
  /// What the board holds.
  public let overlay: Overlay
  /// What it runs, with the weights that are loaded.
  public private(set) var network: OverlayNetwork
  /// How patient and persistent it is.
  public let options: SessionOptions
  /// What went wrong and was recovered, oldest first.
  public internal(set) var recoveries: [AccelError]

  var link: BoardLink
  let streamSwitch: Window?
  var state: SessionState

  /// Take a board, route its streams, load every layer's weights and compare what comes back.
  ///
  /// - Parameters:
  ///   - device: the board, which the session owns from now on.
  ///   - network: what it shall run.
  ///   - overlay: what the board holds; the published overlay of the network's number format if
  ///     `nil`.
  ///   - options: how patient and persistent the session is.
  /// - Throws: ``AccelError``: `unsupportedByOverlay` naming the layer that does not fit,
  ///   `deviceNotFound`, `fabricNotProgrammed`, `echoMismatch`, `transferFailed`, `timedOut`.
  public init(
    _ device: consuming Device, _ network: OverlayNetwork, overlay: Overlay? = nil,
    options: SessionOptions = SessionOptions()
  ) throws(AccelError) {
    self = try Session.prepared(
      device, network, overlay ?? Overlay.published(for: network), options)
  }

  // An initialiser of a ~Copyable struct may not throw before and after `self` is complete, nor
  // throw at all where stored properties have initial values.
  private static func prepared(
    _ device: consuming Device, _ network: OverlayNetwork, _ overlay: Overlay,
    _ options: SessionOptions
  ) throws(AccelError) -> Session {
    options.check()
    try overlay.check(network)
    if try DesignRegisters(device.handle) != nil {
      throw AccelError(
        .unsupportedByOverlay, attempt: "run \(network.name) on \(device.name)",
        problem: "its fabric holds a generated design, which computes native networks only",
        remedy: "load the overlay's bitstream, or use the network that the design was made for")
    }
    let engine = try device.dmaEngine()
    let streamSwitch = DriverCalls.findWindow(device.handle, .streamSwitch, 0)
    guard StreamMessage.largestBatch(of: network, bytes: engine.largestTransfer) > 0 else {
      throw AccelError(
        .unsupportedByOverlay, attempt: "run \(network.name) on \(device.name)",
        problem: "its DMA engine moves \(engine.largestTransfer) bytes at most, less than an image",
        remedy: "check the width of its LENGTH registers, which the design and the board's "
          + "description must agree on")
    }
    var session = Session(
      unprepared: BoardLink(device, engine), network: network, overlay: overlay,
      options: options, streamSwitch: streamSwitch)
    try session.persist { (_, _) throws(AccelError) in }
    return session
  }

  private init(
    unprepared link: consuming BoardLink, network: OverlayNetwork, overlay: Overlay,
    options: SessionOptions, streamSwitch: Window?
  ) {
    self.overlay = overlay
    self.network = network
    self.options = options
    self.streamSwitch = streamSwitch
    self.recoveries = []
    self.state = .new
    self.link = link
  }

  /// What the device has done since it was opened.
  public var statistics: DeviceStatistics { link.device.statistics }

  /// The board's name, for people.
  public var deviceName: String { link.device.name }

  /// How the board's times come about.
  public var clock: BoardClock { link.device.clock }

  /// Largest number of images in one transfer.
  public var imagesPerTransfer: Int {
    let largest = StreamMessage.largestBatch(of: network, bytes: link.engine.largestTransfer)
    return min(largest, options.imagesPerTransfer ?? largest)
  }

  /// Classify images.
  ///
  /// - Parameter words: encoded images, each in order (y, x, channel); see
  ///   ``OverlayNetwork/words(for:)``. Any number: what does not fit one transfer is split.
  /// - Returns: the output words of each image.
  /// - Throws: ``AccelError`` when a transfer failed as often as ``SessionOptions/attempts`` allows,
  ///   or `shapeMismatch` if `words` is not a whole number of images. The session may be used
  ///   again: it recovers first.
  public mutating func run(_ words: [Int32]) throws(AccelError) -> [Int32] {
    guard words.count % network.input.count == 0 else {
      throw AccelError(
        .shapeMismatch, attempt: "run \(network.name)",
        problem: "\(words.count) words are not a whole number of \(network.input) images",
        remedy: "give \(network.input.count) words for each image")
    }
    let images = words.count / network.input.count
    let (inputs, outputs) = (network.input.count, network.output.count)
    var results = [Int32](repeating: 0, count: images * outputs)
    var start = 0
    while start < images {
      let end = min(images, start + imagesPerTransfer)
      try run(images: end - start) { input in
        input.copy(words.span.extracting(start * inputs..<end * inputs))
      } results: { output in
        for index in output.indices { results[start * outputs + index] = output[index] }
      }
      start = end
    }
    return results
  }

  /// Classify images without a copy: they are written where the board reads them, and their results
  /// are read where the board wrote them.
  ///
  /// - Parameters:
  ///   - images: 1 to ``imagesPerTransfer``.
  ///   - encode: writes every word of every image, each in order (y, x, channel); called once for
  ///     each attempt.
  ///   - results: gets the output words of each image; again where the end of an attempt failed.
  /// - Throws: as ``run(_:)``.
  /// - Precondition: `images` is in range.
  public mutating func run(
    images: Int, encode: (inout MutableSpan<Int32>) -> Void, results: (Span<Int32>) -> Void
  ) throws(AccelError) {
    precondition((1...imagesPerTransfer).contains(images), "as many images as one transfer takes")
    try persist { (session, _) throws(AccelError) in
      try session.exchangeInference(images, encode, results)
    }
  }

  /// Replace the weights of one layer while the session stays open.
  ///
  /// - Parameters:
  ///   - layer: the layer's name.
  ///   - weights: in order (output, y, x, input), quantised as at the start: those outside -1..<1
  ///     wrap.
  /// - Throws: ``AccelError``: `invalidArgument` if there is no such layer, `shapeMismatch`,
  ///   `valueOutOfRange`; or as ``run(_:)``. The old weights stay in force then.
  public mutating func reload(_ layer: String, weights: [Float]) throws(AccelError) {
    let old = network
    try network.setWeights(weights, of: layer)
    do throws(AccelError) {
      try persist { (session, isLoaded) throws(AccelError) in
        if !isLoaded { try session.exchangeWeights(ofLayerNamed: layer) }
      }
    } catch {
      network = old
      // The board may hold either: load everything before the next use.
      state = .failed
      throw error
    }
  }

  /// Turn the streams off and release the board.
  ///
  /// - Throws: ``AccelError`` if the board no longer answers; it is released all the same.
  public consuming func close() throws(AccelError) {
    try disconnect()
  }
}
