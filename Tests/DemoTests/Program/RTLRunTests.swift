// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import ProgramSupport
import TestSupport
import Testing

@testable import Demo

/// The program on a generated design, simulated clock by clock.
@Suite(.enabled(if: SimulatedDesign.isThere))
struct RTLRunTests {
  private var device: String { "rtl:" + (SimulatedDesign.path ?? "") }

  @Test("The native network that comes with the program runs on it, and agrees with the CPU")
  func native() throws {
    let folder = try TemporaryFolder()
    let run = try Program(
      "--mnist", "--device", device, "--count", "4", "--json", "report.json", home: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("board and CPU agree in every output word"))
    let report = try JSONDecoder().decode(
      Report.self, from: Data(#require(folder.bytes(of: "report.json"))))
    #expect(report.network.profile == "native" && report.differingWords == 0)
    #expect(report.cpu.map(\.profile) == ["native"])
    let board = try #require(report.board)
    #expect(board.clock == "simulated" && board.right == 4)
    let design = try #require(board.design)
    #expect(design.layers.count == 6 && design.cyclesPerImage > 1000)
    #expect(run.output.contains("cycles an image simulated"))
    #expect(run.output.contains("busiest is"))
  }

  @Test("The page shows what each of its layers did, with the figures of --json")
  func page() throws {
    let folder = try TemporaryFolder()
    let run = try Program(
      "--mnist", "--device", device, "--count", "2", "--json", "report.json", "--report",
      "page.html", home: folder)
    #expect(run.status == 0, "\(run.errors)")
    let page = try ParsedPage(
      String(decoding: #require(folder.bytes(of: "page.html")), as: UTF8.self))
    let json = String(decoding: try #require(folder.bytes(of: "report.json")), as: UTF8.self)
    #expect(try page.strangers(to: json).isEmpty)
    let layers = page.figures.filter { $0.path.hasSuffix(".busy") }
    #expect(layers.count == 6)
    #expect(page.all("svg").contains { $0.text.contains("conv2") })
    let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
    let roofline = try #require(report.roofline)
    let arithmetic = try #require(roofline.arithmetic)
    #expect(arithmetic.source.contains("products a cycle") && roofline.ridge != nil)
    let board = try #require(roofline.points.first)
    #expect(board.shareOfRoof == board.gigaOperationsPerSecond / arithmetic.value)
    #expect(board.shareOfRoof.map { (0.01...1).contains($0) } == true)
    #expect(report.board?.timeline?.transfers.count == 3)
  }

  @Test("A network for the overlay is refused in one sentence")
  func overlay() throws {
    let folder = try TemporaryFolder()
    let network = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    try folder.write("net.accel", NetworkFile.bytes(of: .overlay(network)))
    let run = try Program(
      "--mnist", "--device", device, "--count", "1", "--model", "net.accel", home: folder)
    #expect(run.status == 1 && run.complaint.contains("generated design"))
    #expect(!run.complaint.contains("\n"))
  }
}
