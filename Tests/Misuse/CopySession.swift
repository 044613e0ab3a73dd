// SPDX-License-Identifier: BSD-3-Clause
// expect: 'Session' does not conform to protocol 'Copyable'
import Accel

func copy(_ session: borrowing Session) -> [Session] {
  [session]
}
