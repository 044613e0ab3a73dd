// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import HardwareGen

/// The figures of design/HARDWARE.md, rule 3.
struct DSPPlacementTests {
  private func most(length: Int) -> Int {
    let fitting = (1...220).last { count in
      DSPPlacement.fits(
        chains: [Int](repeating: length, count: count), single: 0, in: .xc7z020)
    }
    return length * (fitting ?? 0)
  }

  @Test(arguments: [(10, 220), (2, 220), (8, 176), (4, 176), (6, 132)])
  func `so many DSPs can be in chains of a length`(length: Int, dsp: Int) {
    #expect(most(length: length) == dsp)
  }

  @Test func `chains of different lengths share a run`() {
    let chains = [Int](repeating: 10, count: 17) + [Int](repeating: 5, count: 5)
    #expect(DSPPlacement.fits(chains: chains, single: 20, in: .xc7z020))
    #expect(!DSPPlacement.fits(chains: chains, single: 21, in: .xc7z020))
    #expect(!DSPPlacement.fits(chains: chains + [5], single: 0, in: .xc7z020))
    #expect(DSPPlacement.fits(chains: chains + [4, 4, 4, 4, 4], single: 0, in: .xc7z020))
  }
}
