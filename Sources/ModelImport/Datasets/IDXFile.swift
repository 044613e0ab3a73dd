// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// The idx format of the MNIST files: big-endian header, then bytes.
///
/// Source: the MNIST database's page.
public enum IDXFile {
  /// Images of one size, in order (image, y, x).
  public struct Images: Sendable, Hashable {
    /// Number of images.
    public let count: Int
    /// Height of an image, 1 to 4096.
    public let rows: Int
    /// Width of an image, 1 to 4096.
    public let columns: Int
    /// `count * rows * columns` bytes.
    public let pixels: [UInt8]
  }

  /// Read `idx3-ubyte` images (magic number 0x803).
  ///
  /// - Throws: `AccelError` `malformedFile`.
  public static func images(_ bytes: [UInt8], named file: String) throws(AccelError) -> Images {
    let sizes = try header(bytes, named: file, magic: 0x803, rank: 3, of: "images")
    let pixels = try body(bytes, named: file, sizes: sizes)
    return Images(count: sizes[0], rows: sizes[1], columns: sizes[2], pixels: pixels)
  }

  /// Read `idx1-ubyte` labels (magic number 0x801).
  ///
  /// - Throws: `AccelError` `malformedFile`.
  public static func labels(_ bytes: [UInt8], named file: String) throws(AccelError) -> [UInt8] {
    let sizes = try header(bytes, named: file, magic: 0x801, rank: 1, of: "labels")
    return try body(bytes, named: file, sizes: sizes)
  }

  private static func header(
    _ bytes: [UInt8], named file: String, magic: UInt32, rank: Int, of what: String
  ) throws(AccelError) -> [Int] {
    guard bytes.count >= 4 + 4 * rank else {
      throw malformed(file, "it ends within its header of \(4 + 4 * rank) bytes")
    }
    func word(_ index: Int) -> UInt32 {
      bytes[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    guard word(0) == magic else {
      throw malformed(
        file,
        "its magic number is 0x\(String(word(0), radix: 16)), not the "
          + "0x\(String(magic, radix: 16)) of idx \(what)")
    }
    let sizes = (1...rank).map { Int(clamping: word($0)) }
    guard sizes.dropFirst().allSatisfy({ (1...Shape.maximumExtent).contains($0) }) else {
      let size = sizes.dropFirst().map(String.init).joined(separator: "x")
      throw malformed(file, "its images are \(size) pixels")
    }
    return sizes
  }

  private static func body(
    _ bytes: [UInt8], named file: String, sizes: [Int]
  ) throws(AccelError) -> [UInt8] {
    let start = 4 + 4 * sizes.count
    let size = sizes.dropFirst().reduce(1, *)
    let (expected, overflow) = size.multipliedReportingOverflow(by: sizes[0])
    guard !overflow, bytes.count - start == expected else {
      throw malformed(
        file,
        "its header promises \(sizes[0]) items of \(size) bytes, but "
          + "\(bytes.count - start) bytes follow")
    }
    return Array(bytes[start...])
  }

  private static func malformed(_ file: String, _ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "get the file again, whole")
  }
}
