// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// Threads that share the parts of a run: its owner's and helpers, which sleep while there is
/// nothing to do and end with it. (A class: Embedded Swift does not let other modules end a value
/// whose deinit they cannot see.)
@safe final class CPUTeam: @unchecked Sendable {
  // SAFETY: made here, destroyed in deinit; its workspace, which has no copies, runs one at a time.
  private let team: OpaquePointer?

  /// Most threads that a team can have.
  static let maximumThreads = Int(CCONV_TEAM_MAX_THREADS)

  /// What runs a part: context, part, and thread, from 0 to ``threads`` - 1.
  typealias Part = @convention(c) (UnsafeMutableRawPointer?, Int32, Int32) -> Void

  /// - Parameter threads: how many, its owner's among them; it goes on with fewer where the system
  ///   refuses some.
  /// - Precondition: `threads` is 1 to ``maximumThreads``.
  init(threads: Int) {
    precondition((1...CPUTeam.maximumThreads).contains(threads), "1 to 256 threads")
    guard threads > 1 else {
      unsafe team = nil
      return
    }
    var made: OpaquePointer?
    let status = unsafe cconv_team_create(Int32(threads), &made)
    precondition(status == 0, "no memory for a team of threads")
    unsafe team = made
  }

  /// How many there are, its owner's among them.
  var threads: Int { unsafe team.map { unsafe Int(cconv_team_threads($0)) } ?? 1 }

  /// Run parts 0 to `parts` - 1, in any order, and return when all have.
  ///
  /// - Precondition: no other run is under way; `part` accesses `context` as its type is, and other
  ///   memory as its owner said.
  @unsafe func run(parts: Int, context: UnsafeMutableRawPointer, _ part: Part) {
    guard let team = unsafe team, parts > 1 else {
      for index in 0..<Int32(parts) { unsafe part(context, index, 0) }
      return
    }
    unsafe cconv_team_run(team, part, context, Int32(parts))
  }

  deinit {
    unsafe cconv_team_destroy(team)
  }
}
