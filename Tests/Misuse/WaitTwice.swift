// SPDX-License-Identifier: BSD-3-Clause
// expect: 'transfer' consumed more than once
import Accel

func wait(_ transfer: consuming Transfer) throws(AccelError) {
  _ = try transfer.wait(.seconds(1)).receivedCount
  _ = try transfer.wait(.seconds(1)).receivedCount
}
