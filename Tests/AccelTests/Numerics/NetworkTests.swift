// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ProgramSupport
import Testing

struct NetworkTests {
  @Test("Both profiles have the figures, words and results of their networks")
  func profiles() throws {
    let overlay = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    let native = try DefaultNetwork.native()
    let pixels = (0..<784).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for (network, profile, words, results) in [
      (
        Network.overlay(overlay), Network.Profile.overlay, try overlay.words(for: pixels),
        try CPUExecutor(overlay).run(overlay.words(for: pixels))
      ),
      (
        .native(native), .native, try native.words(for: pixels),
        try CPUExecutor(native).run(native.words(for: pixels))
      ),
    ] {
      #expect(network.profile == profile && network.format == .fixed8)
      #expect(network.name == "LeNet-5" && network.multiplyAccumulates == 2_293_000)
      #expect(network.input.count == 784 && network.output.count == 10)
      #expect(try network.words(for: pixels) == words)
      #expect(try CPUExecutor(network, level: .scalar).run(words) == results)
    }
  }
}
