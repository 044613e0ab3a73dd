// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct NetworkTests {
  @Test("Both profiles have the figures, words and results of their networks")
  func profiles() throws {
    let overlay = try FullSizeNetwork.lenet5()
    var source = RandomNativeNetworks(seed: 3, .fixed16, .random)
    let native = try source.network()
    let lenet = Network.overlay(overlay)
    #expect(lenet.profile == .overlay && lenet.format == .fixed8 && lenet.name == overlay.name)
    #expect(lenet.multiplyAccumulates == 2_293_000)
    #expect(lenet.input == overlay.input && lenet.output == overlay.output)
    let other = Network.native(native)
    #expect(other.profile == .native && other.format == .fixed16 && other.name == native.name)
    #expect(other.multiplyAccumulates == native.multiplyAccumulates)
    #expect(other.input == native.input && other.output == native.output)

    let digits = (0..<784).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let words = try overlay.words(for: digits)
    #expect(try lenet.words(for: digits) == words)
    #expect(try CPUExecutor(lenet, level: .scalar).run(words) == CPUExecutor(overlay).run(words))
    let pixels = (0..<native.input.count).map { UInt8(truncatingIfNeeded: $0 &* 91) }
    let codes = try native.words(for: pixels)
    #expect(try other.words(for: pixels) == codes)
    #expect(try CPUExecutor(other, level: .scalar).run(codes) == CPUExecutor(native).run(codes))
  }
}
