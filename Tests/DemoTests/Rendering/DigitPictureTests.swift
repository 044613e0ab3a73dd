// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Demo

struct DigitPictureTests {
  @Test("Two rows of pixels make a line of half blocks; an odd last row counts too")
  func halfBlocks() {
    let pixels: [UInt8] = [255, 255, 0, 0, 255, 0, 255, 0, 255, 255, 0, 0]
    #expect(DigitPicture.lines(pixels[...], width: 4) == ["█▀▄ ", "▀▀  "])
  }

  @Test("Pictures stand side by side above their captions")
  func row() {
    let rows = DigitPicture.row([(["##", "##"], "7"), (["..", ".."], "1")])
    #expect(rows == ["##  ..", "##  ..", "7   1 "])
    #expect(DigitPicture.row([]).isEmpty)
  }
}

struct DigitGalleryTests {
  @Test("Wrong digits come first, two at most, then right ones")
  func choice() {
    let labels: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    #expect(DigitGallery.choice([0, 1, 9, 3, 9, 9, 6, 7, 8], labels) == [2, 4, 0, 1, 3, 6])
    #expect(DigitGallery.choice([0], [0]) == [0])
    #expect(DigitGallery.choice([], []).isEmpty)
    #expect(DigitGallery.choice([499], [7]) == [0], "a network may have more classes than labels")
  }
}
