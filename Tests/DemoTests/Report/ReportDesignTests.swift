// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Demo

struct ReportDesignTests {
  @Test("The screen shows cycles, the design's clock, and the busiest layer")
  func lines() {
    let design = Report.Design(
      megahertz: 125, cyclesPerImage: 12_500, imagesPerSecond: 10_000,
      layers: [
        Report.Design.Layer(name: "conv1", busy: 0.25, starved: 0, blocked: 0.75),
        Report.Design.Layer(name: "conv2", busy: 0.9, starved: 0.1, blocked: 0),
      ])
    #expect(
      design.lines("simulated") == [
        "design   12500 cycles an image simulated, at 125.0 MHz 10000 images/s",
        "         busiest is conv2, which computes 90.0 % of the cycles",
      ])
  }
}
