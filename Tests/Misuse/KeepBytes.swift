// SPDX-License-Identifier: BSD-3-Clause
// expect: requires that 'RawSpan' conform to 'Escapable'
import Accel

func keep(_ buffer: borrowing DeviceBuffer) throws(AccelError) -> Int {
  let bytes: RawSpan = try buffer.withBytes(0..<4) { bytes -> RawSpan in bytes }
  return bytes.byteCount
}
