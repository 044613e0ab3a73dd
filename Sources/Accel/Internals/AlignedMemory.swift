// SPDX-License-Identifier: BSD-3-Clause

/// Memory for packed weights, maps and scratch: aligned to 64 bytes as CConv asks.
@safe final class AlignedMemory: @unchecked Sendable {
  // SAFETY: written only before it is shared (packing), or owned by one workspace.
  let bytes: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    self.byteCount = byteCount
    unsafe bytes = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 64), alignment: 64)
  }

  deinit {
    unsafe bytes.deallocate()
  }

  /// A size rounded up to whole cache lines, as parts of one memory begin.
  static func lines(_ byteCount: Int) -> Int { (byteCount + 63) / 64 * 64 }
}
