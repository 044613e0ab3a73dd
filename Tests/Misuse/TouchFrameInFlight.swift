// SPDX-License-Identifier: BSD-3-Clause
// expect: 'frame'
import Accel

func touch(_ session: inout Session) throws(AccelError) {
  var frame = try session.makeFrame()
  let done = try session.run(frame) { () throws(AccelError) in
    try frame.pack { _ in }
  }
  _ = try done.results()
}
