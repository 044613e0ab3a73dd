// SPDX-License-Identifier: BSD-3-Clause

/// A bitstream that configures nothing, in the form of a tool's (UG470, "Bitstream composition").
public struct TestBitstream {
  /// Of the header; no header without.
  public var part: String? = "7z020clg400"
  public var design = "lenet_wrapper;UserID=0XFFFFFFFF;Version=2018.2"
  /// No such packet without.
  public var idcode: UInt32? = 0x0372_7093
  public var frameWords = 303
  public var isCompressed = false
  public var isSwapped = false
  /// Whether the command is there that ends a configuration.
  public var isEnded = true

  public init() {}

  public init(part: String?, idcode: UInt32?) {
    self.part = part
    self.idcode = idcode
  }

  public static func withoutHeader() -> TestBitstream {
    TestBitstream(part: nil, idcode: 0x0372_7093)
  }

  /// The configuration's words.
  public var words: [UInt32] {
    var words = [UInt32](repeating: 0xffff_ffff, count: 8) + [0xbb, 0x1122_0044, 0xffff_ffff]
    words += [0xaa99_5566, 0x2000_0000, 0x3000_8001, 7, 0x2000_0000]
    if let idcode { words += [0x3001_8001, idcode] }
    words += [0x3000_2001, 0, 0x3000_8001, 1]
    words += [0x3000_4000, 0x5000_0000 | UInt32(frameWords)]
    words += (0..<frameWords).map { UInt32(truncatingIfNeeded: $0) &* 0x9e37_79b9 }
    if isCompressed { words += [0x3001_4002, 0, 0] }
    words += [0x3000_8001, 5, 0x3000_0001, 0x1234_5678]
    return words + (isEnded ? [0x3000_8001, 0x0d, 0x2000_0000, 0x2000_0000] : [])
  }

  public var configuration: [UInt8] {
    words.flatMap { word in
      let bytes = (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
      return isSwapped ? bytes.reversed() : bytes
    }
  }

  public var bytes: [UInt8] {
    guard let part else { return configuration }
    let header: [UInt8] =
      [0, 9, 0x0f, 0xf0, 0x0f, 0xf0, 0x0f, 0xf0, 0x0f, 0xf0, 0, 0, 1]
      + field("a", design) + field("b", part) + field("c", "2018/05/15") + field("d", "12:34:56")
    return header + Array("e".utf8) + number(configuration.count, bytes: 4) + configuration
  }

  private func field(_ key: String, _ text: String) -> [UInt8] {
    Array(key.utf8) + number(text.utf8.count + 1, bytes: 2) + Array(text.utf8) + [0]
  }

  private func number(_ value: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * (bytes - 1 - $0))) }
  }
}
