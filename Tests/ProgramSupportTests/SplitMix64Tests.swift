// SPDX-License-Identifier: BSD-3-Clause
import ProgramSupport
import Testing

struct SplitMix64Tests {
  @Test("A seed gives the published sequence")
  func sequence() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
  }

  @Test("Uniform numbers stay in their range, Gaussian ones have mean 0 and deviation 1")
  func distributions() {
    var random = SplitMix64(seed: 3)
    #expect((0..<1000).allSatisfy { _ in (2..<5).contains(random.uniform(2, 5)) })
    let values = (0..<20_000).map { _ in random.normal() }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
    #expect(abs(mean) < 0.03 && abs(variance - 1) < 0.05)
  }
}
