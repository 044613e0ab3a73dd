// SPDX-License-Identifier: BSD-3-Clause

/// Integers that codes are in a board's memory.
public protocol CodeStorage: FixedWidthInteger, BitwiseCopyable, Sendable {
  /// The codes that they hold.
  static var format: FixedFormat { get }
}

extension Int8: CodeStorage {
  public static var format: FixedFormat { .fixed8 }
}

extension Int16: CodeStorage {
  public static var format: FixedFormat { .fixed16 }
}

/// Where images or results lie in a buffer: one behind the other, each padded to whole beats.
struct BufferItems: Sendable, Hashable {
  /// Bytes in front of the first.
  var offset = 0
  /// How many there are.
  let count: Int
  /// Codes of each.
  let codes: Int
  /// Bytes from one to the next.
  let stride: Int

  var range: Range<Int> { offset..<offset + count * stride }
}

extension DeviceBuffer {
  /// Write items in place, all their codes, and make them visible to the board. What they were before
  /// is not made visible to the CPU; padding becomes 0.
  ///
  /// - Precondition: they lie inside the buffer.
  /// - Throws: ``AccelError`` `deviceFault`.
  mutating func overwrite<Code: CodeStorage>(
    _ items: BufferItems, _ body: (Int, inout MutableSpan<Code>) -> Void
  ) throws(AccelError) {
    check(items.range)
    let used = items.codes * MemoryLayout<Code>.stride
    precondition(used <= items.stride, "items do not overlap")
    // SAFETY: the driver guarantees the range until endAccess; no span can escape.
    let bytes = unsafe try DriverCalls.beginAccess(
      handle, items.range, reading: false, writing: true)
    for item in 0..<items.count {
      let start = unsafe bytes + item * items.stride
      let codes = unsafe start.assumingMemoryBound(to: Code.self)
      var span = unsafe MutableSpan<Code>(_unsafeStart: codes, count: items.codes)
      body(item, &span)
      for byte in used..<items.stride {
        unsafe start.storeBytes(of: 0, toByteOffset: byte, as: UInt8.self)
      }
    }
    try DriverCalls.endAccess(handle)
  }

  /// Read items in place, as the board wrote them.
  ///
  /// - Precondition: they lie inside the buffer.
  /// - Throws: ``AccelError`` `deviceFault`.
  borrowing func read<Code: CodeStorage>(
    _ items: BufferItems, _ body: (Int, Span<Code>) -> Void
  ) throws(AccelError) {
    let used = items.codes * MemoryLayout<Code>.stride
    try withBytes(items.range) { bytes throws(AccelError) in
      for item in 0..<items.count {
        let start = item * items.stride
        body(item, Span<Code>(_bytes: bytes.extracting(start..<start + used)))
      }
    }
  }
}
