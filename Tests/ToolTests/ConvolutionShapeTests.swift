// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Tool

struct ConvolutionShapeTests {
  @Test("A shape is channels, kernel, stride and side, and is printed as it is written")
  func values() throws {
    let shape = try #require(ConvolutionShape("64x128x3s2@56"))
    #expect(shape.inputChannels == 64 && shape.outputChannels == 128)
    #expect(shape.kernel == 3 && shape.stride == 2 && shape.side == 56 && shape.padding == 1)
    #expect(shape.weightCount == 64 * 128 * 9)
    for text in ["64x64x3@56", "64x128x3s2@56", "1x1x1@1", "3x16x3@1024"] {
      #expect(ConvolutionShape(Substring(text))?.description == text)
    }
    #expect(ConvolutionShape("1x1x1s1@1")?.description == "1x1x1@1")
  }

  @Test(
    "Other forms and numbers out of range are no shapes",
    arguments: [
      "", "64", "64x64x3", "64x64x3@", "x64x3@56", "64x64x3s3@56", "64x64x3s0@56", "64x64x2@56",
      "64x64x17@56", "0x64x3@56", "64x0x3@56", "64x64x0@56", "64x64x3@0", "4097x1x1@1",
      "1x4097x1@1", "1x1x1@1025", "64x64x3@56 ", "-1x1x1@1", "64X64X3@56", "4096x4096x15@1024",
      "99999999999999999999x1x1@1",
    ])
  func refusals(_ text: String) {
    #expect(ConvolutionShape(Substring(text)) == nil)
  }
}
