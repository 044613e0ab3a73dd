// SPDX-License-Identifier: BSD-3-Clause

/// A configuration of the fabric as tools write it: a `.bit` file with its header, or a `.bin` file,
/// whose words may be byte-swapped. Formats: UG470 chapter 5; nobody documents the header of `.bit`.
public struct Bitstream: Sendable {
  /// What the header of a `.bit` file says.
  public struct Header: Sendable, Hashable {
    /// Name of the top module, and the tool's options behind a semicolon.
    public internal(set) var design = ""
    /// For example `7z020clg400`.
    public internal(set) var part = ""
    /// For example `2018/05/15`.
    public internal(set) var date = ""
    /// For example `12:34:56`.
    public internal(set) var time = ""
  }

  /// Which way round the bytes of each word are.
  public enum ByteOrder: Sendable, Hashable {
    /// Highest byte first: the sync word is AA 99 55 66. `.bit` files are.
    case highestFirst
    /// Lowest byte first: the sync word is 66 55 99 AA. Linux' FPGA manager for Zynq-7000 takes
    /// nothing else.
    case lowestFirst
  }

  /// How much of the fabric is configured.
  public enum Extent: Sendable, Hashable {
    case full, partial
  }

  /// `nil` for a `.bin` file.
  public let header: Header?
  /// As the file has it.
  public let byteOrder: ByteOrder
  /// The device that it is for, as its packets check it, with any revision; `nil` where they cannot
  /// be read, as when they are encrypted.
  public let idcode: UInt32?
  /// `nil` where it cannot be told: a compressed `.bin` file may be either.
  public let extent: Extent?
  /// Bytes behind the configuration that a `.bit` file's header announces, which are not loaded.
  public let trailingByteCount: Int
  /// Bytes of the configuration.
  public var byteCount: Int { data.count }

  let bytes: [UInt8]
  /// The configuration, from the padding before the sync word on.
  let data: Range<Int>

  /// Read a file. Keeps its bytes, and no copy of them.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: what messages call it.
  /// - Throws: ``AccelError`` `malformedFile` for a file of another kind, or cut short.
  public init(_ bytes: [UInt8], named name: String) throws(AccelError) {
    var reader = BitstreamReader(bytes, file: name)
    let header = try reader.header()
    let data = reader.configuration
    let packets = try reader.packets(isHeaded: header != nil)
    self.header = header
    self.bytes = bytes
    self.data = data
    byteOrder = packets.byteOrder
    idcode = packets.idcode
    extent = packets.extent(header)
    trailingByteCount = bytes.count - data.upperBound
  }

  /// The part that it is for: by its header, else by its IDCODE.
  public var part: FPGAPart? {
    header.flatMap { FPGAPart($0.part) } ?? idcode.flatMap { FPGAPart(idcode: $0) }
  }

  /// The configuration in whole words of a byte order, as a loader wants it. What the file lacks to
  /// the last word is filled up with zeros, which mean nothing behind the end.
  public func image(_ order: ByteOrder) -> [UInt8] {
    let count = (data.count + 3) & ~3
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { image, initialized in
      for index in 0..<count {
        let place = data.lowerBound + (order == byteOrder ? index : index ^ 3)
        unsafe image[index] = place < data.upperBound ? bytes[place] : 0
      }
      initialized = count
    }
  }

  /// Check that it is for a part.
  ///
  /// - Throws: ``AccelError`` `wrongPart` if it is for another one, or does not say for which.
  public func check(for board: FPGAPart, named name: String) throws(AccelError) {
    let attempt = "load \(name)"
    guard let part else {
      throw AccelError(
        .wrongPart, attempt: attempt, problem: "it does not say which part it is for",
        remedy: "take a .bit file, or say that any part will do")
    }
    if let idcode, let named = FPGAPart(idcode: idcode), !part.accepts(named) {
      throw AccelError(
        .wrongPart, attempt: attempt,
        problem: "its header names \(part), its configuration is for \(named)",
        remedy: "build it again")
    }
    guard board.accepts(part) else {
      throw AccelError(
        .wrongPart, attempt: attempt, problem: "it is for \(part), and the board has \(board)",
        remedy: "build it for the board's part")
    }
  }
}
