// SPDX-License-Identifier: BSD-3-Clause
// expect: 'buffer' consumed more than once
import Accel

func share(_ device: borrowing Device) throws(AccelError) {
  let buffer = try device.makeBuffer(byteCount: 64)
  _ = try device.dmaEngine().start(
    on: device, sending: buffer, sendCount: 64, receiving: buffer, receiveCount: 64)
}
