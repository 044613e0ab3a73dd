// SPDX-License-Identifier: BSD-3-Clause
package import Accel

extension SessionOptions {
  /// What takes seconds on a board would take hours clock by clock.
  package init(patienceFor clock: BoardClock) {
    self.init()
    guard clock == .simulated else { return }
    timeout = .milliseconds(100)
    timeoutPerImage = .milliseconds(10)
  }
}
