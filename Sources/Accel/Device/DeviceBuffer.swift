// SPDX-License-Identifier: BSD-3-Clause

/// Contiguous memory that the CPU and the board both reach. Freed when it goes out of scope.
///
/// Its bytes are reachable only inside ``withBytes(_:_:)`` and ``withMutableBytes(_:_:)``, which keep
/// the caches coherent. A buffer that the board works on has been consumed by a ``Transfer``:
/// touching it does not compile.
public struct DeviceBuffer: ~Copyable, Sendable {
  let handle: BufferHandle

  init(handle: BufferHandle) {
    self.handle = handle
  }

  deinit {
    DriverCalls.free(handle)
  }

  /// Its size.
  public var byteCount: Int { DriverCalls.byteCount(handle) }

  /// Read a range of bytes; what the board wrote is visible.
  ///
  /// - Precondition: `range` lies inside the buffer.
  /// - Throws: ``AccelError``: `deviceFault` if the caches could not be synchronised, `deviceBusy`
  ///   if the CPU has the buffer already, or what `body` throws.
  public borrowing func withBytes<Result>(
    _ range: Range<Int>, _ body: (RawSpan) throws(AccelError) -> Result
  ) throws(AccelError) -> Result {
    check(range)
    // SAFETY: the driver guarantees `range.count` bytes until endAccess; the span cannot escape.
    let bytes = unsafe try DriverCalls.beginAccess(handle, range, reading: true, writing: false)
    let result: Result
    do throws(AccelError) {
      result = try body(unsafe RawSpan(_unsafeStart: bytes, byteCount: range.count))
    } catch {
      // What the body says matters more than the caches of a buffer that it gave up.
      do throws(AccelError) { try DriverCalls.endAccess(handle) } catch {}
      throw error
    }
    try DriverCalls.endAccess(handle)
    return result
  }

  /// Write a range of bytes; it becomes visible to the board afterwards, also when `body` throws.
  ///
  /// What the board wrote there before is visible too.
  ///
  /// - Precondition: `range` lies inside the buffer.
  /// - Throws: ``AccelError``: `deviceFault` if the caches could not be synchronised, `deviceBusy`
  ///   if the CPU has the buffer already, or what `body` throws.
  public mutating func withMutableBytes<Result>(
    _ range: Range<Int>, _ body: (inout MutableRawSpan) throws(AccelError) -> Result
  ) throws(AccelError) -> Result {
    check(range)
    // SAFETY: as in withBytes; `mutating` makes the access exclusive.
    let bytes = unsafe try DriverCalls.beginAccess(handle, range, reading: true, writing: true)
    let result: Result
    do throws(AccelError) {
      var span = unsafe MutableRawSpan(_unsafeStart: bytes, byteCount: range.count)
      result = try body(&span)
    } catch {
      // What the body says matters more than the caches of a buffer that it gave up.
      do throws(AccelError) { try DriverCalls.endAccess(handle) } catch {}
      throw error
    }
    try DriverCalls.endAccess(handle)
    return result
  }

  /// Copy words into the buffer, in the CPU's byte order, and make them visible to the board.
  ///
  /// - Precondition: they fit behind `offset`, a multiple of 4 bytes.
  /// - Throws: ``AccelError`` `deviceFault`.
  public mutating func store(
    _ words: borrowing Span<Int32>, atByte offset: Int = 0
  ) throws(AccelError) {
    let range = offset..<offset + words.count * MemoryLayout<Int32>.stride
    check(range)
    // SAFETY: both sides have exactly `range.count` bytes and do not overlap.
    let bytes = unsafe try DriverCalls.beginAccess(handle, range, reading: false, writing: true)
    unsafe words.withUnsafeBytes { source in
      if let start = source.baseAddress, range.count > 0 {
        unsafe bytes.copyMemory(from: start, byteCount: range.count)
      }
    }
    try DriverCalls.endAccess(handle)
  }

  /// Write `count` words in place, all of them, and make them visible to the board. What they were
  /// before is not made visible to the CPU.
  ///
  /// - Precondition: they lie behind `offset`, a multiple of 4 bytes.
  /// - Throws: ``AccelError`` `deviceFault`.
  public mutating func overwriteWords(
    atByte offset: Int = 0, count: Int, _ body: (inout MutableSpan<Int32>) -> Void
  ) throws(AccelError) {
    try overwriteWords(atByte: offset, header: [], count: count, body)
  }

  /// The same behind header words.
  mutating func overwriteWords(
    atByte offset: Int = 0, header: [Int32], count: Int, _ body: (inout MutableSpan<Int32>) -> Void
  ) throws(AccelError) {
    let range = offset..<offset + (header.count + count) * MemoryLayout<Int32>.stride
    check(range)
    // SAFETY: the driver guarantees the range until endAccess; the span cannot escape.
    let bytes = unsafe try DriverCalls.beginAccess(handle, range, reading: false, writing: true)
    let words = unsafe bytes.assumingMemoryBound(to: Int32.self)
    for (index, word) in header.enumerated() { unsafe words[index] = word }
    var span = unsafe MutableSpan<Int32>(_unsafeStart: words + header.count, count: count)
    body(&span)
    try DriverCalls.endAccess(handle)
  }

  /// Read `count` words in place, as the board wrote them.
  ///
  /// - Precondition: they lie behind `offset`, a multiple of 4 bytes.
  /// - Throws: ``AccelError`` `deviceFault`, or what `body` throws.
  public borrowing func withWords<Result>(
    atByte offset: Int = 0, count: Int, _ body: (Span<Int32>) throws(AccelError) -> Result
  ) throws(AccelError) -> Result {
    try withBytes(offset..<offset + count * MemoryLayout<Int32>.stride) {
      (bytes) throws(AccelError) in
      try body(Span<Int32>(_bytes: bytes))
    }
  }

  /// Copy words out of the buffer, as the board wrote them.
  ///
  /// - Precondition: `count` words lie behind `offset`, a multiple of 4 bytes.
  /// - Throws: ``AccelError`` `deviceFault`.
  public borrowing func words(
    atByte offset: Int = 0, count: Int
  ) throws(AccelError) -> [Int32] {
    let range = offset..<offset + count * MemoryLayout<Int32>.stride
    check(range)
    // SAFETY: the driver guarantees the range until endAccess; the words are copied.
    let bytes = unsafe try DriverCalls.beginAccess(handle, range, reading: true, writing: false)
    let words = unsafe [Int32](unsafeUninitializedCapacity: count) { target, initialized in
      if let start = target.baseAddress, range.count > 0 {
        unsafe UnsafeMutableRawPointer(start).copyMemory(from: bytes, byteCount: range.count)
      }
      initialized = count
    }
    try DriverCalls.endAccess(handle)
    return words
  }

  borrowing func check(_ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= byteCount, "the range lies inside the buffer")
    precondition(range.lowerBound % 4 == 0, "the range starts at a multiple of 4 bytes")
  }
}
