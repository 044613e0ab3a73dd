// SPDX-License-Identifier: BSD-3-Clause
import Accel

/// A camera that shows pictures in turn, one each period, by the board's clock.
struct FrameSource {
  let pixels: [UInt8]
  /// Bytes of a picture.
  let size: Int
  let period: BoardTime

  func time(of index: Int) -> BoardTime { period * UInt64(index) }

  func newest(at time: BoardTime) -> Int { Int(time.nanoseconds / period.nanoseconds) }

  /// Encode a picture where the board reads it.
  func write(_ index: Int, _ encoding: InputEncoding, into words: inout MutableSpan<Int32>) {
    let start = index % (pixels.count / size) * size
    encoding.encode(
      pixels.span.extracting(start..<start + size), elements: size, into: &words)
  }
}
