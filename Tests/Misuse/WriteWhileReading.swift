// SPDX-License-Identifier: BSD-3-Clause
// expect: (overlapping accesses|exclusive|borrow)
import Accel

func write(_ buffer: inout DeviceBuffer) throws(AccelError) {
  try buffer.withMutableBytes(0..<4) { bytes throws(AccelError) in
    _ = try buffer.words(count: 1)
    _ = bytes.byteCount
  }
}
