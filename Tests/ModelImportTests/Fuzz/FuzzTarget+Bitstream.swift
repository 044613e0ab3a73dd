// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport

extension FuzzTarget {
  static var bitstreams: [[UInt8]] {
    var compressed = TestBitstream.withoutHeader()
    compressed.isCompressed = true
    var swapped = TestBitstream.withoutHeader()
    swapped.isSwapped = true
    return [TestBitstream(), compressed, swapped].map(\.bytes)
  }

  func isWhole(_ bitstream: Bitstream, of count: Int) throws -> Bool {
    let (straight, swapped) = (bitstream.image(.highestFirst), bitstream.image(.lowestFirst))
    return straight.count % 4 == 0
      && straight.indices.allSatisfy { straight[$0] == swapped[$0 ^ 3] }
      && bitstream.byteCount + bitstream.trailingByteCount <= count
      && straight.count - bitstream.byteCount < 4
  }

  func isWhole(_ handoff: HardwareHandoff) -> Bool {
    let windows = handoff.engines.map(\.window) + handoff.switches + handoff.cores
    return windows.allSatisfy { $0.size > 0 && $0.size <= 1 << 40 }
      && handoff.engines.allSatisfy { (8...26).contains($0.lengthWidth) && $0.sendWidth <= 128 }
  }
}
