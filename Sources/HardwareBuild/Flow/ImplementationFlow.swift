// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// From SystemVerilog to a checked bitstream: yosys, nextpnr, the project's own refinement of its
/// placement, assembler, checks and timing analysis, and xc7frames2bit.
public struct ImplementationFlow: Sendable {
  public struct Options: Sendable {
    /// With package and speed grade.
    public var part = "xc7z020clg400-1"
    /// What placement, its refinement and routing aim at.
    public var targetMHz = 150.0
    /// Of the placer; nextpnr's own if `nil`.
    public var seed: Int?
    /// More for `synth_xilinx`, for example `-abc9`.
    public var synthesisOptions: [String] = []
    /// More for nextpnr.
    public var routerOptions: [String] = []
    /// How many paths the report has.
    public var worstPaths = 10
    /// Seconds of processor time that the placer may say nothing.
    public var placerLimit = 300.0
    /// Seconds that routing may take.
    public var routerLimit = 3600.0

    public init() {}
  }

  private let tools: FPGATools
  private let folder: String
  private let top: String
  private let options: Options
  private let progress: @Sendable (String) -> Void

  /// What lies in the design's folder when it is done.
  static let products = "implementation"

  /// - Parameters:
  ///   - tools: as they were fetched.
  ///   - folder: with all `.sv` and `.v` files of the design, and what they read with `$readmemh`;
  ///     it gets a folder `implementation` with netlists, logs and frames.
  ///   - top: name of the top module.
  ///   - options: part, clock and limits.
  ///   - progress: gets a line now and then.
  public init(
    tools: FPGATools, folder: String, top: String, options: Options = Options(),
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.tools = tools
    self.folder = folder
    self.top = top
    self.options = options
    self.progress = progress
  }

  /// Synthesise only.
  ///
  /// - Returns: what the design takes, before placement.
  /// - Throws: ``AccelError`` `unavailable` if yosys refuses the design, or as reading files does.
  public func synthesize() throws(AccelError) -> ResourceCounts {
    var run = ImplementationRun()
    return ResourceCounts(synthesized: try synthesize(&run))
  }

  /// Make a bitstream.
  ///
  /// - Parameter output: path of the `.bit` file; the report is written beside it, as `.json`.
  /// - Returns: the report.
  /// - Throws: ``AccelError`` `unavailable` if a tool fails or a check finds what is not as the
  ///   netlist says, `unwritableFile`, or as reading files does.
  public func implement(output: String) throws(AccelError) -> ImplementationReport {
    var run = ImplementationRun()
    let database = try run.stage("database") { () throws(AccelError) in
      try PartDatabase(folder: tools.database, part: options.part)
    }
    let synthesized = try synthesize(&run)
    let counts = ResourceCounts(synthesized: synthesized)
    progress(
      "synthesised: \(counts.dsp) DSP48E1, \(counts.bram36) RAMB36, \(counts.lut) LUTs, "
        + "\(counts.ff) flip-flops, \(counts.carry) carry blocks")
    try RouterLimits.check(synthesized)
    let blocks = try run.stage("place blocks") { () throws(AccelError) in
      try BlockPlacement(synthesized, database.grid).places
    }
    try place(blocks, &run)
    try run.stage("refine") { () throws(AccelError) in try refine(database) }
    try route(&run)
    let routed = try Netlist(try product("routed.json"), named: path("routed.json"))
    let assembly = try run.stage("assemble") { () throws(AccelError) in
      try CheckedAssembly(
        fasm: try product("routed.fasm"), named: path("routed.fasm"), synthesized: synthesized,
        routed: routed, database: database)
    }
    try refuseUnknown(assembly)
    progress(
      "assembled: \(assembly.checked) blocks decode to the netlist, "
        + "\(assembly.repairs.count) features repaired")
    let timing = try run.stage("timing") { () throws(AccelError) in
      var analysis = try self.timing("routed", routed, database)
      return try analysis.report(worst: options.worstPaths)
    }
    let megahertz = String(format: "%.1f", timing.clockMHz)
    progress("timing: \(megahertz) MHz (\(timing.worstPaths.first?.kind ?? "no path"))")
    let bitstream = try package(assembly.frames, database, &run)
    let report = report(run, assembly, timing, routed, try versions())
    try writeFile(output, bitstream)
    let name = output.hasSuffix(".bit") ? String(output.dropLast(4)) : output
    try writeFile(name + ".json", try report.json())
    return report
  }

  // MARK: stages

  private func synthesize(_ run: inout ImplementationRun) throws(AccelError) -> Netlist {
    try makeProducts()
    let sources = try self.sources()
    // Yosys 0.66 merges equal registers whose wires have the attribute keep, but not those that have
    // it themselves. Without -nodsp it also packs registers into the DSPs that sources instantiate,
    // as if these had none yet, and so loses them. All DSPs are instantiated.
    let options =
      ["-flatten", "-family xc7", "-nodsp", "-top \(top)"] + self.options.synthesisOptions
    let script = [
      "read_verilog -sv \(sources.joined(separator: " "))",
      "hierarchy -top \(top)",
      "proc",
      "select -set kept */w:* */a:keep=1 %i %ci1 */t:$dff %i",
      "setattr -set keep 1 @kept",
      "synth_xilinx \(options.joined(separator: " "))",
      "select -module \(top)",
      "write_json -selected \(ImplementationFlow.products)/synthesized.json",
    ]
    progress("synthesising \(top)")
    try self.run(["yosys", "-q", "-p", script.joined(separator: "; ")], "synthesize", &run)
    return try Netlist(try product("synthesized.json"), named: path("synthesized.json"))
  }

  private func place(
    _ blocks: [PlacedBlock], _ run: inout ImplementationRun
  ) throws(AccelError) {
    let products = ImplementationFlow.products
    try writeFile(path("empty.xdc"), [])
    try writeFile(path("blocks.py"), Array(PlacedBlock.script(blocks).utf8))
    var options = ["--pre-place", "\(products)/blocks.py", "--placer", "static"]
    if let seed = self.options.seed { options += ["--seed", String(seed)] }
    progress("placing")
    try nextpnr("place", from: "synthesized", to: "placed", options + ["--no-route"], &run)
  }

  /// Shorten the longest paths of what was placed.
  private func refine(_ database: PartDatabase) throws(AccelError) {
    let text = try product("placed.json")
    let placed = try Netlist(text, named: path("placed.json"))
    let analysis = try timing("placed", placed, database)
    let progress = progress
    var refinement = try PlacementRefinement(
      placed, analysis, database.grid, period: 1e6 / options.targetMHz,
      progress: { progress("refining: " + $0) })
    refinement.run()
    try writeFile(path("refined.json"), PlacedText.with(refinement.moves, in: text))
  }

  private func route(_ run: inout ImplementationRun) throws(AccelError) {
    let products = ImplementationFlow.products
    let fixed = ["--no-pack", "--no-place", "-o", "fasm=\(products)/routed.fasm"]
    progress("routing")
    try nextpnr("route", from: "refined", to: "routed", fixed + options.routerOptions, &run)
  }

  private func nextpnr(
    _ stage: String, from input: String, to output: String, _ options: [String],
    _ run: inout ImplementationRun
  ) throws(AccelError) {
    let products = ImplementationFlow.products
    let part = self.options.part
    let arguments =
      [
        "nextpnr-himbaechel-xilinx", "--chipdb", FPGATools.chip(part), "--device", part,
        "--json", "\(products)/\(input).json", "-o", "xdc=\(products)/empty.xdc",
        "--freq", String(self.options.targetMHz), "--timing-allow-fail",
        "--sdf", "\(products)/\(output).sdf", "--write", "\(products)/\(output).json",
      ] + options
    var watch = PlacerWatch(
      placerLimit: self.options.placerLimit, routerLimit: self.options.routerLimit)
    let progress = progress
    try self.run(
      arguments, stage, &run,
      line: { line in
        watch.note(line)
        if line.contains(" overused="), let start = line.range(of: "iter=") {
          progress("routing: " + line[start.lowerBound...])
        }
      }, stop: { watch.reason($0) })
  }

  private func timing(
    _ name: String, _ netlist: Netlist, _ database: PartDatabase
  ) throws(AccelError) -> TimingAnalysis {
    let sdf = try SDFFile(try product("\(name).sdf"), named: path("\(name).sdf"))
    return TimingAnalysis(
      netlist, sdf: sdf, delays: try TimingAnalysis.DatabaseDelays(database))
  }

  /// Write the bitstream and read it back.
  private func package(
    _ frames: Frames, _ database: PartDatabase, _ run: inout ImplementationRun
  ) throws(AccelError) -> [UInt8] {
    let products = ImplementationFlow.products
    let family = "/usr/share/prjxray/database/zynq7"
    try writeFile(path("frames.frm"), frames.text)
    try self.run(
      [
        "xc7frames2bit", "--part_file", "\(family)/\(options.part)/part.yaml", "--part_name",
        options.part, "--frm_file", "\(products)/frames.frm", "--output_file",
        "\(products)/design.bit",
      ], "package", &run)
    let bitstream = try product("design.bit")
    let order = try database.frameOrder()
    let read = try BitstreamFrames(bitstream, named: path("design.bit"), order: order)
    let differences = read.frames.differences(from: frames.significant)
    if let first = differences.first {
      throw refused(
        "read the bitstream back",
        "\(differences.count) frames differ from what was assembled, the first at "
          + String(format: "0x%08x", first), "report the design: the packager is wrong")
    }
    run.framesReadBack = read.frames.words.count
    return bitstream
  }

  private func refuseUnknown(_ assembly: CheckedAssembly) throws(AccelError) {
    let unexplained = assembly.unknown.filter { $0.reason == nil }
    guard let first = unexplained.first else { return }
    throw refused(
      "assemble \(top)",
      "the database does not have \(unexplained.count) kinds of features, as \(first.feature)",
      "leave out what needs them")
  }

  // MARK: files and commands

  private func makeProducts() throws(AccelError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder + "/" + ImplementationFlow.products, withIntermediateDirectories: true)
    } catch {
      throw AccelError(
        .unwritableFile, attempt: "build in \(folder)",
        problem: "no folder can be made in it", remedy: "name a folder that you may write to")
    }
  }

  private func path(_ product: String) -> String {
    "\(folder)/\(ImplementationFlow.products)/\(product)"
  }

  private func product(_ name: String) throws(AccelError) -> [UInt8] {
    try fileBytes(path(name))
  }

  /// Packages first, for yosys reads in order.
  private func sources() throws(AccelError) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let sources = names.filter { $0.hasSuffix(".sv") || $0.hasSuffix(".v") }.sorted()
    guard !sources.isEmpty, sources.allSatisfy(ImplementationFlow.isPlain), isName(top) else {
      throw AccelError(
        .invalidArgument, attempt: "build \(top) of \(folder)",
        problem: "the folder has no SystemVerilog, or a name with special characters",
        remedy: "name a folder with .sv files, and one of their modules")
    }
    return sources.filter { $0.hasSuffix("_pkg.sv") } + sources.filter { !$0.hasSuffix("_pkg.sv") }
  }

  private static func isPlain(_ file: String) -> Bool {
    file.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
        || $0 == 0x5f || $0 == 0x2e || $0 == 0x2d
    }
  }

  private func isName(_ text: String) -> Bool {
    ImplementationFlow.isPlain(text) && !text.contains(".") && !text.contains("-") && !text.isEmpty
  }

  private func run(
    _ arguments: [String], _ stage: String, _ run: inout ImplementationRun,
    line: (String) -> Void = { _ in }, stop: (ToolProcess.State) -> String? = { _ in nil }
  ) throws(AccelError) {
    let log = path(stage.replacingOccurrences(of: " ", with: "-") + ".log")
    let process = ToolProcess(arguments: [tools.runner] + arguments, folder: folder, log: log)
    run.commands.append(arguments.joined(separator: " "))
    let seconds = try process.run(line: line, stop: stop)
    run.add(stage, seconds)
  }

  private func versions() throws(AccelError) -> [String: String] {
    var versions = tools.packages
    for (tool, option) in [("yosys", "-V"), ("nextpnr-himbaechel-xilinx", "--version")] {
      var said = ""
      let process = ToolProcess(
        arguments: [tools.runner, tool, option], folder: folder, log: path("version.log"))
      _ = try process.run(line: { if said.isEmpty { said = $0 } })
      versions[tool] = said
    }
    return versions
  }

  private func report(
    _ run: ImplementationRun, _ assembly: CheckedAssembly, _ timing: TimingReport,
    _ routed: Netlist, _ versions: [String: String]
  ) -> ImplementationReport {
    let counts = ResourceCounts(routed: routed)
    return ImplementationReport(
      design: top, part: options.part, clockMHz: timing.clockMHz, targetMHz: options.targetMHz,
      dsp: counts.dsp, bram36: counts.bram36, lut: counts.lut, ff: counts.ff, carry: counts.carry,
      toolVersions: versions, commands: run.commands, stages: run.stages, timing: timing,
      checkedBlocks: assembly.checked, repairs: ImplementationReport.counts(assembly.repairs),
      unknownFeatures: assembly.unknown.map {
        ImplementationReport.UnknownFeature(
          feature: $0.feature, count: $0.count, reason: $0.reason ?? "")
      }, addressCascades: assembly.addressCascades, features: assembly.featureCount,
      setBits: assembly.frames.setBits, framesReadBack: run.framesReadBack)
  }
}

/// What a run did so far.
struct ImplementationRun {
  var commands: [String] = []
  var stages: [ImplementationReport.Stage] = []
  var framesReadBack = 0

  mutating func add(_ stage: String, _ seconds: Double) {
    stages.append(
      ImplementationReport.Stage(name: stage, seconds: (seconds * 10).rounded() / 10))
  }

  /// Do something and note how long it takes.
  mutating func stage<Value>(
    _ name: String, _ body: () throws(AccelError) -> Value
  ) throws(AccelError) -> Value {
    let start = ContinuousClock.now
    let value = try body()
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    add(name, Double(seconds) + Double(attoseconds) * 1e-18)
    return value
  }
}
