// SPDX-License-Identifier: BSD-3-Clause
// expect: 'sending' used after consume
import Accel

func touch(_ device: borrowing Device) throws(AccelError) {
  let engine = try device.dmaEngine()
  var sending = try device.makeBuffer(byteCount: 64)
  let transfer = try engine.start(
    on: device, sending: sending, sendCount: 64, receiving: try device.makeBuffer(byteCount: 64),
    receiveCount: 64)
  try sending.store([1, 2, 3].span)
  _ = try transfer.wait(.seconds(1)).receivedCount
}
