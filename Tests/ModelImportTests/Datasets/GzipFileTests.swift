// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

struct GzipFileTests {
  private static let contents = Array("nine bytes".utf8)

  private func read(_ bytes: [UInt8]) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    return try BinaryFile.read(folder.write("a", bytes))
  }

  private func refuse(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: AccelError.self, sourceLocation: sourceLocation) {
      try read(bytes)
    }
    #expect(error?.code == .malformedFile, sourceLocation: sourceLocation)
    #expect(
      error?.description.contains("damaged or ends too early") == true,
      sourceLocation: sourceLocation)
  }

  @Test("A packed file is unpacked by its first bytes, whatever its name")
  func unpacks() throws {
    #expect(try read(ByteFiles.gzip(Self.contents)) == Self.contents)
    #expect(try read(ByteFiles.gzip([])).isEmpty)
    let long = (0..<65_535).map { UInt8(truncatingIfNeeded: $0 / 3) }
    #expect(try read(ByteFiles.gzip(long)) == long)
  }

  @Test("Packed files one after the other are one file")
  func concatenated() throws {
    let parts = ByteFiles.gzip(Self.contents) + ByteFiles.gzip([1, 2]) + ByteFiles.gzip([3])
    #expect(try read(parts) == Self.contents + [1, 2, 3])
  }

  @Test("A packed file that ends early is refused, wherever it ends")
  func truncated() {
    let whole = ByteFiles.gzip(Self.contents)
    for count in 2..<whole.count { refuse(Array(whole[..<count])) }
  }

  @Test("A packed file with a wrong bit in its data, checksum or size is refused")
  func damaged() {
    let whole = ByteFiles.gzip(Self.contents)
    for index in 10..<whole.count {
      var bytes = whole
      bytes[index] ^= 0x02
      refuse(bytes)
    }
  }

  @Test("A packed file in a method other than deflate is refused")
  func method() {
    var bytes = ByteFiles.gzip(Self.contents)
    bytes[2] = 7
    refuse(bytes)
  }
}
