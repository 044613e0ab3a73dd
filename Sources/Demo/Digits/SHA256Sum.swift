// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

/// SHA-256 by the system's `sha256sum`; see Docs/Decisions/0002-no-crypto-package.md.
enum SHA256Sum {
  /// - Returns: 64 lower-case hexadecimal digits.
  /// - Throws: ``AccelError`` `unavailable` where the program is missing.
  static func of(_ bytes: [UInt8]) throws(AccelError) -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sha256sum"]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      // The program reads everything before it answers, so this order cannot block.
      try input.fileHandleForWriting.write(contentsOf: Data(bytes))
      try input.fileHandleForWriting.close()
      let answer = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      let digits = String(decoding: answer.prefix(64), as: UTF8.self)
      if process.terminationStatus == 0, digits.count == 64 { return digits }
    } catch {}
    throw AccelError(
      .unavailable, attempt: "verify a download", problem: "the program sha256sum is missing",
      remedy: "install coreutils, or give --data")
  }
}
