// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import Foundation

extension Report {
  /// - Throws: ``AccelError`` `valueOutOfRange`.
  func json() throws(AccelError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      throw AccelError(
        .valueOutOfRange, attempt: "write the report", problem: "a figure in it is not finite",
        remedy: "report this as a defect")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
