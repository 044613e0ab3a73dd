// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation

/// The file system below a folder: `""` for this machine's own, another for tests.
struct SystemRoot {
  /// Far more than any attribute of the kernel has.
  private static let most = 1 << 16

  let path: String

  init(_ path: String = "") {
    self.path = path
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + name) }

  /// Whether this process may read and write it. Nothing is opened: to open some devices changes
  /// what they do.
  func mayUse(_ name: String) -> Bool {
    FileManager.default.isReadableFile(atPath: path + name)
      && FileManager.default.isWritableFile(atPath: path + name)
  }

  /// What a folder holds, in order of the numbers in the names; nothing if there is none.
  func names(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path + folder)) ?? []
    return names.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  /// Texts of a file that end in zeros, as a device tree has them.
  func texts(_ name: String) -> [String] {
    bytes(name).split(separator: 0).map(Self.printable)
  }

  /// A file of one line; `nil` if there is none, or nothing in it.
  func line(_ name: String) -> String? {
    let text = Self.printable(bytes(name).prefix { $0 != 0x0a && $0 != 0 })
      .trimmingCharacters(in: .whitespaces)
    return text.isEmpty ? nil : text
  }

  func lines(_ name: String) -> [String] {
    bytes(name).split(separator: 0x0a).map(Self.printable)
  }

  /// A number in hexadecimal with `0x` before it, or in decimal.
  func number(_ name: String) -> UInt64? {
    guard let text = line(name) else { return nil }
    return text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }

  private func bytes(_ name: String) -> [UInt8] {
    guard let kind = try? FileManager.default.attributesOfItem(atPath: resolved(name))[.type],
      // A pipe or a device would make us wait.
      kind as? FileAttributeType == .typeRegular,
      let handle = FileHandle(forReadingAtPath: path + name)
    else { return [] }
    defer { try? handle.close() }
    return [UInt8]((try? handle.read(upToCount: Self.most)) ?? Data())
  }

  private func resolved(_ name: String) -> String {
    URL(fileURLWithPath: path + name).resolvingSymlinksInPath().path
  }

  /// No text of a file commands a terminal.
  private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
    String(
      decoding: bytes.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
  }
}
