// SPDX-License-Identifier: BSD-3-Clause
// expect: 'device' consumed more than once
import Accel

func open(_ network: OverlayNetwork) throws(AccelError) {
  let device = try Device("sim:")
  let first = try Session(device, network)
  let second = try Session(device, network)
  _ = (first.clock, second.clock)
}
