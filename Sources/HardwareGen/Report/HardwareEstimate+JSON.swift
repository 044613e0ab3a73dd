// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

extension HardwareEstimate {
  /// - Throws: `AccelError` `valueOutOfRange` for a figure that is not finite.
  public func json() throws(AccelError) -> [UInt8] { try DesignText.json(self) }
}

enum DesignText {
  static func json(_ value: some Encodable) throws(AccelError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      throw AccelError(
        .valueOutOfRange, attempt: "write the report", problem: "a figure in it is not finite",
        remedy: "report this as a defect")
    }
    return [UInt8](data) + [UInt8(ascii: "\n")]
  }
}
