// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ProgramSupport
import Testing

@testable import Demo

struct RooflineTests {
  private func board(to: UInt64 = 3000, from: UInt64 = 1000, speed: Double = 6) -> Report.Board {
    Report.Board(
      device: "a board", clock: "simulated", loadingSeconds: 0, batch: 2, right: 1, seconds: 0.5,
      imagesPerSecond: 4, gigaOperationsPerSecond: speed, wallSeconds: 1, driverShare: 0,
      transfers: 5, bytesToDevice: to, bytesFromDevice: from, bytesSynchronized: 8,
      lostInterrupts: 0)
  }

  @Test("A board's operations a byte are of the bytes that its transfers moved")
  func boardPoint() {
    let point = Roofline.Point(board(), operations: 10_000, images: 4)
    #expect(point.bytesPerImage == 1000 && point.operationsPerByte == 10)
    #expect(point.gigaOperationsPerSecond == 6)
    #expect(point.how == "simulated" && point.howBytes == "counted" && point.isBoard)
  }

  @Test("A CPU's are of an image and its result in words")
  func cpuPoint() throws {
    let network = Network.native(try DefaultNetwork.native())
    let cpu = Report.CPU(
      level: "scalar", threads: 1, profile: "native", right: 1, seconds: 1, imagesPerSecond: 1,
      gigaOperationsPerSecond: 0.5)
    let point = Roofline.Point(cpu, network)
    #expect(point.name == "CPU scalar, 1 thread, native" && !point.isBoard)
    #expect(point.bytesPerImage == 4 * (784 + 10) && point.howBytes == "computed")
    #expect(point.operationsPerByte == network.operations / point.bytesPerImage)
  }

  @Test("A design's roofs are its products and its port times its clock; the ridge is between")
  func limits() throws {
    let limits = DeviceLimits(productsPerCycle: 160, megahertz: 125, board())
    let arithmetic = try #require(limits.arithmetic)
    let memory = try #require(limits.memory)
    // 160 multiplications and additions a cycle; 8 bytes in, and a third of that out meanwhile.
    #expect(arithmetic.value == 40)
    #expect(abs(memory.value - 4.0 / 3) < 1e-12)
    #expect(arithmetic.source.contains("160 products") && memory.source.contains("75.0 %"))
    let point = Roofline.Point(board(), operations: 10_000, images: 4)
    let roofline = Roofline([point], limits)
    #expect(roofline.ridge.map { abs($0 - 30) < 1e-9 } == true)
    // Before the ridge memory is the limit: 10 operations a byte.
    #expect(roofline.points[0].shareOfRoof.map { abs($0 - 6 / (40.0 / 3)) < 1e-12 } == true)
    let busy = Roofline.Point(board(), operations: 1e6, images: 4)
    #expect(Roofline([busy], limits).points[0].shareOfRoof == 6.0 / 40)
  }

  @Test("The way with more bytes sets the pace, whichever it is")
  func ways() {
    func value(_ to: UInt64, _ from: UInt64) -> Double? {
      DeviceLimits(productsPerCycle: 1, megahertz: 100, board(to: to, from: from)).memory?.value
    }
    #expect(value(1000, 0) == 0.8 && value(0, 1000) == 0.8)
    #expect(value(1000, 1000) == 1.6 && value(500, 1000) == value(1000, 500))
    #expect(value(0, 0) == nil)
  }

  @Test("What is not known of a device is said, and not drawn")
  func unknown() throws {
    let overlay = DeviceLimits(overlay: "LeNet-5", board(to: 1000, from: 0))
    #expect(overlay.arithmetic == nil && overlay.memory?.how == "published")
    #expect(overlay.memory?.value == 0.4)
    #expect(overlay.unknown[0].contains("LeNet-5"))
    let point = Roofline.Point(board(), operations: 10_000, images: 4)
    let roofline = Roofline([point], overlay)
    #expect(roofline.ridge == nil && roofline.points[0].shareOfRoof == nil)
    let silent = DeviceLimits(productsPerCycle: 0, megahertz: 100, board())
    #expect(silent.arithmetic == nil && silent.unknown.count == 2)
    #expect(DeviceLimits.none.memory == nil && DeviceLimits.none.unknown.count == 1)
  }

  @Test("Only a board's share of its roof is told")
  func cpuShare() {
    var point = Roofline.Point(board(), operations: 10_000, images: 4)
    point.isBoard = false
    let limits = DeviceLimits(productsPerCycle: 160, megahertz: 125, board())
    #expect(Roofline([point], limits).points[0].shareOfRoof == nil)
  }
}
