// SPDX-License-Identifier: BSD-3-Clause

/// A part as data sheets and tools name it, for example `xc7z020clg400-1`: its device, and its
/// package where that is known. Speed grades do not matter to a bitstream.
public struct FPGAPart: Sendable, Hashable {
  /// In small letters and without the maker's prefix: `7z020`, `zu3eg`.
  public let device: String
  /// For example `clg400`; empty where it is not known.
  public let package: String

  /// Zynq-7000: JTAG IDCODE without its revision (UG585, PSS_IDCODE), and the size of a whole
  /// configuration in words (UG470, table 1-1).
  private static let devices: [(name: String, idcode: UInt32, words: Int)] = [
    ("7z007s", 0x0372_3093, 520_935), ("7z010", 0x0372_2093, 520_935),
    ("7z012s", 0x0373_c093, 877_667), ("7z014s", 0x0372_8093, 1_011_391),
    ("7z015", 0x0373_b093, 877_667), ("7z020", 0x0372_7093, 1_011_391),
    ("7z030", 0x0372_c093, 1_494_979), ("7z035", 0x0373_2093, 3_330_351),
    ("7z045", 0x0373_1093, 3_330_351), ("7z100", 0x0373_6093, 4_354_087),
  ]
  /// What an IDCODE says beside the revision, in bits 31 to 28.
  static let idcodeMask: UInt32 = 0x0fff_ffff

  private init(device: String, package: String = "") {
    self.device = device
    self.package = package
  }

  /// Read a name, with or without the maker's prefix, package and speed grade.
  ///
  /// - Returns: `nil` if it does not begin as a part's name does.
  public init?(_ text: String) {
    var name = text.utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
    guard name.count <= 64, name.allSatisfy(FPGAPart.isNameByte) else { return nil }
    if name.starts(with: Array("xc".utf8)) || name.starts(with: Array("xa".utf8))
      || name.starts(with: Array("xq".utf8))
    {
      name.removeFirst(2)
    }
    let words = name.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = words.first, first.count >= 4, FPGAPart.isAlphanumeric(first) else {
      return nil
    }
    let split = FPGAPart.deviceCount(first)
    var package = first.dropFirst(split)
    if package.isEmpty, words.count > 1, words[1].count > 2 { package = words[1] }
    self.init(
      device: String(decoding: first.prefix(split), as: UTF8.self),
      package: String(decoding: package, as: UTF8.self))
  }

  /// The Zynq-7000 device that has a JTAG IDCODE, of any revision.
  public init?(idcode: UInt32) {
    guard
      let device = FPGAPart.devices.first(where: {
        $0.idcode == idcode & FPGAPart.idcodeMask
      })
    else { return nil }
    self.init(device: device.name)
  }

  /// The Zynq-7000 device that has a device code, bits 16 to 12 of its IDCODE: what Linux shows as
  /// `soc_id` under `/sys/devices/soc0`.
  public init?(deviceCode: UInt32) {
    guard
      let device = FPGAPart.devices.first(where: { ($0.idcode >> 12) & 0x1f == deviceCode })
    else { return nil }
    self.init(device: device.name)
  }

  /// JTAG IDCODE with revision 0, where it is known: of Zynq-7000.
  public var idcode: UInt32? { entry?.idcode }

  /// Words of a whole configuration, where they are known: of Zynq-7000.
  var configurationWords: Int? { entry?.words }

  /// Whether a bitstream for another part fits: its device is the same, and its package unless one
  /// of them is not known.
  public func accepts(_ other: FPGAPart) -> Bool {
    device == other.device
      && (package == other.package || package.isEmpty || other.package.isEmpty)
  }

  private var entry: (name: String, idcode: UInt32, words: Int)? {
    FPGAPart.devices.first { $0.name == device }
  }

  /// Zynq-7000 names run on into the package: `7z` and three digits, and an `s` before letters.
  private static func deviceCount(_ name: ArraySlice<UInt8>) -> Int {
    let bytes = Array(name)
    guard bytes.count >= 5, bytes.starts(with: Array("7z".utf8)),
      bytes[2..<5].allSatisfy({ (0x30...0x39).contains($0) })
    else { return bytes.count }
    let hasSuffix = devices.contains { Array($0.name.utf8) == Array(bytes.prefix(6)) }
    return hasSuffix && bytes.count >= 6 ? 6 : 5
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isAlphanumeric([byte]) || byte == UInt8(ascii: "-")
  }

  private static func isAlphanumeric(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
  }
}

extension FPGAPart: CustomStringConvertible {
  public var description: String { "xc" + device + package }
}
