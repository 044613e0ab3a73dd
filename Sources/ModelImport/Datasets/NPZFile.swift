// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// NumPy's archives of arrays, as `numpy.savez` and `numpy.savez_compressed` write them: a ZIP
/// archive of `.npy` files.
///
/// Memory: the archive, and what the array in hand takes. Deflate packs a byte into at least 1/1032
/// of one, so an array takes at most about 8 * 1032 times the bytes it has in the archive.
public struct NPZFile: Sendable {
  /// Names of the arrays, in the archive's order.
  public let names: [String]
  private let archive: ZipArchive
  private let entries: [String: ZipArchive.Entry]
  private let file: String

  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - file: what messages call it.
  /// - Throws: `AccelError` `malformedFile`.
  public init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    archive = try ZipArchive(bytes, named: file)
    self.file = file
    for entry in archive.entries where !entry.name.hasSuffix(".npy") {
      throw ZipArchive.malformed(file, "\(entry.name) in it is no .npy file")
    }
    names = archive.entries.map { String($0.name.dropLast(4)) }
    entries = Dictionary(uniqueKeysWithValues: zip(names, archive.entries))
  }

  /// The array of a name, unpacked anew with each call.
  ///
  /// - Returns: `nil` if there is none.
  /// - Throws: `AccelError`: `malformedFile`, `unavailable` where the system has no zlib.
  public func array(_ name: String) throws(AccelError) -> NPYFile.Contents? {
    guard let entry = entries[name] else { return nil }
    return try NPYFile.read(archive.contents(of: entry), named: "\(name) in \(file)")
  }
}
