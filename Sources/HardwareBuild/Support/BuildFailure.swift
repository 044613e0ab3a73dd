// SPDX-License-Identifier: BSD-3-Clause
package import Accel
internal import Foundation

/// A file of the tools or of their database that is not as it should be.
func malformed(_ file: String, _ problem: String) -> AccelError {
  AccelError(
    .malformedFile, attempt: "read \(file)", problem: problem,
    remedy: "fetch the tools again with `make fpga-tools`, or build the design again")
}

/// A design that cannot become a bitstream that is known to be right.
func refused(_ attempt: String, _ problem: String, _ remedy: String) -> AccelError {
  AccelError(.unavailable, attempt: attempt, problem: problem, remedy: remedy)
}

/// The bytes of a file.
///
/// - Throws: ``AccelError`` `unreadableFile`.
package func fileBytes(_ path: String) throws(AccelError) -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else {
    throw AccelError(
      .unreadableFile, attempt: "read \(path)", problem: "it is missing or not readable",
      remedy: "fetch the tools with `make fpga-tools`, or build the design again")
  }
  return [UInt8](data)
}

/// - Throws: ``AccelError`` `unwritableFile`.
func writeFile(_ path: String, _ bytes: [UInt8]) throws(AccelError) {
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  } catch {
    throw AccelError(
      .unwritableFile, attempt: "write \(path)", problem: "the system refuses to write it",
      remedy: "name a folder that you may write to")
  }
}
