// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import Testing

struct NPZFileTests {
  private static let one = NPYFile.bytes(int32: [1, -2, 3], shape: [3])
  private static let two = NPYFile.bytes(int32: [7], shape: [])

  private func read(_ entries: [ZipFiles.Entry]) throws(AccelError) -> NPYFile.Contents? {
    try NPZFile(ZipFiles(entries: entries).bytes, named: "a").array("x")
  }

  private func refuse(
    _ words: String..., sourceLocation: SourceLocation = #_sourceLocation, entry: ZipFiles.Entry
  ) {
    expectRefusal(
      .malformedFile, naming: ["read a"] + words, sourceLocation: sourceLocation
    ) { () throws(AccelError) in try read([entry]) }
  }

  @Test(
    "Arrays are read by name, stored or deflated, in every form of the archive",
    arguments: ZipFiles.Form.allCases, [false, true])
  func forms(_ form: ZipFiles.Form, _ isDeflated: Bool) throws {
    let bytes = ZipFiles.npz([Self.one, Self.two], isDeflated: isDeflated, form: form)
    let file = try NPZFile(bytes, named: "a")
    #expect(file.names == ["arr_0", "arr_1"])
    #expect(try file.array("arr_0") == NPYFile.read(Self.one, named: "a"))
    #expect(try file.array("arr_1") == NPYFile.read(Self.two, named: "a"))
    #expect(try file.array("arr_2") == nil)
  }

  @Test("An archive of no arrays is read")
  func empty() throws {
    #expect(try NPZFile(ZipFiles(entries: []).bytes, named: "a").names.isEmpty)
  }

  @Test(
    "An archive that ends early is refused, wherever it ends", arguments: ZipFiles.Form.allCases)
  func truncated(_ form: ZipFiles.Form) {
    let whole = ZipFiles.npz([Self.one, Self.two], isDeflated: true, form: form)
    for count in 0..<whole.count {
      expectRefusal(.malformedFile, naming: ["read a"]) {
        () throws(AccelError) in try NPZFile(Array(whole[..<count]), named: "a")
      }
    }
  }

  @Test("Bytes behind the archive, or before it, are refused")
  func surrounded() {
    let whole = ZipFiles.npz([Self.one])
    for bytes in [whole + [0], [0] + whole, [0x50, 0x4b] + whole] {
      expectRefusal(.malformedFile, naming: ["read a"]) {
        () throws(AccelError) in try NPZFile(bytes, named: "a")
      }
    }
  }

  @Test("A wrong bit anywhere in packed bytes is found", arguments: [false, true])
  func damaged(_ isDeflated: Bool) throws {
    let whole = ZipFiles.npz([Self.one], isDeflated: isDeflated, form: .plain)
    let start = 30 + "arr_0.npy".utf8.count
    for index in start..<start + Self.one.count + (isDeflated ? 5 : 0) {
      var bytes = whole
      bytes[index] ^= 0x02
      expectRefusal(.malformedFile, naming: ["read a", "arr_0.npy in it is damaged"]) {
        () throws(AccelError) in try NPZFile(bytes, named: "a").array("arr_0")
      }
    }
  }

  @Test("A checksum that is not that of the array is refused")
  func checksum() {
    refuse("damaged", entry: ZipFiles.Entry(name: "x.npy", contents: Self.one, checksum: 1))
  }

  @Test("A size other than that of the array is refused", arguments: [0, 139, 141, 200_000])
  func sizes(_ size: UInt32) {
    for isDeflated in [false, true] {
      refuse(
        "damaged",
        entry: ZipFiles.Entry(
          name: "x.npy", isDeflated: isDeflated, contents: Self.one, size: size))
    }
  }

  @Test("More than 1 GiB is refused without taking its memory")
  func huge() {
    refuse(
      "more than 1 GiB",
      entry: ZipFiles.Entry(
        name: "x.npy", isDeflated: true, contents: Self.one, size: 0xffff_fffe))
  }

  @Test("Another method than deflate, and encryption, are refused by the array's name")
  func methods() {
    refuse("x.npy", "encrypted", entry: .init(name: "x.npy", contents: Self.one, flags: 1))
    refuse("x.npy", "not packed by deflate", entry: .init(name: "x.npy", contents: [], method: 12))
  }

  @Test("What is no array is refused by its name")
  func others() {
    refuse("x.txt in it is no .npy file", entry: .init(name: "x.txt", contents: Self.one))
    expectRefusal(.malformedFile, naming: ["read x in a", "does not begin as a .npy file does"]) {
      () throws(AccelError) in try read([ZipFiles.Entry(name: "x.npy", contents: [1, 2, 3])])
    }
  }

  @Test("Two arrays of one name, or in the same bytes, are refused")
  func shared() {
    let entry = ZipFiles.Entry(name: "x.npy", contents: Self.one)
    expectRefusal(.malformedFile, naming: ["same name"]) {
      () throws(AccelError) in try read([entry, entry])
    }
    var bytes = ZipFiles.npz([Self.one, Self.one], form: .plain)
    let second = 2 * (30 + "arr_0.npy".utf8.count + Self.one.count) + 46 + "arr_0.npy".utf8.count
    for index in second + 42..<second + 46 { bytes[index] = 0 }
    expectRefusal(.malformedFile, naming: ["share their bytes"]) {
      () throws(AccelError) in try NPZFile(bytes, named: "a")
    }
  }
}
