// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

@testable import Demo

struct PNGPictureTests {
  @Test("A picture of one pixel is the file that the specification's rules give")
  func onePixel() throws {
    let bytes = try #require(
      PNGPicture.bytes([0x80], shape: Shape(height: 1, width: 1, channels: 1)))
    // Chunk checks and Adler's sum by Python's zlib.
    let expected =
      "89504e470d0a1a0a" + "0000000d49484452000000010000000108000000003a7e9b55"
      + "0000000d494441547801010200fdff008000820081c36e25e0" + "0000000049454e44ae426082"
    #expect(bytes.map { String(format: "%02x", $0) }.joined() == expected)
  }

  @Test("Other numbers of channels than 1 and 3 have no picture")
  func channels() {
    for channels in [1, 2, 3, 4] {
      let shape = Shape(height: 2, width: 2, channels: channels)
      let url = PNGPicture.url([UInt8](repeating: 9, count: 4 * channels)[...], shape: shape)
      #expect((url != nil) == (channels == 1 || channels == 3))
      if let url { #expect(url.hasPrefix("data:image/png;base64,")) }
    }
  }

  @Test(
    "Another program reads the pixels that went in", .enabled(if: Python.hasNumPy()),
    arguments: [
      Shape(height: 28, width: 28, channels: 1), Shape(height: 3, width: 5, channels: 3),
      Shape(height: 300, width: 301, channels: 1),
    ])
  func pixels(_ shape: Shape) throws {
    var random = SeededRandom(seed: 3)
    let pixels = (0..<shape.count).map { _ in UInt8.random(in: 0...255, using: &random) }
    let folder = try TemporaryFolder()
    let png = try folder.write(
      "a.png", #require(PNGPicture.bytes(([7] + pixels).dropFirst(), shape: shape)))
    let raw = try folder.write("a.raw", pixels)
    try Python.execute(
      """
      import struct, sys, zlib
      data = open(sys.argv[1], "rb").read()
      assert data[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
      chunks, at = {}, 8
      while at < len(data):
          size, = struct.unpack(">I", data[at:at + 4])
          body = data[at + 4:at + 8 + size]
          assert struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0] == zlib.crc32(body)
          chunks[body[:4]] = body[4:]
          at += 12 + size
      width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
      channels = {0: 1, 2: 3}[colour]
      rows, step = zlib.decompress(chunks[b"IDAT"]), 1 + width * channels
      assert depth == 8 and len(rows) == height * step and chunks[b"IEND"] == b""
      got = b"".join(rows[y * step + 1:(y + 1) * step] for y in range(height))
      assert (height, width, channels) == tuple(map(int, sys.argv[3:])), (height, width)
      assert got == open(sys.argv[2], "rb").read()
      """, png, raw, "\(shape.height)", "\(shape.width)", "\(shape.channels)")
  }
}
