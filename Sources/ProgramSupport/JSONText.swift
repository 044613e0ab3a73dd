// SPDX-License-Identifier: BSD-3-Clause
package import Accel
internal import Foundation

/// JSON that programs write for others.
package enum JSONText {
  /// A value, its members in order of their names, and a newline.
  ///
  /// - Parameters:
  ///   - attempt: what is tried, for the message.
  ///   - isIndented: a line for each member.
  /// - Throws: ``AccelError`` `valueOutOfRange` for a figure that is not finite.
  package static func bytes(
    _ value: some Encodable, attempt: String, isIndented: Bool = true
  ) throws(AccelError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isIndented { encoder.outputFormatting.insert(.prettyPrinted) }
    guard let data = try? encoder.encode(value) else {
      throw AccelError(
        .valueOutOfRange, attempt: attempt, problem: "a figure in it is not finite",
        remedy: "report this as a defect")
    }
    return [UInt8](data) + [UInt8(ascii: "\n")]
  }
}
