// SPDX-License-Identifier: BSD-3-Clause

/// The contents of a `.accel` file: a ``Network`` and how bytes enter it, whole and checked.
/// <doc:NetworkFiles> gives the layout byte by byte.
public enum NetworkFile {
  /// Of the files' names.
  public static let suffix = ".accel"
  static let magic = Array("ACCELNET".utf8)
  static let version: UInt32 = 2
  /// Magic, version, length of the body and hash.
  static let headerCount = 24

  /// Whether bytes begin as such a file does.
  public static func isPresent(in bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// The hash in the header: FNV-1a of 64 bits over the body. It tells networks apart and finds
  /// damage; it is no signature.
  public static func hash(of network: Network) -> UInt64 { hash(body(of: network)[...]) }

  /// Write a network.
  public static func bytes(of network: Network) -> [UInt8] {
    let body = body(of: network)
    var writer = ByteWriter()
    writer.bytes += magic
    writer.write(version)
    writer.write(UInt32(body.count))
    writer.write(hash(body[...]))
    return writer.bytes + body
  }

  /// Read a network.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: what messages call the file.
  /// - Throws: ``AccelError``: `malformedFile` for a file of another kind or version, cut short or
  ///   damaged; otherwise as the network's initialiser.
  public static func network(
    _ bytes: [UInt8], named name: String
  ) throws(AccelError) -> Network {
    var reader = ByteReader(bytes: bytes, file: name)
    guard isPresent(in: bytes) else { throw reader.malformed("it is no .accel file") }
    reader.position = magic.count
    let version = try reader.uint32()
    guard version == self.version else {
      throw reader.malformed("it is of version \(version), and this program reads \(self.version)")
    }
    let count = try reader.uint32()
    let hash = try reader.uint64()
    guard Int64(count) == Int64(bytes.count - headerCount) else {
      throw reader.malformed("it has \(bytes.count - headerCount) bytes where \(count) belong")
    }
    guard hash == self.hash(bytes[headerCount...]) else {
      throw reader.malformed("its contents do not have the hash in its header")
    }
    let network = try reader.network()
    guard reader.position == bytes.count else { throw reader.malformed("it has bytes to spare") }
    return network
  }

  static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  private static func body(of network: Network) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(network)
    return writer.bytes
  }
}

/// Numbers, lowest byte first.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func write<Number: FixedWidthInteger>(_ number: Number) {
    for byte in 0..<Number.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: number >> Number(8 * byte)))
    }
  }

  mutating func write(_ number: Double) { write(number.bitPattern) }

  /// Its length in bytes, then UTF-8, without the characters that go beyond 65,535 bytes.
  mutating func write(_ text: String) {
    var text = text
    while text.utf8.count > Int(UInt16.max) { text.removeLast() }
    let utf8 = Array(text.utf8)
    write(UInt16(utf8.count))
    bytes += utf8
  }

  mutating func write(_ numbers: [Double]) {
    write(UInt32(numbers.count))
    for number in numbers { write(number) }
  }
}

/// The same, checked at every step.
struct ByteReader {
  let bytes: [UInt8]
  let file: String
  var position = 0

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  func malformed(_ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "get the file again, or import the model again with accel import")
  }

  private mutating func number(_ count: Int) throws(AccelError) -> UInt64 {
    guard bytes.count - position >= count else { throw malformed("it ends too early") }
    var number: UInt64 = 0
    for byte in 0..<count { number |= UInt64(bytes[position + byte]) << UInt64(8 * byte) }
    position += count
    return number
  }

  mutating func uint8() throws(AccelError) -> UInt8 { UInt8(try number(1)) }
  mutating func uint16() throws(AccelError) -> UInt16 { UInt16(try number(2)) }
  mutating func uint32() throws(AccelError) -> UInt32 { UInt32(try number(4)) }
  mutating func uint64() throws(AccelError) -> UInt64 { try number(8) }
  mutating func int32() throws(AccelError) -> Int32 { Int32(bitPattern: try uint32()) }
  mutating func double() throws(AccelError) -> Double { Double(bitPattern: try uint64()) }

  mutating func text() throws(AccelError) -> String {
    let count = Int(try uint16())
    guard bytes.count - position >= count else { throw malformed("it ends too early") }
    guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
      throw malformed("a name in it is not text")
    }
    position += count
    return text
  }

  /// How many elements follow; no more than the file has bytes for.
  mutating func count(of width: Int) throws(AccelError) -> Int {
    let count = try uint32()
    guard Int64(count) * Int64(width) <= Int64(bytes.count - position) else {
      throw malformed("it ends too early")
    }
    return Int(count)
  }

  mutating func doubles() throws(AccelError) -> [Double] {
    let count = try count(of: 8)
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count { numbers.append(try double()) }
    return numbers
  }

  mutating func int32s() throws(AccelError) -> [Int32] {
    let count = try count(of: 4)
    var numbers: [Int32] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count { numbers.append(try int32()) }
    return numbers
  }
}
