// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ProgramSupport
import Testing

@testable import Demo

struct CPURunTests {
  @Test("However many threads there are, the words come in the images' order")
  func threads() throws {
    let network = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    let digits = SyntheticDigits.draw(11, seed: 6)
    let words = try network.words(for: digits.pixels)
    let executor = try CPUExecutor(network)
    let expected = executor.run(words)
    for threads in [1, 2, 3, 11, 64] {
      let run = CPURun(executor, words, threads: threads, title: "")
      #expect(run.words == expected)
      #expect((1...min(threads, 11)).contains(run.threads))
    }
  }
}
