// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct FASMReaderTests {
  private func read(_ text: String) throws -> [FASMFeature] {
    var reader = FASMReader(Array(text.utf8), named: "a.fasm")
    var features: [FASMFeature] = []
    while let feature = try reader.next() { features.append(feature) }
    return features
  }

  @Test("features, indices, vectors and comments are read; what is 0 is left out")
  func lines() throws {
    let features = try read(
      """
      # a comment
      INT_L_X0Y0.A.B

      CLB_X1Y2.LUT.INIT[3:0] = 4'b1010 # half
      CLB_X1Y2.MODE[5]
      CLB_X1Y2.OFF = 0
      CLB_X1Y2.WIDE[8:1] = 8'hf1
      """)
    #expect(
      features == [
        FASMFeature(tile: "INT_L_X0Y0", name: "A.B"),
        FASMFeature(
          tile: "CLB_X1Y2", name: "LUT.INIT",
          vector: .init(lowest: 0, bits: [false, true, false, true])),
        FASMFeature(tile: "CLB_X1Y2", name: "MODE", vector: .init(lowest: 5, bits: [true])),
        FASMFeature(
          tile: "CLB_X1Y2", name: "WIDE",
          vector: .init(lowest: 1, bits: [true, false, false, false, true, true, true, true])),
      ])
    #expect(features[1].text == "CLB_X1Y2.LUT.INIT[3:0] = 4'b1010")
  }

  @Test(
    "a line that cannot be understood is named",
    arguments: [
      "NOTHING", ".A", "A.", "A.B[3:0]", "A.B[0:3] = 4'b1010", "A.B[3:0] = 5'b10101",
      "A.B[1:0] = 2'b12", "A.B[9999999999] = 1", "A.B[3:0] = 4'q1", "A.B = 2", "A.[3]",
      "A.B[2000:0] = 1", "A.B[:] = 1",
    ])
  func wrong(line: String) {
    let error = #expect(throws: AccelError.self) { try read("A.B\n" + line) }
    #expect(error?.problem.hasPrefix("line 2 ") == true)
  }
}
