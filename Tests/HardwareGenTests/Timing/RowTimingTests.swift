// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareGen

struct RowTimingTests {
  /// A residual block: the image forks to a window of three rows and, past it, to an addition.
  private func block(fifoRows: Int) -> [RowLayer] {
    var window = RowLayer(rows: 8, cycles: 10, source: -1)
    window.ring = RowLayer.Ring(
      rows: 6, paddedHeight: 10, padTop: 1, inputHeight: 8, kernelHeight: 3, stride: 1,
      writeCycles: 5, padCycles: 5)
    var sum = RowLayer(rows: 8, cycles: 5, source: 0)
    sum.links = [RowLayer.Link(source: 0, rows: 1), RowLayer.Link(source: -1, rows: fifoRows)]
    return [window, sum]
  }

  private func result(_ layers: [RowLayer]) -> RowTiming.Result? {
    RowTiming.result(layers, imageRows: 8, imageRowCycles: 5)
  }

  @Test func `a short branch without room for a window's rows stands still`() {
    #expect(result(block(fifoRows: 1)) == nil)
    #expect(result(block(fifoRows: 6)) != nil)
  }

  @Test func `with room it is as fast as its slowest layer`() {
    #expect(result(block(fifoRows: 40))?.period == 80)
  }

  @Test func `the smallest FIFOs that cost no time are found`() throws {
    let sizing = FIFOSizing(imageRows: 8, imageRowCycles: 5)
    let (layers, timing) = try #require(sizing.sized(block(fifoRows: 1)))
    #expect(timing.period == 80)
    let rows = layers[1].links[1].rows
    #expect((2...8).contains(rows))
    #expect(result(block(fifoRows: rows - 1)).map { $0.period > 80 } ?? true)
  }

  @Test func `a ring of one window's rows makes the next image wait`() {
    var slow = block(fifoRows: 40)
    slow[0].ring = RowLayer.Ring(
      rows: 3, paddedHeight: 10, padTop: 1, inputHeight: 8, kernelHeight: 3, stride: 1,
      writeCycles: 5, padCycles: 5)
    #expect((result(slow)?.period ?? 0) > 110)
  }

  /// Two layers with padding, each as slow as the other.
  private func pair(ahead: Int) -> [RowLayer] {
    (0..<2).map { index in
      var layer = RowLayer(rows: 8, cycles: 10, source: index - 1)
      layer.ring = block(fifoRows: 1)[0].ring
      layer.beats = 5
      layer.ahead = ahead
      return layer
    }
  }

  @Test(arguments: ["accel_requant", "accel_average_pool"])
  func `the model has the room that modules have`(module: String) throws {
    let source = try #require(RTLLibrary().files.first { $0.name == module + ".sv" })
    let room = try #require(
      String(decoding: source.contents, as: UTF8.self).firstMatch(
        of: /localparam int Room = (\d+);/))
    #expect(Int(room.output.1) == RowLayer.roomForResults)
  }

  @Test func `results that have room go on while the next layer writes padding`() {
    #expect(result(pair(ahead: 0))?.period == 90)
    #expect(result(pair(ahead: 32))?.period == 80)
  }
}
