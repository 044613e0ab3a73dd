// SPDX-License-Identifier: BSD-3-Clause
import Accel

func correct(_ network: OverlayNetwork) throws(AccelError) -> [Int32] {
  let device = try Device("sim:")
  let engine = try device.dmaEngine()
  var sending = try device.makeBuffer(byteCount: 64)
  try sending.store([1, 2, 3].span)
  let transfer = try engine.start(
    on: device, sending: sending, sendCount: 64, receiving: try device.makeBuffer(byteCount: 64),
    receiveCount: 64)
  let completion = try transfer.wait(.seconds(1))
  let again = try engine.start(
    on: device, sending: completion.sent, sendCount: 64, receiving: completion.received,
    receiveCount: 64)
  let first = try again.wait(.seconds(1)).received.withBytes(0..<4) { bytes in
    bytes.unsafeLoad(as: Int32.self)
  }
  var session = try Session(device, network)
  let words = try session.run([first])
  try session.close()
  return words
}
