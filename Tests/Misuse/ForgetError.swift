// SPDX-License-Identifier: BSD-3-Clause
// expect: call can throw but is not marked with 'try'
import Accel

func open() throws(AccelError) {
  let device = Device("sim:")
  _ = device.name
}
