// SPDX-License-Identifier: BSD-3-Clause

/// Where a session stands with its board.
enum SessionState {
  case new
  case ready
  /// The board may hold half a message: it is reset and loaded again before the next use.
  case failed
}

/// A session that resets its board after a failure and tries again.
protocol RecoveringSession: ~Copyable {
  var options: SessionOptions { get }
  var recoveries: [AccelError] { get set }
  var state: SessionState { get set }

  /// Bring a new or a failed session's board into a known state, with everything loaded.
  mutating func makeReady() throws(AccelError)
}

extension RecoveringSession where Self: ~Copyable {
  /// Make the session ready and do something with it, as often as allowed.
  ///
  /// - Parameter body: is told whether everything has just been loaded.
  mutating func persist(
    _ body: (inout Self, Bool) throws(AccelError) -> Void
  ) throws(AccelError) {
    var attempt = 1
    while true {
      do throws(AccelError) {
        let isNew = state != .ready
        if isNew { try makeReady() }
        state = .ready
        try body(&self, isNew)
        return
      } catch {
        try note(error, attempt: attempt)
      }
      attempt += 1
    }
  }

  /// Remember a failure, or give up.
  private mutating func note(_ error: AccelError, attempt: Int) throws(AccelError) {
    state = .failed
    guard attempt < options.attempts, error.code.mayPass else { throw error }
    recoveries.append(error)
  }
}

extension AccelError.Code {
  /// Whether trying again after a reset can help.
  fileprivate var mayPass: Bool {
    switch value {
    case .transferFailed, .timedOut, .echoMismatch, .deviceFault: true
    default: false
    }
  }
}
