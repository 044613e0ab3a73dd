// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import HardwareBuild

struct LogicSitesTests {
  @Test("a tile has two slices, of which one may be a memory; a chain goes on in the tile above")
  func sites() throws {
    let sites = LogicSites(
      try Tiles.grid([
        ("CLBLM_L", 4, 10), ("CLBLM_L", 4, 9), ("CLBLM_L", 4, 7), ("CLBLL_R", 9, 10),
        ("BRAM_L", 6, 10),
      ]))
    #expect(sites.sites.count == 8)
    let low = try #require(sites.number(x: 4, y: 10, index: 0))
    let right = try #require(sites.number(x: 9, y: 10, index: 1))
    #expect(sites.sites[low].prefix == "X4Y10/SLICE_X0Y0.")
    #expect(sites.sites[right].prefix == "X9Y10/SLICE_X1Y0.")
    let next = try #require(sites.above(low))
    #expect(sites.sites[next].prefix == "X4Y9/SLICE_X0Y0.")
    #expect(sites.above(next) == nil)
    #expect(sites.above(right) == nil)
    #expect(sites.number(x: 6, y: 10, index: 0) == nil)
    #expect(sites.number(near: 7, y: 10, index: 1) == right)
    #expect(sites.number(near: -3, y: 10, index: 0) == low)
  }
}
