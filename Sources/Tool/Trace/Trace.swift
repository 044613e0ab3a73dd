// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import ModelImport
internal import ProgramSupport

struct Trace: ParsableCommand {
  private static let mostImages = 10_000

  static let configuration = CommandConfiguration(
    abstract: "Run a few images on a device, and write down what the driver does there.",
    discussion: """
      Every register access, buffer, cache synchronisation, DMA transfer, wait and interrupt, from \
      the start of the session to its end: as text, or with -o as a file for ui.perfetto.dev and \
      chrome://tracing. Times are this machine's; of waits and transfers also the board's, which \
      are modelled on sim:, clock cycles on rtl: and measured on a board. The images are random. \
      What led to a failure is written too; the exit code is 1 then.

      Example: accel trace --images 2 -o trace.json
      """)

  @Option(
    help: ArgumentHelp("board:/dev/accel0, board:uio, rtl:LIB.so or sim:…", valueName: "device"))
  var device = "sim:"

  @Option(
    help: ArgumentHelp(
      "A \(NetworkFile.suffix) file (default: the LeNet-5 that comes with the program).",
      valueName: "model"))
  var model: String?

  @Option(help: "How many images, 1 to \(Trace.mostImages), in one run.")
  var images = 1

  @Option(help: "Most events to keep, the newest, 1 to \(DeviceTrace.largestCapacity).")
  var events = 65_536

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write JSON for Perfetto; - for stdout.", valueName: "file"))
  var output: String?

  @Flag(help: "Write text to stdout, which is what happens without -o.")
  var text = false

  func validate() throws {
    guard (1...Trace.mostImages).contains(images) else {
      throw ValidationError("--images \(images) is outside 1 to \(Trace.mostImages).")
    }
    guard (1...DeviceTrace.largestCapacity).contains(events) else {
      throw ValidationError("--events \(events) is outside 1 to \(DeviceTrace.largestCapacity).")
    }
    guard !text || output != "-" else {
      throw ValidationError("--text and -o - both write to stdout; give the JSON a file.")
    }
  }

  func run() throws {
    try AccelTool.reporting { () throws(AccelError) in
      let file = try output.flatMap { path throws(AccelError) in
        path == "-" ? nil : try OutputFile(path)
      }
      // Before the trace begins: to read and quantise networks is no part of it.
      let networks = try networks()
      let trace = try DeviceTrace(capacity: events)
      let opened = try Device(DeviceLocator(device), trace: trace)
      let (name, clock) = (opened.name, opened.clock)
      var failure: AccelError?
      do throws(AccelError) {
        try classify(opened, networks)
      } catch {
        failure = error
      }
      try write(RecordedTrace(trace.contents(), device: name, clock: clock), to: file)
      if let failure { throw failure }
    }
  }

  private func classify(
    _ device: consuming Device, _ networks: (overlay: Network, generated: Network)
  ) throws(AccelError) {
    let options = SessionOptions(patienceFor: device.clock)
    switch try DesignIdentity(device) == nil ? networks.overlay : networks.generated {
    case .overlay(let network):
      var session = try Session(device, network, options: options)
      _ = try session.run(Network.overlay(network).words(for: pixels(network.input.count)))
      try session.close()
    case .native(let network):
      var session = try NativeSession(device, network, options: options)
      _ = try session.run(Network.native(network).words(for: pixels(network.input.count)))
      try session.close()
    }
  }

  /// What to run on an overlay, and on a generated design.
  private func networks() throws(AccelError) -> (overlay: Network, generated: Network) {
    if let model {
      let network = try NetworkFile.network(BinaryFile.read(model), named: model)
      return (network, network)
    }
    let overlay = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    return (.overlay(overlay), .native(try DefaultNetwork.native()))
  }

  private func pixels(_ size: Int) -> [UInt8] {
    var random = SplitMix64(seed: 2018)
    return (0..<images * size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  private func write(_ trace: RecordedTrace, to file: OutputFile?) throws(AccelError) {
    if text || output == nil {
      try StandardStreams.output(Array(trace.lines.map { $0 + "\n" }.joined().utf8))
    }
    guard output != nil else { return }
    let bytes = try ChromeTrace(trace).json()
    if let file { try file.commit(bytes) } else { try StandardStreams.output(bytes) }
  }
}
