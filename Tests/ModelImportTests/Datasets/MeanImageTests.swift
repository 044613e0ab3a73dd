// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import ModelImport
import TestSupport
import Testing

private let published = "cifar10-caffe/mean_image.npy"

struct MeanImageTests {
  private static let shape = Shape(height: 2, width: 3, channels: 2)
  private static let values: [Float] = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]

  private static func file(_ shape: String, _ values: [Float] = values) -> [UInt8] {
    ByteFiles.npy(
      ByteFiles.dictionary("<f4", shape),
      values.flatMap { ByteFiles.bigEndian($0.bitPattern).reversed() })
  }

  private func read(_ file: [UInt8], _ shape: Shape = shape) throws -> [Double]? {
    let folder = try TemporaryFolder()
    try folder.write("mean_image.npy", file)
    return try MeanImage.beside(folder.path + "/net.prototxt", shape: shape)
  }

  @Test(
    "Planes become pixels, with or without leading ones", arguments: ["(2, 2, 3)", "(1, 2, 2, 3)"])
  func order(_ shape: String) throws {
    #expect(try read(Self.file(shape)) == [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60])
  }

  @Test("Values of 64 bits are read")
  func doubles() throws {
    let body = Self.values.flatMap { value in
      let word = Double(value).bitPattern
      return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    let file = ByteFiles.npy(ByteFiles.dictionary("<f8", "(1, 2, 2, 3)"), body)
    #expect(try read(file) == read(Self.file("(2, 2, 3)")))
  }

  @Test("The published mean image of CIFAR-10 is read", .enabled(if: SharedData.has(published)))
  func publishedMean() throws {
    let path = try #require(SharedData.path(published))
    let mean = try #require(try MeanImage.beside(path, shape: CIFAR10.shape))
    #expect(mean.count == 3072)
    let first = [130.71074, 136.05614, 132.55380]
    #expect(zip(mean, first).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("The mean of a grey image may be of any rank", arguments: ["(3, 4)", "(1, 3, 4)"])
  func grey(_ shape: String) throws {
    let grey = Shape(height: 3, width: 4, channels: 1)
    #expect(try read(Self.file(shape), grey) == Self.values.map { Double($0) })
  }

  @Test("Without the file there is no mean")
  func absent() throws {
    let folder = try TemporaryFolder()
    #expect(try MeanImage.beside(folder.path + "/net.prototxt", shape: Self.shape) == nil)
    #expect(try MeanImage.beside("/no/such/folder/net.prototxt", shape: Self.shape) == nil)
  }

  @Test(
    "Another shape or type is refused",
    arguments: [
      file("(2, 3, 2)"), file("(12,)"), file("()", [1]), file("(0,)", []),
      NPYFile.bytes(int32: Array(0..<12), shape: [2, 2, 3]),
    ])
  func otherShapes(_ file: [UInt8]) {
    let error = #expect(throws: AccelError.self) { try read(file) }
    #expect(error?.code == .shapeMismatch)
    #expect(error?.description.contains("mean_image.npy") == true)
    #expect(error?.description.contains("2x3x2") == true)
  }

  @Test(
    "A value that is no mean of bytes is refused",
    arguments: [Float.nan, .infinity, -0.5, 255.5, 1e30])
  func outOfRange(_ value: Float) {
    var values = Self.values
    values[7] = value
    let error = #expect(throws: AccelError.self) { try read(Self.file("(2, 2, 3)", values)) }
    #expect(error?.code == .valueOutOfRange)
    #expect(error?.description.contains("mean_image.npy") == true)
  }

  private func read(
    _ blob: Caffe_BlobProto, _ shape: Shape = shape
  ) throws -> [Double]? {
    let folder = try TemporaryFolder()
    try folder.write("mean.binaryproto", CaffeFiles.bytes(of: blob))
    return try MeanImage.beside(folder.path + "/net.prototxt", shape: shape)
  }

  @Test("Caffe's own file is read, in the current and in the old form, of floats and of doubles")
  func blobs() throws {
    let expected = try read(Self.file("(2, 2, 3)"))
    #expect(try read(Caffe_BlobProto([1, 2, 2, 3], Self.values)) == expected)
    #expect(try read(Caffe_BlobProto([2, 2, 3], Self.values)) == expected)
    #expect(try read(Caffe_BlobProto(old: [1, 2, 2, 3], Self.values)) == expected)
    var doubles = Caffe_BlobProto([2, 2, 3], [])
    doubles.doubleData = Self.values.map { Double($0) }
    #expect(try read(doubles) == expected)
  }

  @Test("Where both files are, the .npy file is read")
  func both() throws {
    let folder = try TemporaryFolder()
    try folder.write("mean.binaryproto", CaffeFiles.bytes(of: Caffe_BlobProto([2, 2, 3], [])))
    try folder.write("mean_image.npy", Self.file("(2, 2, 3)"))
    let mean = try MeanImage.beside(folder.path + "/net.prototxt", shape: Self.shape)
    #expect(mean?.first == 1)
  }

  @Test("Caffe's file of another shape, or without all of its values, is refused")
  func otherBlobs() {
    let blobs = [
      Caffe_BlobProto([1, 2, 3, 2], Self.values), Caffe_BlobProto([2, 2, 3], [1]),
      Caffe_BlobProto([-1, 2, 2, 3], Self.values), Caffe_BlobProto(),
    ]
    for blob in blobs {
      let error = #expect(throws: AccelError.self) { try read(blob) }
      #expect(error?.code == .shapeMismatch)
      #expect(error?.description.contains("mean.binaryproto") == true)
      #expect(error?.description.contains("2x3x2") == true)
    }
  }

  @Test("A value in Caffe's file that is no mean of bytes is refused", arguments: [Float.nan, 256])
  func blobOutOfRange(_ value: Float) {
    let error = #expect(throws: AccelError.self) {
      try read(Caffe_BlobProto([2, 2, 3], Self.values.dropLast() + [value]))
    }
    #expect(error?.code == .valueOutOfRange)
  }

  @Test("Caffe's file that ends early is refused by its path")
  func damagedBlob() throws {
    let bytes = CaffeFiles.bytes(of: Caffe_BlobProto([2, 2, 3], Self.values))
    let folder = try TemporaryFolder()
    try folder.write("mean.binaryproto", bytes.dropLast())
    expectRefusal(.malformedFile, naming: [folder.path + "/mean.binaryproto", "damaged"]) {
      () throws(AccelError) in
      try MeanImage.beside(folder.path + "/net.prototxt", shape: Self.shape)
    }
  }

  @Test("A damaged file, or a folder of its name, is refused by its path")
  func damaged() throws {
    let truncated = #expect(throws: AccelError.self) { try read(Self.file("(2, 2, 3)").dropLast()) }
    #expect(truncated?.code == .malformedFile)
    let folder = try TemporaryFolder()
    let path = try folder.makeFolder("mean_image.npy")
    expectRefusal(.unreadableFile, naming: [path, "directory"]) {
      () throws(AccelError) in
      try MeanImage.beside(folder.path + "/net.prototxt", shape: Self.shape)
    }
  }
}
