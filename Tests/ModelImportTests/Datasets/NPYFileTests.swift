// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import Testing

struct NPYFileTests {
  private func read(
    _ type: String, _ shape: String, _ body: [UInt8], version: UInt8 = 1, order: String = "False"
  ) throws(AccelError) -> NPYFile.Contents {
    let dictionary = ByteFiles.dictionary(type, shape, order: order)
    return try NPYFile.read(ByteFiles.npy(dictionary, body, version: version), named: "a")
  }

  @Test(
    "What is written is read again, and begins at a multiple of 64 bytes",
    arguments: [
      ([0, 1, -1, .min, .max, 256], [2, 3]), ([5], []), ([7, 8], [2]), ([], [0]),
      (Array(repeating: -3, count: 1024), [1, 2, 4, 8, 16, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
    ] as [([Int32], [Int])])
  func roundTrip(_ values: [Int32], _ shape: [Int]) throws {
    let bytes = NPYFile.bytes(int32: values, shape: shape)
    let contents = try NPYFile.read(bytes, named: "a")
    #expect(contents.shape == shape)
    #expect(contents.values == .int32(values))
    #expect((bytes.count - 4 * values.count) % 64 == 0)
  }

  @Test("Each type is read, little end first, in either version", arguments: [1, 2] as [UInt8])
  func types(_ version: UInt8) throws {
    #expect(try read("|i1", "(2,)", [0x80, 1], version: version).values == .int8([-128, 1]))
    #expect(try read("|u1", "(2,)", [0x80, 1], version: version).values == .uint8([128, 1]))
    #expect(
      try read("<i4", "(1,)", [1, 2, 3, 0xff], version: version).values == .int32([-0xfc_fdff]))
    #expect(
      try read("<f4", "(1, 1)", [0, 0, 0x20, 0xc0], version: version).values == .float32([-2.5]))
    #expect(
      try read("<f8", "()", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], version: version).values
        == .float64([1.5]))
  }

  @Test("A header longer than 65,535 bytes can be said in version 2, and is damaged")
  func longHeader() {
    let dictionary = ByteFiles.dictionary("|u1", "(0,)") + String(repeating: " ", count: 70_000)
    expectRefusal(.malformedFile, naming: ["header is damaged"]) {
      () throws(AccelError) in
      try NPYFile.read(ByteFiles.npy(dictionary, version: 2), named: "a")
    }
  }

  @Test(
    "A type that Accel does not read is refused by its name",
    arguments: [">i4", ">f4", "<i8", ">f2", "|b1", "<U3", "|O", ""])
  func otherTypes(_ type: String) {
    expectRefusal(.malformedFile, naming: ["read a", "its type \(type) is none of"]) {
      () throws(AccelError) in try read(type, "(1,)", [0, 0, 0, 0])
    }
  }

  @Test("A record type is refused")
  func records() {
    let dictionary = "{'descr': [('x', '<i4')], 'fortran_order': False, 'shape': (1,), }\n"
    expectRefusal(.malformedFile, naming: ["read a"]) {
      () throws(AccelError) in
      try NPYFile.read(ByteFiles.npy(dictionary, [0, 0, 0, 0]), named: "a")
    }
  }

  @Test("Every kind of half-precision number is read exactly")
  func halves() throws {
    let words: [UInt16] = [0x3c00, 0xc100, 0x0001, 0x03ff, 0x7bff, 0x8000, 0x7c00]
    let body = words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    #expect(
      try read("<f2", "(7,)", body).values
        == .float32([1, -2.5, 0x1p-24, 0x1.ff8p-15, 65_504, -0.0, .infinity]))
  }

  @Test(
    "An array in Fortran order is brought into C order",
    arguments: [
      ("(2, 3)", [1, 3, 5, 2, 4, 6]), ("(3, 2)", [1, 4, 2, 5, 3, 6]), ("(6,)", [1, 2, 3, 4, 5, 6]),
      ("(1, 2, 1, 3, 1)", [1, 3, 5, 2, 4, 6]),
    ] as [(String, [UInt8])])
  func fortran(_ shape: String, _ expected: [UInt8]) throws {
    let array = try read("|u1", shape, [1, 2, 3, 4, 5, 6], order: "True")
    #expect(array.values == .uint8(expected))
    #expect(array.shape.reduce(1, *) == 6)
  }

  @Test("Three dimensions in Fortran order, and none or no elements")
  func fortranRanks() throws {
    let array = try read("|u1", "(2, 2, 3)", Array(0..<12), order: "True")
    #expect(array.values == .uint8([0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11]))
    #expect(try read("|u1", "()", [7], order: "True").values == .uint8([7]))
    #expect(try read("|u1", "(0, 3)", [], order: "True").values == .uint8([]))
  }

  @Test("An order that is neither True nor False is refused", arguments: ["0", "", "false"])
  func otherOrders(_ order: String) {
    expectRefusal(.malformedFile, naming: ["read a", "header is damaged"]) {
      () throws(AccelError) in try read("|u1", "(1,)", [0], order: order)
    }
  }

  @Test("Bytes other than those the shape needs are refused by number", arguments: [0, 23, 25])
  func wrongLength(_ count: Int) {
    expectRefusal(.malformedFile, naming: ["[2, 3] needs 24 bytes, but \(count) follow"]) {
      () throws(AccelError) in
      try read("<f4", "(2, 3)", Array(repeating: 0, count: count))
    }
  }

  @Test(
    "A shape that no file can have is refused",
    arguments: [
      "(1073741825,)", "(4294967296, 4294967296)", "(9223372036854775807, 2)",
      "(65536, 65536, 65536, 65536)",
    ])
  func hugeShapes(_ shape: String) {
    for type in ["|u1", "<f8"] {
      expectRefusal(.malformedFile, naming: ["read a", "too large"]) {
        () throws(AccelError) in try read(type, shape, [])
      }
    }
  }

  @Test(
    "A shape that is no list of sizes is refused",
    arguments: ["(-1,)", "(2.5,)", "(9223372036854775808,)", "(x, 2)", "(2 3)", "('2',)"])
  func oddShapes(_ shape: String) {
    expectRefusal(.malformedFile, naming: ["read a", "its shape \(shape) is damaged"]) {
      () throws(AccelError) in try read("|u1", shape, [0, 0])
    }
  }

  @Test(
    "A header without one of its three entries is refused",
    arguments: [
      "", "{}", "{'descr': '<i4', 'fortran_order': False, }",
      "{'descr': '<i4', 'shape': (1,), }", "{'fortran_order': False, 'shape': (1,), }",
      "{'descr': '<i4', 'fortran_order': False, 'shape': (1, }", "{'descr': '",
      "{'descr': '<i4', 'fortran_order': False",
    ])
  func incomplete(_ dictionary: String) {
    expectRefusal(.malformedFile, naming: ["read a", "damaged"]) {
      () throws(AccelError) in
      try NPYFile.read(ByteFiles.npy(dictionary + "\n\n", [0, 0, 0, 0]), named: "a")
    }
  }

  @Test("A header longer than its file, or of bytes that are no text, is refused")
  func damagedHeaders() {
    let text = ByteFiles.dictionary("|u1", "(0,)")
    var noText = ByteFiles.npy(text)
    noText[20] = 0xff
    for bytes in [
      noText, ByteFiles.npy(text, length: 65_535), ByteFiles.npy(text, version: 2, length: 60_000),
      ByteFiles.npy(text, version: 2, length: 0xffff_ffff),
    ] {
      expectRefusal(.malformedFile, naming: ["read a", "header is damaged"]) {
        () throws(AccelError) in try NPYFile.read(bytes, named: "a")
      }
    }
  }

  @Test("Another version is refused by its number", arguments: [0, 3, 255] as [UInt8])
  func versions(_ version: UInt8) {
    expectRefusal(.malformedFile, naming: ["read a", "version \(version)"]) {
      () throws(AccelError) in try read("|u1", "(0,)", [], version: version)
    }
  }

  @Test("A file that ends within its header is refused, wherever it ends")
  func truncated() {
    let whole = NPYFile.bytes(int32: [1], shape: [1])
    for count in 0..<whole.count {
      expectRefusal(.malformedFile, naming: ["read a"]) {
        () throws(AccelError) in try NPYFile.read(Array(whole[..<count]), named: "a")
      }
    }
  }
}
