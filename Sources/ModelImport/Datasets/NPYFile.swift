// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// NumPy's array files.
///
/// Source: NumPy's `numpy.lib.format` documentation, versions 1.0 and 2.0.
public enum NPYFile {
  /// Elements of one of the types that are read; float16 is given as float32.
  public enum Values: Sendable, Hashable {
    case int8([Int8])
    case uint8([UInt8])
    case int32([Int32])
    case float32([Float])
    case float64([Double])
  }

  /// An array in C order: the last index varies fastest.
  public struct Contents: Sendable, Hashable {
    /// Length of each dimension; empty for a single number.
    public let shape: [Int]
    /// As many as the product of `shape`.
    public let values: Values
  }

  /// Read a little-endian array, in C or in Fortran order.
  ///
  /// - Throws: `AccelError` `malformedFile`.
  public static func read(_ bytes: [UInt8], named file: String) throws(AccelError) -> Contents {
    let header = try NPYHeader(bytes, named: file)
    let body = bytes[header.size...]
    var count = 1
    for size in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= BinaryFile.maximumSize else {
        throw NPYHeader.malformed(file, "its shape \(header.shape) is too large")
      }
      count = product
    }
    func check(_ width: Int) throws(AccelError) {
      guard body.count == count * width else {
        throw NPYHeader.malformed(
          file, "its shape \(header.shape) needs \(count * width) bytes, but \(body.count) follow")
      }
    }
    func elements<Word: FixedWidthInteger, Element>(
      _: Word.Type, _ element: (Word) -> Element
    ) throws(AccelError) -> [Element] {
      let width = Word.bitWidth / 8
      try check(width)
      let stored = (0..<count).map { index in
        let start = body.startIndex + index * width
        var word: Word = 0
        for byte in 0..<width {
          word |= Word(truncatingIfNeeded: body[start + byte]) << (8 * byte)
        }
        return element(word)
      }
      return header.isFortran ? inCOrder(stored, shape: header.shape) : stored
    }
    let values: Values
    switch header.type {
    case "|i1": values = try .int8(elements(Int8.self) { $0 })
    case "|u1": values = try .uint8(elements(UInt8.self) { $0 })
    case "<i4": values = try .int32(elements(Int32.self) { $0 })
    case "<f2":
      values = try .float32(elements(UInt16.self) { Float(Float16(bitPattern: $0)) })
    case "<f4": values = try .float32(elements(UInt32.self) { Float(bitPattern: $0) })
    case "<f8": values = try .float64(elements(UInt64.self) { Double(bitPattern: $0) })
    default:
      throw NPYHeader.malformed(
        file, "its type \(header.type) is none of int8, uint8, int32, float16, float32, float64")
    }
    return Contents(shape: header.shape, values: values)
  }

  /// Elements whose first index varies fastest become those whose last one does.
  private static func inCOrder<Element>(_ stored: [Element], shape: [Int]) -> [Element] {
    // Sides of 1 move nothing; without them there are at most 30.
    let sides = shape.filter { $0 != 1 }
    var steps: [Int] = []
    for side in sides { steps.append((steps.last ?? 1) * side) }
    steps = [1] + steps.dropLast()
    var indices = sides.map { _ in 0 }
    var place = 0
    return stored.indices.map { _ in
      defer {
        for axis in sides.indices.reversed() {
          indices[axis] += 1
          place += steps[axis]
          if indices[axis] < sides[axis] { break }
          place -= sides[axis] * steps[axis]
          indices[axis] = 0
        }
      }
      return stored[place]
    }
  }

  /// The bytes that `numpy.save` writes for an int32 array.
  ///
  /// - Precondition: the product of `shape` is the number of values.
  public static func bytes(int32 values: [Int32], shape: [Int]) -> [UInt8] {
    precondition(shape.reduce(1, *) == values.count, "a value for each element")
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '<i4', 'fortran_order': False, 'shape': (\(sizes)), }"
    // The data begin at a multiple of 64 bytes; the header ends in a newline.
    let unpadded = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let length = UInt16(header.utf8.count)
    var bytes = NPYHeader.magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)]
    bytes += header.utf8
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values {
      let word = UInt32(bitPattern: value)
      bytes.append(UInt8(truncatingIfNeeded: word))
      bytes.append(UInt8(truncatingIfNeeded: word >> 8))
      bytes.append(UInt8(truncatingIfNeeded: word >> 16))
      bytes.append(UInt8(truncatingIfNeeded: word >> 24))
    }
    return bytes
  }
}
