// SPDX-License-Identifier: BSD-3-Clause

/// Memory between two canaries, filled with their pattern, so that neither a write past its ends nor
/// a read of something never written goes unnoticed.
final class GuardedBytes {
  private static let pattern: UInt8 = 0xA5
  private static let margin = 64

  private let bytes: UnsafeMutableRawBufferPointer
  let start: UnsafeMutableRawPointer
  let count: Int

  init(count: Int) {
    self.count = count
    let size = count + 2 * Self.margin
    let base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    start = base + Self.margin
    bytes = UnsafeMutableRawBufferPointer(start: base, count: size)
    bytes.initializeMemory(as: UInt8.self, repeating: Self.pattern)
  }

  deinit {
    bytes.deallocate()
  }

  var words: UnsafeMutablePointer<Int32> { start.assumingMemoryBound(to: Int32.self) }

  var areCanariesIntact: Bool {
    (bytes.prefix(Self.margin) + bytes.suffix(Self.margin)).allSatisfy { $0 == Self.pattern }
  }

  var isUntouched: Bool { bytes.allSatisfy { $0 == Self.pattern } }

  func copyWords() -> [Int32] { copyElements() }

  func copyElements<Element>() -> [Element] {
    Array(UnsafeRawBufferPointer(start: start, count: count).bindMemory(to: Element.self))
  }
}

extension Array where Element: FixedWidthInteger {
  /// Calls `body` with a copy that has nothing after its last word, for the address sanitizer.
  func withExactCopy<Result>(_ body: (UnsafePointer<Element>) throws -> Result) rethrows -> Result {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: count)
    defer { copy.deallocate() }
    for (index, word) in enumerated() {
      (copy + index).initialize(to: word)
    }
    return try body(copy)
  }
}
