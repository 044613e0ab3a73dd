// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

extension Bitstream {
  /// For people: what it is, of when, for which part, and how large.
  var summary: String {
    let design = header.map { header in
      String(header.design.prefix { $0 != ";" }) + ", \(header.date) \(header.time)"
    }
    let extent = self.extent.map { "\($0)" } ?? "full or partial"
    return [
      design, "for \(part?.description ?? "an unknown part")", extent, "\(byteCount) bytes",
    ].compactMap(\.self).joined(separator: ", ")
  }

  /// What a reader may want to know beside.
  var notes: [String] {
    trailingByteCount > 0
      ? ["  \(trailingByteCount) bytes behind its end are not loaded"] : []
  }
}
