// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ArgumentParser
internal import HardwareBuild
internal import HardwareGen
internal import ModelImport
internal import ProgramSupport

struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a bitstream for a board from a network.",
    discussion: """
      As accel generate, then synthesis, placement, routing, checks and a timing analysis, by open \
      tools (make fpga-tools fetches them): minutes for a small network, tens of minutes for a full \
      part. The design and the tools' logs stay in a folder beside the bitstream, .design; the report \
      lies beside it too, .json.

      Example: accel build net.accel --cycles 12800 --clock 150 -o net.bit
      """)

  @Argument(
    help: ArgumentHelp("A .accel file of the native profile.", valueName: "network"))
  var network: String

  @Option(name: [.short, .long], help: ArgumentHelp("The .bit file to write.", valueName: "file"))
  var output: String

  @OptionGroup var target: TargetOptions

  @Option(help: "Seed of the placer.")
  var seed: Int?

  func validate() throws {
    guard output.hasSuffix(".bit"), output.count > 4 else {
      throw ValidationError("--output \(output) does not end in .bit.")
    }
  }

  func run() throws {
    try AccelTool.reporting { () throws(AccelError) in
      let stem = String(output.dropLast(4))
      let files = (bitstream: try OutputFile(output), report: try OutputFile(stem + ".json"))
      let folder = try DesignFolder(stem + ".design")
      let design = try HardwareDesign(target.network(network), target.options())
      let tools = try FPGATools()
      try folder.write(design, modules: .besideTop)
      try show(EstimateTable(design.estimate).lines + [""])
      var report = try implement(folder.path, tools)
      try check(report)
      report.throughput = throughput(design.estimate)
      let bytes = try BinaryFile.read(folder.path + "/" + Build.bitstream)
      try files.bitstream.write(bytes)
      try files.report.write(report.json())
      try files.bitstream.publish()
      try files.report.publish()
      try show(["", summary(report), "wrote \(output)"])
    }
  }

  /// Within the design's folder.
  private static let bitstream = "implementation/design.bit"

  private func implement(
    _ folder: String, _ tools: FPGATools
  ) throws(AccelError) -> ImplementationReport {
    let board = target.options().board
    var options = ImplementationFlow.Options()
    options.part = board.part.name
    // nextpnr works at what is too slow.
    options.targetMHz = max(target.clock, 150)
    options.seed = seed
    let flow = ImplementationFlow(
      tools: tools, folder: folder, top: board.topModule, options: options
    ) { line in
      try? StandardStreams.output(Array((line + "\n").utf8))
    }
    return try flow.implement(output: folder + "/" + Build.bitstream)
  }

  /// A bitstream that is too slow for the clock that it asks for is none.
  private func check(_ report: ImplementationReport) throws(AccelError) {
    guard report.clockMHz < target.clock else { return }
    let most = Figures.text(report.clockMHz.rounded(.down))
    throw AccelError(
      .unavailable, attempt: "build \(output) for \(Figures.text(target.clock)) MHz",
      problem: "routed, it holds \(Figures.text(report.clockMHz)) MHz",
      remedy: "ask for --clock \(most), another --seed or fewer multipliers")
  }

  private func throughput(_ estimate: HardwareEstimate) -> ImplementationReport.Throughput {
    ImplementationReport.Throughput(
      network: estimate.network, cyclesPerImage: estimate.cyclesPerImage,
      imagesPerSecond: estimate.imagesPerSecond.rounded(),
      gops: (estimate.gigaOperationsPerSecond * 10).rounded() / 10)
  }

  private func summary(_ report: ImplementationReport) -> String {
    "routed: \(report.dsp) DSP48E1, \(report.bram36) RAMB36, \(report.lut) LUTs, \(report.ff) FFs, "
      + "\(Figures.text(report.clockMHz)) MHz"
  }

  private func show(_ lines: [String]) throws(AccelError) {
    try StandardStreams.output(Array(lines.map { $0 + "\n" }.joined().utf8))
  }
}
