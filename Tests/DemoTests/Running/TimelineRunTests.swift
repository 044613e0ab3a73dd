// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ProgramSupport
import Testing

@testable import Demo

struct TimelineRunTests {
  @Test(
    "Faults and files of waves are the run's alone",
    arguments: [
      ("sim:", "sim:"), ("sim:fault=slverr@5", "sim:"), ("board:uio,dma=0x1", "board:uio,dma=0x1"),
      ("sim:fault=stuck,latency=20ms", "sim:latency=20ms"),
      ("sim:overlay=cifar10,fault=slverr@1x*", "sim:overlay=cifar10"),
      ("rtl:a.so,waves=w.vcd,latency=3,fault=read-slverr@2", "rtl:a.so,latency=3"),
    ])
  func undisturbed(_ text: String, _ expected: String) throws {
    #expect(try TimelineRun.undisturbed(DeviceLocator(text)).description == expected)
  }

  @Test("Batches are the run's, unless those are large or simulated clock by clock")
  func images() {
    #expect(TimelineRun.images(batch: 7, of: 100, clock: .measured) == 7)
    #expect(TimelineRun.images(batch: 600, of: 10, clock: .modelled) == 10)
    #expect(TimelineRun.images(batch: 600, of: 10_000, clock: .measured) == 25)
    #expect(TimelineRun.images(batch: 600, of: 10_000, clock: .simulated) == 2)
  }

  @Test("Three batches show three transfers one after the other, between their synchronisations")
  func simulated() throws {
    let network = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    let timeline = try TimelineRun.timeline(
      DeviceLocator("sim:"), .overlay(network), SyntheticDigits.draw(6, seed: 9), batch: 4)
    #expect(timeline.images == 4 && timeline.batches == 3 && timeline.leftOut == 0)
    #expect(timeline.transfers.count == 3 && timeline.waits.count >= 3)
    // Eight words of header, then four images or results.
    for transfer in timeline.transfers {
      #expect(transfer.bytesToDevice == 4 * (8 + 4 * 784))
      #expect(transfer.bytesFromDevice == 4 * (8 + 4 * 10))
      #expect(transfer.span.succeeded && transfer.boardMicroseconds > 0)
    }
    for (index, transfer) in timeline.transfers.enumerated() {
      let end = transfer.span.startMicroseconds + transfer.span.durationMicroseconds
      let before = timeline.synchronizationsForDevice[index].span
      let after = timeline.synchronizationsForCPU[index].span
      #expect(before.startMicroseconds <= transfer.span.startMicroseconds)
      // Sums of microseconds are rounded.
      let last = after.startMicroseconds + after.durationMicroseconds - 0.001
      #expect(end - 0.001 <= after.startMicroseconds && last <= timeline.microseconds)
      let during = transfer.span.startMicroseconds...end
      #expect(timeline.waits.contains { during.contains($0.startMicroseconds) })
    }
    #expect(timeline.firstGap != nil)
  }
}
