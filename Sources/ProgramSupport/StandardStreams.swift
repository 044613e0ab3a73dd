// SPDX-License-Identifier: BSD-3-Clause
package import Accel
internal import Foundation

/// What programs write for others.
package enum StandardStreams {
  /// Write results to stdout.
  ///
  /// - Throws: ``AccelError`` `unwritableFile`, except where the reader has gone.
  package static func output(_ bytes: [UInt8]) throws(AccelError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      // A reader that has gone is no failure of ours.
      if errno == EPIPE { return }
      throw AccelError(
        .unwritableFile, attempt: "write the report to stdout",
        problem: "the system refuses to write it",
        remedy: "name a file instead")
    }
  }

  /// One line on stderr.
  package static func complain(_ text: String, program: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(program): \(text)\n".utf8))
  }
}
