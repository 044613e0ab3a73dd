// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import Testing

struct IDXFileTests {
  private static let body: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  private static let images = ByteFiles.idx([0x803, 2, 2, 3], body)
  private static let labels = ByteFiles.idx([0x801, 3], [7, 0, 255])

  @Test("Images are read with their header's sizes")
  func goodImages() throws {
    let images = try IDXFile.images(Self.images, named: "a")
    #expect((images.count, images.rows, images.columns) == (2, 2, 3))
    #expect(images.pixels == Self.body)
  }

  @Test("Labels are read as they are, any byte")
  func goodLabels() throws {
    #expect(try IDXFile.labels(Self.labels, named: "a") == [7, 0, 255])
  }

  @Test("A file of no items is read")
  func none() throws {
    #expect(try IDXFile.labels(ByteFiles.idx([0x801, 0], []), named: "a").isEmpty)
    #expect(try IDXFile.images(ByteFiles.idx([0x803, 0, 28, 28], []), named: "a").count == 0)
  }

  @Test("Images that end early are refused, wherever they end")
  func truncatedImages() {
    for count in 0..<Self.images.count {
      let words = count < 16 ? ["read a", "header of 16 bytes"] : ["\(count - 16) bytes follow"]
      expectRefusal(.malformedFile, naming: words) {
        () throws(AccelError) in try IDXFile.images(Array(Self.images[..<count]), named: "a")
      }
    }
  }

  @Test("Labels that end early are refused, wherever they end")
  func truncatedLabels() {
    for count in 0..<Self.labels.count {
      let words = count < 8 ? ["read a", "header of 8 bytes"] : ["\(count - 8) bytes follow"]
      expectRefusal(.malformedFile, naming: words) {
        () throws(AccelError) in try IDXFile.labels(Array(Self.labels[..<count]), named: "a")
      }
    }
  }

  @Test("Bytes behind the last item are refused")
  func tooLong() {
    expectRefusal(.malformedFile, naming: ["2 items of 6 bytes", "13 bytes follow"]) {
      () throws(AccelError) in try IDXFile.images(Self.images + [0], named: "a")
    }
  }

  @Test("Another magic number is refused by both numbers")
  func magic() {
    expectRefusal(.malformedFile, naming: ["0x801", "0x803 of idx images"]) {
      () throws(AccelError) in
      try IDXFile.images(ByteFiles.idx([0x801, 1, 1, 1], [1]), named: "a")
    }
    expectRefusal(.malformedFile, naming: ["0x1080000", "0x801 of idx labels"]) {
      () throws(AccelError) in try IDXFile.labels(ByteFiles.idx([0x108_0000, 1], [1]), named: "a")
    }
  }

  @Test(
    "Images without pixels, or larger than Accel computes with, are refused",
    arguments: [(0, 28), (28, 0), (4097, 1), (1, 4097), (.max, .max)] as [(UInt32, UInt32)])
  func sides(_ rows: UInt32, _ columns: UInt32) {
    expectRefusal(.malformedFile, naming: ["read a", "images are \(rows)x\(columns) pixels"]) {
      () throws(AccelError) in
      try IDXFile.images(ByteFiles.idx([0x803, 1, rows, columns], []), named: "a")
    }
  }

  @Test("The largest sizes a header can have are refused without taking their memory")
  func huge() {
    expectRefusal(.malformedFile, naming: ["4294967295 items of 16777216 bytes"]) {
      () throws(AccelError) in
      try IDXFile.images(ByteFiles.idx([0x803, .max, 4096, 4096], [1]), named: "a")
    }
    expectRefusal(.malformedFile, naming: ["4294967295 items of 1 bytes"]) {
      () throws(AccelError) in try IDXFile.labels(ByteFiles.idx([0x801, .max], [1]), named: "a")
    }
  }
}
