// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

struct PNGFileTests {
  /// What Scripts/small_png.py put into a channel of a pixel.
  private func value(_ x: Int, _ y: Int, _ channel: Int) -> Int {
    (7 * x + 13 * y + 50 * channel + x * y) % 256
  }

  private func refused(_ bytes: [UInt8]) -> String? {
    do throws(AccelError) {
      _ = try PNGFile(bytes, named: "a.png")
      return nil
    } catch {
      return error.code == .malformedFile ? error.description : "another error: \(error)"
    }
  }

  @Test("Grey and colours come out of every filter", arguments: [("grey", 1), ("rgb", 3)])
  func opaque(_ name: String, _ channels: Int) throws {
    let file = try PNGFile(TestVectors.path(name + ".png"))
    #expect(file.shape == Shape(height: 10, width: 13, channels: channels))
    var expected: [UInt8] = []
    for y in 0..<10 {
      for x in 0..<13 {
        for channel in 0..<channels { expected.append(UInt8(value(x, y, channel))) }
      }
    }
    #expect(file.pixels == expected)
  }

  @Test(
    "What is not opaque lies on white", arguments: [("grey-opacity", 1), ("rgb-opacity", 3)])
  func transparent(_ name: String, _ channels: Int) throws {
    let file = try PNGFile(TestVectors.path(name + ".png"))
    #expect(file.shape == Shape(height: 10, width: 13, channels: channels))
    var expected: [UInt8] = []
    for y in 0..<10 {
      for x in 0..<13 {
        let opacity = Double(value(x, y, channels)) / 255
        for channel in 0..<channels {
          let mixed = Double(value(x, y, channel)) * opacity + 255 * (1 - opacity)
          expected.append(UInt8(mixed.rounded()))
        }
      }
    }
    #expect(file.pixels == expected)
  }

  @Test("What is no PNG file, or one that ends early or is damaged, is refused in one sentence")
  func damaged() throws {
    let whole = try BinaryFile.read(TestVectors.path("grey.png"))
    #expect(
      refused([1, 2, 3]) == """
        cannot read a.png: it is no PNG file; save the picture as PNG of 8 bits, grey or RGB, not \
        interlaced
        """)
    for count in 0..<whole.count { #expect(refused(Array(whole[..<count])) != nil, "\(count)") }
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 0x10
      let sentence = refused(bytes)
      // The comment's text is covered by its CRC too.
      #expect(sentence?.hasPrefix("cannot read a.png: it") == true, "\(index): \(sentence ?? "")")
    }
    #expect(refused(whole + [0])?.contains("1 bytes behind its end") == true)
  }

  @Test(
    "What is not read is named",
    arguments: [
      (8, 16, "16 bits of a colour"), (9, 3, "a palette"), (12, 1, "interlaced"),
      (9, 7, "header is damaged"), (0, 255, "at most 4096x4096"),
    ])
  func unsupported(_ offset: Int, _ byte: UInt8, _ words: String) throws {
    var bytes = try BinaryFile.read(TestVectors.path("grey.png"))
    let body = 16  // Behind the signature, a length and a name.
    bytes[body + offset] = byte
    bytes = ByteFiles.withChecksums(png: bytes)
    #expect(refused(bytes)?.contains(words) == true, "\(refused(bytes) ?? "read")")
  }
}
