// SPDX-License-Identifier: BSD-3-Clause
package import Accel
internal import CCommit

extension Version {
  /// What `--version` prints behind a program's name: the version, and the commit if make recorded it.
  package static var line: String {
    // SAFETY: a constant of the program, which ends in a zero.
    let commit = unsafe String(cString: ccommit_text())
    return "\(text) (" + (commit.isEmpty ? "not built by make: no commit" : "commit \(commit)")
      + ")"
  }
}
