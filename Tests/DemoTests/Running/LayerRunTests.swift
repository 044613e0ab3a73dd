// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ProgramSupport
import Testing

@testable import Demo

struct LayerRunTests {
  @Test("Layers with weights have a speed that follows from their time, others only a time")
  func layers() throws {
    let network = try DefaultNetwork.native()
    let words = try network.words(for: [UInt8](repeating: 100, count: 2 * network.input.count))
    let executor = try CPUExecutor(network)
    let layers = LayerRun.layers(executor, words)
    #expect(layers.map(\.name) == ["conv1 + pool1", "conv2 + pool2", "ip1", "ip2"])
    #expect(layers.allSatisfy { $0.microsecondsPerImage > 0 })
    let operations = layers.reduce(0) {
      $0 + $1.microsecondsPerImage * 1000 * ($1.gigaOperationsPerSecond ?? 0)
    }
    #expect(abs(operations / Double(2 * network.multiplyAccumulates) - 1) < 1e-9)

    let pooling = Report.CPU.Layer("pool", multiplyAccumulates: 0, nanosecondsPerImage: 500)
    #expect(pooling.microsecondsPerImage == 0.5 && pooling.gigaOperationsPerSecond == nil)
  }
}
