// SPDX-License-Identifier: BSD-3-Clause
internal import Accel
internal import ProgramSupport

extension Report {
  /// - Throws: ``AccelError`` `valueOutOfRange`.
  func json() throws(AccelError) -> String {
    String(decoding: try JSONText.bytes(self, attempt: "write the report"), as: UTF8.self)
  }
}
