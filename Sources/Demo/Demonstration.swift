// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation
internal import ModelImport
internal import ProgramSupport

/// One run of the program, from start to end.
struct Demonstration {
  private let arguments: Arguments
  private let console: Console

  init(_ arguments: Arguments) {
    self.arguments = arguments
    console = Console(jsonOnStandardOutput: arguments.json == "-")
  }

  func run() throws(AccelError) {
    let logits = try arguments.logits.map { path throws(AccelError) in try OutputFile(path) }
    let json = try arguments.json.flatMap { path throws(AccelError) in
      path == "-" ? nil : try OutputFile(path)
    }
    let page = try arguments.report.map { path throws(AccelError) in try OutputFile(path) }
    let traceFile = try arguments.trace.map { path throws(AccelError) in try OutputFile(path) }
    let trace = traceFile == nil ? nil : try DeviceTrace()
    var phases = Phases()
    let levels = try cpuLevels()
    let given = try arguments.networkFile.map { path throws(AccelError) in
      try NetworkFile.network(BinaryFile.read(path), named: path)
    }
    if given != nil { phases.end("read the network's file") }
    let target = try DeviceChoice(
      arguments.device, dataset: arguments.dataset, isNative: given?.profile == .native)
    var device = try target.locator.map { locator throws(AccelError) in
      try OpenDevice(locator, trace)
    }
    var note = target.note
    if given?.profile == .native, target.isOptional, let open = device, open.design == nil {
      device = nil
      note = "device   the CPU alone: the board holds an overlay, not a native network"
    }
    guard trace == nil || device != nil else { throw Demonstration.nothingToTrace }
    if device != nil { phases.end("open the device") }
    console.print(note)
    let problem = try Problem(arguments, given, on: device, say: console.print)
    phases.end("read the network and the images")
    console.print(
      "network  \(problem.network.name), \(problem.network.profile) \(problem.network.format), "
        + problem.networkSource)
    if let companion = problem.companion {
      console.print(
        "         \(companion.name), \(companion.profile) \(companion.format), trained for that, "
          + "comes with the program; on the CPU alone")
    }
    console.print("images   \(problem.images.count) of the \(problem.dataSource)")
    problem.notes.forEach(console.print)
    console.print()

    var results = Results(notes: [note] + problem.notes, phases: phases)
    if let device { try runBoard(device, problem, &results) }
    if let locator = target.locator, results.board != nil, arguments.writesReport {
      recordTimeline(locator, problem, &results)
    }
    for level in levels {
      results.cpuWords.append(try runCPU(level, problem.network, problem, &results))
    }
    if let companion = problem.companion {
      for level in levels { _ = try runCPU(level, companion, problem, &results) }
    }
    let report = makeReport(problem, results)
    ReportScreen(report: report, console: console).show()
    show(problem, results)

    try logits?.write(
      NPYFile.bytes(
        int32: results.words, shape: [problem.images.count, problem.network.output.count]))
    try write(report, to: json)
    try page?.write(Array(ReportPage(report, problem.images).html().utf8))
    if let traceFile, let recorded = device?.recorded {
      try traceFile.write(ChromeTrace(recorded).json())
    }
    for file in [logits, json, page, traceFile].compactMap({ $0 }) {
      try file.publish()
      console.print("wrote    \(file.path)")
    }
    try checkAgreement(report)
  }

  private static let nothingToTrace = AccelError(
    .invalidArgument, attempt: "trace the run", problem: "the CPU computes it alone",
    remedy: "name a --device, or leave out --trace")

  /// What was measured.
  private struct Results {
    var board: Report.Board?
    var cpu: [Report.CPU] = []
    /// Of the CPUs.
    var points: [Roofline.Point] = []
    var limits = DeviceLimits.none
    var latency: [Report.Latency] = []
    var notes: [String]
    var phases: Phases
    var boardWords: [Int32]?
    var cpuWords: [[Int32]] = []

    /// Of the board where there is one.
    var words: [Int32] { boardWords ?? cpuWords.first ?? [] }
  }

  private var threads: Int {
    arguments.threads
      ?? (arguments.benchmark ? 1 : ProcessInfo.processInfo.activeProcessorCount)
  }

  /// A benchmark shows every instruction set unless one was asked for.
  private func cpuLevels() throws(AccelError) -> [CPULevel] {
    let asked =
      arguments.cpu
      ?? ProcessInfo.processInfo.environment["ACCEL_CPU"].flatMap {
        $0.isEmpty ? nil : $0
      }
    if asked == nil && arguments.benchmark { return CPULevel.available.reversed() }
    return [try CPULevel(named: asked ?? "auto")]
  }

  private func runBoard(
    _ device: OpenDevice, _ problem: Problem, _ results: inout Results
  ) throws(AccelError) {
    switch problem.network {
    case .overlay(let network):
      var session = try Session(device.take(), network)
      try measure(&session, problem, &results)
      let overlay = session.overlay.name
      results.limits = results.board.map { DeviceLimits(overlay: overlay, $0) } ?? .none
      try measureLatency(&session, problem, &results)
      try session.close()
    case .native(let network):
      var session = try NativeSession(
        device.take(), network, options: SessionOptions(patienceFor: device.clock))
      try session.clearCounters()
      try measure(&session, problem, &results)
      results.board?.design = Report.Design(
        session.design, try session.counters(), images: problem.images.count)
      results.limits = results.board.map { DeviceLimits(session.design, $0) } ?? .none
      try measureLatency(&session, problem, &results)
      try session.close()
    }
  }

  /// A device that computed all images may still refuse to be opened again.
  private func recordTimeline(
    _ locator: DeviceLocator, _ problem: Problem, _ results: inout Results
  ) {
    do throws(AccelError) {
      results.board?.timeline = try TimelineRun.timeline(
        locator, problem.network, problem.images, batch: arguments.batch)
    } catch {
      let note = "note     no timeline of the board: \(error)"
      results.notes.append(note)
      console.print(note)
    }
    results.phases.end("trace a few batches more")
  }

  private func measure(
    _ session: inout some RunningSession & ~Copyable, _ problem: Problem, _ results: inout Results
  ) throws(AccelError) {
    results.phases.end("load the weights")
    let words = try problem.network.words(for: problem.images.pixels)
    let before = session.statistics
    let run = try BoardRun(
      &session, words, size: problem.network.input.count, batch: arguments.batch, title: "board")
    let after = session.statistics
    let images = Double(problem.images.count)
    results.phases.end("classify on the board")
    results.boardWords = run.words
    results.board = Report.Board(
      device: session.deviceName, clock: session.clock.description,
      loadingSeconds: before.boardTime.inSeconds, batch: arguments.batch,
      right: Scores.right(run.words, labels: problem.images.labels), seconds: run.boardTime,
      imagesPerSecond: images / run.boardTime,
      gigaOperationsPerSecond: images * problem.network.operations / run.boardTime / 1e9,
      wallSeconds: run.wallTime, driverShare: run.driverShare,
      transfers: after.transfers - before.transfers,
      bytesToDevice: after.bytesToDevice - before.bytesToDevice,
      bytesFromDevice: after.bytesFromDevice - before.bytesFromDevice,
      bytesSynchronized: after.bytesSynchronized - before.bytesSynchronized,
      lostInterrupts: 0)
  }

  /// - Parameter results: learns what was recovered, up to the end.
  private func measureLatency(
    _ session: inout some RunningSession & ~Copyable, _ problem: Problem, _ results: inout Results
  ) throws(AccelError) {
    if arguments.benchmark {
      let words = try problem.network.words(for: problem.images.pixels)
      results.latency.append(try LatencyRun.board(&session, words, count: problem.images.count))
      results.phases.end("one image at a time on the board")
    }
    results.board?.lostInterrupts = session.statistics.lostInterrupts
    results.board?.recovered = session.recoveries.map { "\($0.attempt): \($0.problem)" }
  }

  /// - Returns: the output words.
  private func runCPU(
    _ level: CPULevel, _ network: Network, _ problem: Problem, _ results: inout Results
  ) throws(AccelError) -> [Int32] {
    let words = try network.words(for: problem.images.pixels)
    let executor = try CPUExecutor(network, level: level)
    let run = CPURun(
      executor, words, threads: threads, title: "CPU \(level)", isBenchmark: arguments.benchmark)
    let images = Double(problem.images.count)
    let profile = network.profile.description
    var cpu = Report.CPU(
      level: level.description, threads: run.threads, profile: profile,
      right: Scores.right(run.words, labels: problem.images.labels), seconds: run.seconds,
      imagesPerSecond: images / run.seconds,
      gigaOperationsPerSecond: images * network.operations / run.seconds / 1e9)
    results.points.append(Roofline.Point(cpu, network))
    if arguments.benchmark {
      results.latency.append(
        LatencyRun.cpu(
          executor, words, count: problem.images.count, threads: run.threads, profile: profile))
    }
    results.phases.end(
      Report.CPU.name(level.description, threads: run.threads, profile: profile))
    if arguments.writesReport {
      cpu.layers = LayerRun.layers(executor, words)
      results.phases.end(
        "layers, " + Report.CPU.name(level.description, threads: 1, profile: profile))
    }
    results.cpu.append(cpu)
    return run.words
  }

  private func makeReport(_ problem: Problem, _ results: Results) -> Report {
    var report = Report(
      notes: results.notes, build: Build.name, dataset: arguments.dataset.rawValue,
      dataSource: problem.dataSource,
      images: problem.images.count,
      network: Report.Network(
        name: problem.network.name, source: problem.networkSource,
        profile: problem.network.profile.description, format: problem.network.format.description,
        megaOperations: problem.network.operations / 1e6,
        layersWithoutTheirBiases: problem.layersWithoutTheirBiases),
      board: results.board, cpu: results.cpu,
      classification: Classification(
        results.words, outputs: problem.network.output.count, labels: problem.images.labels,
        logits: LogitScale(
          problem.network, dataset: arguments.dataset, isDefault: arguments.model == nil)),
      phases: results.phases.all, machine: .current)
    let boardPoint = results.board.map {
      Roofline.Point(
        $0, operations: problem.network.operations, images: problem.images.count)
    }
    report.roofline = Roofline(
      [boardPoint].compactMap { $0 } + results.points, results.limits)
    if let board = results.boardWords {
      report.differingWords = results.cpuWords.map { Scores.differing(board, $0) }.max()
    }
    if arguments.benchmark {
      report.latency = results.latency
      if let board = results.board, let cpu = results.cpu.first {
        report.speedUp = board.imagesPerSecond / cpu.imagesPerSecond
      }
    }
    if arguments.benchmark || arguments.report != nil { report.published = PublishedResult.table1 }
    return report
  }

  /// A few digits with what they were taken for, wrong ones first.
  private func show(_ problem: Problem, _ results: Results) {
    guard console.isTerminal, !arguments.benchmark, problem.images.shape.channels == 1 else {
      return
    }
    let predictions = Scores.predictions(results.words, classes: problem.network.output.count)
    DigitGallery(images: problem.images, predictions: predictions, console: console).show()
  }

  private func write(_ report: Report, to file: OutputFile?) throws(AccelError) {
    guard arguments.json != nil else { return }
    let bytes = Array((try report.json()).utf8)
    if let file {
      try file.write(bytes)
    } else {
      try StandardStreams.output(bytes)
    }
  }

  private func checkAgreement(_ report: Report) throws(AccelError) {
    guard let differing = report.differingWords, differing > 0 else { return }
    throw AccelError(
      .echoMismatch, attempt: "confirm the board's results",
      problem: "\(differing) output words differ from the CPU's",
      remedy: "check the memory that the overlay uses, and load its bitstream again")
  }
}

/// How this program was built.
enum Build {
  #if DEBUG
    static let name = "debug"
    static let defaultCount: Int? = 300
  #else
    static let name = "release"
    static let defaultCount: Int? = nil
  #endif
}
