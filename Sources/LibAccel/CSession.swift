// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import CAccel

/// What an `accel_session` points to.
class CSession {
  /// - Parameters:
  ///   - pixels: of whole images.
  ///   - results: has room for their output words.
  func run(
    _ pixels: Span<UInt8>, images: Int, into results: inout MutableSpan<Int32>
  ) throws(AccelError) {
    preconditionFailure("a session of some kind")
  }

  var information: accel_session_info { preconditionFailure("a session of some kind") }

  /// The shapes of one image.
  let input: Shape
  let output: Shape

  init(_ input: Shape, _ output: Shape) {
    self.input = input
    self.output = output
  }

  func close() throws(AccelError) {}

  /// Open a device for a network.
  static func open(
    _ device: String, _ network: Network, _ options: accel_session_options
  ) throws(AccelError) -> CSession {
    guard options.pad == (0, 0, 0) else {
      throw AccelError(
        .invalidArgument, attempt: "open \(device)", problem: "fields called pad are not 0",
        remedy: "clear the options before they are filled in")
    }
    if device == "cpu" || device.utf8.starts(with: "cpu:".utf8) {
      let level = device == "cpu" ? "auto" : String(device.dropFirst(4))
      return try CPUSession(network, level: level, threads: options.threads)
    }
    guard case .overlay(let overlay) = network else {
      throw AccelError(
        .unsupportedByOverlay, attempt: "run the native network \(network.name) on \"\(device)\"",
        problem: "the board holds an overlay, whose arithmetic is another",
        remedy: "use cpu, or import the model with --profile overlay")
    }
    return try BoardSession(Device(device), overlay, options)
  }
}

/// On a board.
final class BoardSession: CSession {
  /// `nil` once it is closed.
  private var session: Session?
  private let encoding: InputEncoding

  init(
    _ device: consuming Device, _ network: OverlayNetwork, _ given: accel_session_options
  ) throws(AccelError) {
    try network.checkEncoding()
    var options = SessionOptions()
    if given.timeout_ms > 0 { options.timeout = .milliseconds(UInt64(given.timeout_ms)) }
    if given.timeout_per_image_ms > 0 {
      options.timeoutPerImage = .milliseconds(UInt64(given.timeout_per_image_ms))
    }
    if given.attempts > 0 { options.attempts = Int(clamping: given.attempts) }
    if given.images_per_transfer > 0 {
      options.imagesPerTransfer = Int(clamping: given.images_per_transfer)
    }
    session = try Session(device, network, options: options)
    encoding = network.encoding
    super.init(network.input, network.output)
  }

  override func run(
    _ pixels: Span<UInt8>, images: Int, into results: inout MutableSpan<Int32>
  ) throws(AccelError) {
    let largest = session?.imagesPerTransfer ?? 0
    var start = 0
    while start < images {
      let end = min(images, start + largest)
      let part = pixels.extracting(start * input.count..<end * input.count)
      let elements = input.count
      let first = start * output.count
      try session?.run(images: end - start) { words in
        encoding.encode(part, elements: elements, into: &words)
      } results: { words in
        for index in words.indices { results[first + index] = words[index] }
      }
      start = end
    }
  }

  override var information: accel_session_info {
    var information = accel_session_info()
    if let statistics = session?.statistics {
      information.transfers = statistics.transfers - statistics.failedTransfers
      information.lost_interrupts = statistics.lostInterrupts
    }
    information.recoveries = UInt64(session?.recoveries.count ?? 0)
    CText.copy(session?.deviceName ?? "", to: &information.device)
    return information
  }

  override func close() throws(AccelError) {
    if let session = session.take() { try session.close() }
  }
}

/// On the CPU.
final class CPUSession: CSession {
  /// Bounds the memory for their words.
  private static let imagesAtOnce = 256
  private let network: Network
  private let executor: CPUExecutor
  private var workspace: CPUWorkspace

  init(_ network: Network, level: String, threads: UInt32) throws(AccelError) {
    guard threads <= CPUWorkspace.maximumThreads else {
      throw AccelError(
        .invalidArgument, attempt: "open the CPU with \(threads) threads",
        problem: "that is more than \(CPUWorkspace.maximumThreads)", remedy: "ask for fewer")
    }
    self.network = network
    executor = try CPUExecutor(network, level: CPULevel(named: level))
    workspace = executor.makeWorkspace(threads: max(1, Int(threads)))
    super.init(network.input, network.output)
  }

  override func run(
    _ pixels: Span<UInt8>, images: Int, into results: inout MutableSpan<Int32>
  ) throws(AccelError) {
    var start = 0
    while start < images {
      let end = min(images, start + CPUSession.imagesAtOnce)
      let words = try network.words(
        for: (start * input.count..<end * input.count).map { pixels[$0] })
      let first = start * output.count
      var part = [Int32](repeating: 0, count: (end - start) * output.count)
      var span = part.mutableSpan
      executor.run(words.span, into: &span, with: &workspace)
      for index in part.indices { results[first + index] = part[index] }
      start = end
    }
  }

  override var information: accel_session_info {
    var information = accel_session_info()
    CText.copy("CPU \(executor.level), \(workspace.threads) threads", to: &information.device)
    return information
  }
}
