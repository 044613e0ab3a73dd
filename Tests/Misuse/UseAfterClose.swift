// SPDX-License-Identifier: BSD-3-Clause
// expect: 'session' used after consume
import Accel

func use(_ network: OverlayNetwork) throws(AccelError) {
  var session = try Session(Device("sim:"), network)
  try session.close()
  _ = try session.run([])
}
