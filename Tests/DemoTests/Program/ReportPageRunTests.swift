// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import TestSupport
import Testing

@testable import Demo

/// The page that `--report` writes, against what `--json` does.
struct ReportPageRunTests {
  private func compare(
    _ arguments: [String], home folder: TemporaryFolder,
    _ location: SourceLocation = #_sourceLocation
  ) throws -> (page: ParsedPage, report: Report) {
    let run = try Program(
      arguments + ["--report", "page.html", "--json", "report.json"], home: folder)
    #expect(run.status == 0, "\(run.errors)", sourceLocation: location)
    let bytes = try #require(folder.bytes(of: "page.html"))
    #expect(bytes.count < 2_000_000, sourceLocation: location)
    let page = try ParsedPage(String(decoding: bytes, as: UTF8.self))
    let json = try #require(folder.bytes(of: "report.json"))
    let report = try JSONDecoder().decode(Report.self, from: Data(json))
    let embedded = try JSONDecoder().decode(Report.self, from: Data(page.json.utf8))
    #expect(embedded == report, sourceLocation: location)
    let strangers = try page.strangers(to: String(decoding: json, as: UTF8.self))
    #expect(strangers.isEmpty, sourceLocation: location)
    return (page, report)
  }

  @Test("The page's figures are those of --json, and it is the only other file")
  func figures() throws {
    let folder = try TemporaryFolder()
    let (page, report) = try compare(["--mnist", "--count", "40"], home: folder)
    #expect(folder.names == ["page.html", "report.json"])
    let found = report.classification
    #expect(found.right == report.board?.right)
    #expect(found.confusion.joined().reduce(0, +) == 40)
    #expect((0..<10).reduce(0) { $0 + found.confusion[$1][$1] } == found.right)
    for phase in ["open the device", "load the weights", "classify on the board"] {
      #expect(report.phases.contains { $0.name == phase && $0.seconds > 0 }, "\(phase)")
    }
    #expect(report.board.map { $0.loadingSeconds > 0 } == true)
    #expect(report.published == PublishedResult.table1)
    #expect(page.all("img").count == found.rightSamples.count + found.wrongSamples.count)
    for path in [
      "board.gigaOperationsPerSecond", "cpu.1.right", "published.4.gigaOperationsPerSecond",
      "cpu.0.layers.3.microsecondsPerImage", "cpu.1.layers.0.gigaOperationsPerSecond",
    ] {
      #expect(page.figures.contains { $0.path == path }, "\(path)")
    }
  }

  @Test("What was traced for the page is not in the figures of the run")
  func timeline() throws {
    let folder = try TemporaryFolder()
    let (page, report) = try compare(
      ["--mnist", "--count", "10", "--batch", "5", "--device", "sim:fault=slverr@7"], home: folder)
    // Behind the run's last transfer, the sixth, and within what is traced.
    let board = try #require(report.board)
    let timeline = try #require(board.timeline)
    #expect(board.transfers == 2 && board.recovered.isEmpty)
    #expect(timeline.images == 5 && timeline.transfers.count == 3)
    #expect(timeline.transfers.allSatisfy { $0.span.succeeded })
    let perBatch = timeline.transfers[0].bytesToDevice + timeline.transfers[0].bytesFromDevice
    #expect(2 * perBatch == Int(board.bytesToDevice + board.bytesFromDevice))
    #expect(report.phases.contains { $0.name == "trace a few batches more" })
    #expect(page.all("svg").contains { $0.attributes["aria-labelledby"]?.contains("gap") == true })
  }

  @Test("Points below the roof are of what was counted")
  func roofline() throws {
    let (_, report) = try compare(["--mnist", "--count", "10"], home: TemporaryFolder())
    let board = try #require(report.board)
    let roofline = try #require(report.roofline)
    #expect(roofline.points.count == 1 + report.cpu.count)
    let bytes = Double(board.bytesToDevice + board.bytesFromDevice) / 10
    let point = roofline.points[0]
    #expect(point.bytesPerImage == bytes && point.how == "modelled")
    #expect(abs(point.operationsPerByte - report.network.megaOperations * 1e6 / bytes) < 1e-6)
    #expect(roofline.arithmetic == nil && roofline.memory?.how == "published")
    #expect(roofline.unknown.count == 2)
  }

  @Test("So are those of a benchmark, and of the CPU alone")
  func others() throws {
    let folder = try TemporaryFolder()
    let (page, report) = try compare(["--benchmark", "--count", "10"], home: folder)
    #expect(page.figures.contains { $0.path == "latency.0.p50Milliseconds" })
    #expect(page.figures.contains { $0.path == "speedUp" } && report.speedUp != nil)
    let (alone, _) = try compare(["--mnist", "--count", "10", "--device", "cpu"], home: folder)
    #expect(!alone.figures.contains { $0.path.hasPrefix("board") })
    #expect(alone.figures.contains { $0.path == "roofline.points.0.operationsPerByte" })
    #expect(alone.all("li").contains { $0.text.hasPrefix("No roofs") })
  }

  @Test("Names of files are text in it")
  func names() throws {
    let folder = try TemporaryFolder()
    let name = "a<b>&\"'</script>"
    try FileManager.default.createDirectory(
      atPath: folder.path + "/a<b>&\"'<", withIntermediateDirectories: false)
    let data = try folder.makeFolder(name)
    let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]
    for (file, bytes) in [
      ("t10k-images-idx3-ubyte", header + [UInt8](repeating: 9, count: 784)),
      ("t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 7]),
    ] {
      try Data(bytes).write(to: URL(fileURLWithPath: data + "/" + file))
    }
    let (page, _) = try compare(["--mnist", "--data", name], home: folder)
    #expect(page.all("li").contains { $0.text.contains("from " + name) })
    #expect(page.all("script").count == 1)
  }

  @Test(
    "All 10,000 images of MNIST make a page below 2 MB",
    .enabled(if: SharedData.has("mnist")),
    .enabled(if: Build.defaultCount == nil, "a debug build takes minutes for them"))
  func all() throws {
    let folder = try TemporaryFolder()
    let data = try #require(SharedData.path("mnist"))
    let (page, report) = try compare(["--mnist", "--data", data], home: folder)
    #expect(report.images == 10_000 && report.classification.right == 9944)
    #expect(page.all("img").count == 22)
  }

  @Test("A run that fails leaves the page that was there")
  func kept() throws {
    let folder = try TemporaryFolder()
    try folder.write("page.html", "before")
    let run = try Program(
      "--mnist", "--count", "5", "--report", "page.html", "--data", "nowhere", home: folder)
    #expect(run.status == 1)
    #expect(folder.bytes(of: "page.html") == Array("before".utf8))
    #expect(folder.names == ["page.html"])
  }
}
