// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import Testing

@testable import Demo

struct ReportPageTests {
  /// A page about two images, of which one is wrong.
  private func report(_ change: (inout Report) -> Void = { _ in }) -> Report {
    var report = Report(
      notes: ["device   a test"], build: "debug", dataset: "MNIST", dataSource: "images of a test",
      images: 2,
      network: Report.Network(
        name: "Net", source: "from a test", profile: "overlay", format: "fixed8",
        megaOperations: 4.5, layersWithoutTheirBiases: []),
      board: Report.Board(
        device: "a board", clock: "modelled", loadingSeconds: 0.0123, batch: 600, right: 1,
        seconds: 0.5, imagesPerSecond: 4, gigaOperationsPerSecond: 0.018, wallSeconds: 0.75,
        driverShare: 0.0625, transfers: 5, bytesToDevice: 6, bytesFromDevice: 7,
        bytesSynchronized: 8, lostInterrupts: 0),
      cpu: [
        Report.CPU(
          level: "scalar", threads: 1, profile: "overlay", right: 1, seconds: 0.25,
          imagesPerSecond: 8, gigaOperationsPerSecond: 0.036)
      ],
      classification: Classification(
        [9, 1, 8, 3], outputs: 2, labels: [0, 1], logits: LogitScale(perWord: 1, source: "a test")),
      phases: [Report.Phase(name: "everything", seconds: 1.5)],
      machine: Machine(
        processor: "a processor", architecture: "x86-64", cores: 3, system: "a system",
        kernel: "1.2.3", date: "2026-01-02T03:04:05Z"))
    report.differingWords = 0
    change(&report)
    return report
  }

  private func html(_ report: Report) throws -> String {
    let shape = Shape(height: 28, width: 28, channels: 1)
    let images = LabelledImages(
      shape: shape, pixels: [UInt8](repeating: 7, count: 2 * shape.count), labels: [0, 1])
    return try ReportPage(report, images).html()
  }

  private var timeline: Timeline {
    func span(_ start: Double, _ duration: Double, succeeded: Bool = true) -> Timeline.Span {
      Timeline.Span(
        startMicroseconds: start, durationMicroseconds: duration, succeeded: succeeded)
    }
    func transfer(_ span: Timeline.Span) -> Timeline.Transfer {
      Timeline.Transfer(
        engine: 0, span: span, boardMicroseconds: 12.5, bytesToDevice: 640, bytesFromDevice: 80)
    }
    return Timeline(
      images: 25, batches: 2, microseconds: 560,
      transfers: [transfer(span(28, 140)), transfer(span(280, 140, succeeded: false))],
      waits: [span(56, 28)],
      synchronizationsForDevice: [Timeline.Synchronization(span: span(0, 14), bytes: 704)],
      synchronizationsForCPU: [Timeline.Synchronization(span: span(168, 14), bytes: 96)],
      leftOut: 9)
  }

  private var roofline: Roofline {
    Roofline(
      points: [
        Roofline.Point(
          name: "board", isBoard: true, how: "modelled", bytesPerImage: 6.5, howBytes: "counted",
          operationsPerByte: 1234.5, gigaOperationsPerSecond: 0.018, shareOfRoof: 0.0009)
      ],
      arithmetic: Roofline.Limit(value: 20, how: "computed", source: "a test's arrays"),
      memory: Roofline.Limit(value: 0.5, how: "published", source: "a test's port"), ridge: 40,
      unknown: ["no roof of the <CPU>"])
  }

  /// Everything that a report may have.
  private func full() -> Report {
    report {
      $0.published = PublishedResult.table1
      $0.speedUp = 0.5
      $0.network.layersWithoutTheirBiases = ["conv1"]
      $0.latency = [
        Report.Latency(
          what: "board", how: "modelled", runs: 3, p50Milliseconds: 1.5, p99Milliseconds: 2.5)
      ]
      $0.cpu[0].layers = [
        Report.CPU.Layer("conv1 + pool1", multiplyAccumulates: 4000, nanosecondsPerImage: 1600),
        Report.CPU.Layer("pool2", multiplyAccumulates: 0, nanosecondsPerImage: 40),
      ]
      $0.board?.recovered = ["a <fault>"]
      $0.board?.design = Report.Design(
        megahertz: 125, cyclesPerImage: 12_500, imagesPerSecond: 10_000,
        layers: [Report.Design.Layer(name: "conv1", busy: 0.5, starved: 0.25, blocked: 0.125)])
      $0.board?.timeline = timeline
      $0.roofline = roofline
    }
  }

  @Test("Every figure of a page is in its JSON, which is the report")
  func figures() throws {
    for report in [report(), full()] {
      let page = try ParsedPage(html(report))
      let embedded = try JSONDecoder().decode(Report.self, from: Data(page.json.utf8))
      #expect(embedded == report)
      #expect(page.figures.count > 30)
      #expect(try page.strangers(to: page.json).isEmpty)
    }
  }

  @Test("A value that is not the report's is found")
  func strangers() throws {
    let page = try ParsedPage(html(report()))
    let json = page.json.replacing("\"images\" : 2", with: "\"images\" : 3")
    #expect(try page.strangers(to: json).map(\.path) == ["images"])
  }

  @Test("What people read are the report's numbers")
  func text() throws {
    let page = try ParsedPage(html(full()))
    // Half of 12,500 cycles at 125 MHz.
    #expect(page.all("tr").contains { $0.text.hasPrefix("conv1") && $0.text.hasSuffix("50.00") })
    let figures = page.figures
    for (path, text) in [
      ("board.imagesPerSecond", "4.000"), ("cpu.0.seconds", "0.2500"),
      ("cpu.0.layers.0.microsecondsPerImage", "1.600"),
      ("cpu.0.layers.0.gigaOperationsPerSecond", "5.000"),
      ("cpu.0.layers.1.microsecondsPerImage", "0.0400"),
      ("board.driverShare", "6.2 %"), ("board.right", "50.00 %"), ("speedUp", "0.5000"),
      ("board.design.layers.0.starved", "25.0 %"), ("latency.0.p99Milliseconds", "2.500"),
      ("published.0.gigaOperationsPerSecond", "0.1330"), ("classification.confusion.1.0", "1"),
      ("classification.wrongSamples.0.prediction", "0"), ("machine.processor", "a processor"),
      ("published.4.gigaOperationsPerSecondPerWatt", "1.350"),
      ("board.timeline.batches", "2"), ("board.timeline.leftOut", "9"),
      ("board.timeline.transfers.1.span.startMicroseconds", "280.0"),
      ("board.timeline.transfers.0.boardMicroseconds", "12.50"),
      ("board.timeline.transfers.0.bytesFromDevice", "80"),
      ("board.timeline.waits.0.durationMicroseconds", "28.00"),
      ("board.timeline.synchronizationsForDevice.0.bytes", "704"),
      ("board.timeline.synchronizationsForCPU.0.span.startMicroseconds", "168.0"),
      ("roofline.points.0.operationsPerByte", "1234"), ("roofline.points.0.shareOfRoof", "0.1 %"),
      ("roofline.arithmetic.value", "20.00"), ("roofline.memory.value", "0.5000"),
      ("roofline.ridge", "40.00"),
    ] {
      #expect(figures.contains { $0.path == path && $0.text == text }, "\(path)")
    }
  }

  @Test("Names from outside are text, whatever they contain")
  func hostile() throws {
    let names = [
      "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a & b \"c\" 'd'",
      "<!--", "]]>", "\u{1}\u{7F}\u{85}\u{FFFE}", "&lt;",
    ]
    let usual = try ParsedPage(html(report())).elements.map(\.name)
    for name in names {
      let report = report {
        $0.network.name = name
        $0.network.source = name
        $0.dataSource = name
        $0.board?.device = name
        $0.notes = [name]
        $0.phases[0].name = name
        $0.machine.processor = name
      }
      let html = try html(report)
      let page = try ParsedPage(html)
      #expect(page.elements.map(\.name) == usual, "\(name)")
      let embedded = try JSONDecoder().decode(Report.self, from: Data(page.json.utf8))
      #expect(embedded == report)
      #expect(html.components(separatedBy: "<script").count == 2)
      #expect(html.components(separatedBy: "</script").count == 2)
    }
  }

  @Test("It needs nothing else: no address, no script, a policy that forbids both")
  func alone() throws {
    let html = try html(full())
    for word in ["http:", "https:", "//", "url(", "@import", "javascript", "<link", "<iframe"] {
      #expect(!html.contains(word), "\(word)")
    }
    let page = try ParsedPage(html)
    #expect(page.all("script").allSatisfy { $0.attributes["type"] == "application/json" })
    for image in page.all("img") {
      #expect(image.attributes["src"]?.hasPrefix("data:image/png;base64,") == true)
      #expect(image.attributes["alt"]?.isEmpty == false)
    }
    #expect(
      page.all("meta").contains {
        $0.attributes["content"]?.hasPrefix("default-src 'none'") == true
      }
    )
    #expect(html.contains("prefers-color-scheme: dark"))
  }

  @Test("Charts have names of their own, and a table behind each")
  func charts() throws {
    let page = try ParsedPage(html(full()))
    let names = page.elements.map(\.name)
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    #expect(page.all("svg").count == 8)
    for index in names.indices where names[index] == "svg" {
      let rest = names[(index + 1)...].drop { !["svg", "table"].contains($0) }
      #expect(rest.first == "table")
      let labels = page.elements[index].attributes["aria-labelledby"]?.split(separator: " ") ?? []
      #expect(labels.count == 2 && labels.allSatisfy { ids.contains(String($0)) })
    }
    #expect(page.all("table").count == page.all("caption").count)
  }

  @Test("A transfer is drawn where it was, in red if it failed, and again beside the next one")
  func transfers() throws {
    let marks = try ParsedPage(html(full())).all("rect").filter {
      ["board", "failed"].contains($0.attributes["class"]) && $0.attributes["height"] == "18"
    }
    func places(_ name: String) -> [String?] { marks.suffix(4).map { $0.attributes[name] } }
    // 560 µs are as many units; then the 112 from 168 to 280 with a quarter of them on each side.
    #expect(places("x") == ["178", "430", "150", "616.7"])
    #expect(places("width") == ["140", "140", "93.33", "93.33"])
    #expect(places("class") == ["board", "failed", "board", "failed"])
  }

  @Test("Where the times of transfers are from is said")
  func timelineOrigins() throws {
    for (clock, says) in [
      ("measured", "those of a board"), ("simulated", "simulates the design's RTL"),
      ("modelled", "simulates the board"),
    ] {
      let page = try ParsedPage(
        html(
          report {
            $0.board?.clock = clock
            $0.board?.timeline = timeline
          }))
      #expect(page.all("p").contains { $0.text.contains(says) }, "\(clock)")
    }
  }

  @Test("A label without images has no share of right ones, not one of 0 %")
  func absent() throws {
    let page = try ParsedPage(
      html(report { $0.classification.confusion = [[0, 0], [1, 3]] }))
    let rows = page.all("tr").map(\.text)
    #expect(rows.contains("000none") && rows.contains("11375.00 %"))
  }

  @Test("A run without a board, without mistakes, or with words that differ says so")
  func sparse() throws {
    let alone = try ParsedPage(
      html(
        report {
          $0.board = nil
          $0.differingWords = nil
          $0.classification.wrongSamples = []
          $0.classification.meanConfidenceWrong = nil
        }))
    #expect(!alone.figures.contains { $0.path.hasPrefix("board") || $0.path == "differingWords" })
    #expect(alone.all("figure").count == 1)
    let differing = try ParsedPage(html(report { $0.differingWords = 3 }))
    let warning = differing.all("p").filter { $0.attributes["class"] == "bad" }
    #expect(warning.map(\.text) == ["Board and CPU DIFFER: 3 differ."])
  }
}
