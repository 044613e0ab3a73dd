// SPDX-License-Identifier: BSD-3-Clause
import Foundation
import ProgramSupport
import TestSupport
import Testing

@testable import Demo

/// The page as a browser holds it.
@Suite(.enabled(if: Browser.isPresent()))
struct BrowserTests {
  /// Those of the document: path, value and text.
  private func figures(in document: String) -> [[String]] {
    document.matches(of: /<data data-figure="([^"]*)" value="([^"]*)">([^<]*)<\/data>/).map {
      [String($0.output.1), String($0.output.2), String($0.output.3)]
    }
  }

  @Test("A browser reads the figures of --json from the page, and has nothing to complain of")
  func figures() throws {
    let folder = try TemporaryFolder()
    let run = try Program(
      "--benchmark", "--mnist", "--count", "20", "--cpu", "scalar", "--report", "page.html",
      "--json", "report.json", home: folder)
    #expect(run.status == 0, "\(run.errors)")
    let browser = try Browser.open("page.html", in: folder)
    #expect(browser.status == 0)
    #expect(!browser.errors.contains("CONSOLE"), "\(browser.errors)")

    let json = String(decoding: try #require(folder.bytes(of: "report.json")), as: UTF8.self)
    let script = try #require(
      browser.output.firstMatch(
        of: /(?s)<script type="application\/json" id="figures">(.*?)<\/script>/)
    )
    #expect(String(script.output.1) == json)

    let written = try ParsedPage(
      String(decoding: #require(folder.bytes(of: "page.html")), as: UTF8.self))
    let held = figures(in: browser.output)
    #expect(held == written.figures.map { [$0.path, $0.value, $0.text] })
    #expect(try written.strangers(to: json).isEmpty)

    let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
    let board = try #require(report.board)
    #expect(held.contains(["board.imagesPerSecond"] + shown(board.imagesPerSecond)))
    #expect(held.contains(["cpu.0.seconds"] + shown(report.cpu[0].seconds)))
    #expect(held.contains(["images", "20", "20"]))
    let transfer = try #require(board.timeline?.transfers.last)
    let path = "board.timeline.transfers.2.span.startMicroseconds"
    #expect(held.contains([path] + shown(transfer.span.startMicroseconds)))
    let point = try #require(report.roofline?.points.first)
    #expect(
      held.contains(["roofline.points.0.operationsPerByte"] + shown(point.operationsPerByte)))
    let layer = try #require(report.cpu[0].layers?.first)
    #expect(
      held.contains(["cpu.0.layers.0.microsecondsPerImage"] + shown(layer.microsecondsPerImage)))
    #expect(browser.output.components(separatedBy: "<svg ").count == 9)
  }

  private func shown(_ value: Double) -> [String] { ["\(value)", Figures.text(value)] }
}
