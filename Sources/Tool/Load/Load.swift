// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import Foundation
internal import ModelImport
internal import ProgramSupport

struct Load: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Program a board's fabric with a .bit or .bin file.",
    discussion: """
      The file must be for the board's part, as the kernel and the image tell it. Programs that use \
      the fabric must have ended. Where a .hwh file of the same name lies beside it, FCLK0 is set to \
      what that says, if the kernel offers a way. A device-tree overlay of an earlier load is \
      removed before all of the fabric is configured. Ways to program, the preferred ones first: \
      \(Load.loaders).

      Example: accel load lenet.bit --dry-run
      """)

  static let loaders = FPGALoader.Kind.allCases.map(\.description).joined(separator: ", ")
  /// FCLKs are at most 250 MHz (DS187), and divided from some GHz by at most 3969.
  static let clockRange = 0.5...250.0

  @Argument(help: ArgumentHelp("The bitstream.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "The board's part, where it cannot be told or its package matters.",
      valueName: "xc7z020clg400"))
  var part: String?

  @Flag(help: "Load a bitstream for any part. A wrong one can damage a board.")
  var anyPart = false

  @Flag(help: "It configures a part of the fabric only.")
  var partial = false

  @Flag(help: "It configures all of the fabric.")
  var full = false

  @Option(help: ArgumentHelp("How to program: auto, \(Load.loaders).", valueName: "way"))
  var loader = "auto"

  @Option(
    help: ArgumentHelp(
      "Set FCLK0 first, as near as possible to so many MHz and not above, whatever a .hwh says.",
      valueName: "MHz"))
  var clock: Double?

  @Flag(help: "Set the clock through /dev/mem: for kernels that offer no other way.")
  var devMem = false

  @Option(
    help: ArgumentHelp(
      "Apply a device-tree overlay afterwards, on kernels that take them (linux-xlnx).",
      valueName: "dtbo"))
  var overlay: String?

  @Flag(help: "Look at the file and at the board, and load nothing.")
  var dryRun = false

  @Option(help: .hidden)
  var root = ""

  func validate() throws {
    guard part == nil || !anyPart else { throw ValidationError("--part excludes --any-part.") }
    guard !partial || !full else { throw ValidationError("--partial excludes --full.") }
    if let part, FPGAPart(part) == nil {
      throw ValidationError("--part takes a name such as xc7z020clg400, not '\(part)'.")
    }
    guard loader == "auto" || kind != nil else {
      throw ValidationError("--loader takes auto, \(Load.loaders), not '\(loader)'.")
    }
    if let clock, !Load.clockRange.contains(clock) {
      throw ValidationError("--clock takes 0.5 to 250 MHz, not \(clock).")
    }
    guard !devMem || clock != nil else { throw ValidationError("--dev-mem needs --clock.") }
  }

  func run() throws {
    try AccelTool.reporting { () throws(AccelError) in try load() }
  }

  private var kind: FPGALoader.Kind? {
    FPGALoader.Kind.allCases.first { $0.description == loader }
  }

  private func load() throws(AccelError) {
    let name = URL(fileURLWithPath: file).lastPathComponent
    let bitstream = try Bitstream(BinaryFile.read(file), named: file)
    let handoff = try HandoffFile.beside(file)
    let overlay = try overlayFile()
    try say(["\(name): \(bitstream.summary)"] + bitstream.notes + (handoff?.lines ?? []))
    try check(bitstream)
    try handoff?.check(bitstream, named: file)
    guard !dryRun else { return try say(["nothing was loaded"]) }
    let extent = try extent(of: bitstream)
    let way = try way()
    try overlay?.check(root: root)
    if extent == .full { try removeOverlay() }
    try setClock(handoff)
    let watch = Stopwatch()
    try way.load(bitstream, named: file, as: extent)
    let milliseconds = Int((watch.seconds * 1e3).rounded())
    try say(["loaded through \(way.path) in \(milliseconds) ms"])
    guard let overlay else { return }
    try overlay.apply(root: root)
    try say(["its device-tree overlay is applied"])
  }

  /// Its drivers would touch a design that is no longer there.
  private func removeOverlay() throws(AccelError) {
    guard try DeviceTreeOverlay.remove(root: root) else { return }
    try say(["the device-tree overlay of an earlier load is removed"])
  }

  private func overlayFile() throws(AccelError) -> DeviceTreeOverlay? {
    guard let overlay else { return nil }
    return try DeviceTreeOverlay(BinaryFile.read(overlay), named: overlay)
  }

  private func check(_ bitstream: Bitstream) throws(AccelError) {
    guard !anyPart else { return }
    let named = part.flatMap { FPGAPart($0) }
    let found = BoardIdentity(SystemRoot(root)).part.flatMap { FPGAPart($0) }
    for board in [found, named].compactMap(\.self) { try bitstream.check(for: board, named: file) }
    // Who only looks may do so away from the board.
    guard found != nil || named != nil || dryRun else {
      throw AccelError(
        .wrongPart, attempt: "load \(file)", problem: "the board's part is not known",
        remedy: "say --part NAME, or --any-part")
    }
  }

  private func extent(of bitstream: Bitstream) throws(AccelError) -> Bitstream.Extent {
    let said: Bitstream.Extent? = partial ? .partial : full ? .full : nil
    switch (bitstream.extent, said) {
    case (let known?, nil): return known
    case (nil, let said?): return said
    case (nil, nil):
      throw AccelError(
        .invalidArgument, attempt: "load \(file)",
        problem: "nothing in it tells whether it configures all of the fabric",
        remedy: "say --full or --partial")
    case (let known?, let said?):
      guard known == said else {
        throw AccelError(
          .invalidArgument, attempt: "load \(file)",
          problem: "it is \(known), and --\(said) was said", remedy: "leave that out")
      }
      return known
    }
  }

  private func way() throws(AccelError) -> FPGALoader {
    guard let kind else { return try FPGALoader.preferred(root: root) }
    guard let way = FPGALoader.all(root: root).first(where: { $0.kind == kind }) else {
      throw AccelError(
        .unavailable, attempt: "load \(file)", problem: "this system has no \(kind)",
        remedy: "look what there is (accel probe)")
    }
    return way
  }

  private func setClock(_ handoff: HandoffFile?) throws(AccelError) {
    if let clock {
      let hertz = UInt64((clock * 1e6).rounded(.down))
      if devMem {
        var control = try SystemControl(root: root)
        try say(clock: control.set(0, to: hertz).frequency)
      } else {
        try say(clock: FabricClock.set(0, to: hertz, root: root))
      }
    } else if let fastest = handoff?.fastestClock {
      if try FabricClock.frequency(of: 0, root: root) == nil {
        try say(["FCLK0 stays as it is: the kernel offers no way to set it"])
      } else {
        try say(clock: FabricClock.set(0, to: fastest, root: root))
      }
    }
  }

  private func say(clock hertz: UInt64) throws(AccelError) {
    try say([String(format: "FCLK0 is %.6g MHz", Double(hertz) / 1e6)])
  }

  private func say(_ lines: [String]) throws(AccelError) {
    try StandardStreams.output(Array(lines.map { $0 + "\n" }.joined().utf8))
  }
}
