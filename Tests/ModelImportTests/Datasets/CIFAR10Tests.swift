// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

struct CIFAR10Tests {
  /// Each colour's plane has a value of its own at each of the first positions.
  private static func record(_ label: UInt8) -> [UInt8] {
    [label]
      + [UInt8(10), 20, 30].flatMap { colour in
        (0..<1024).map { $0 < 3 ? colour + UInt8($0) : label }
      }
  }

  @Test("Colour planes become pixels, record by record")
  func order() throws {
    let set = try CIFAR10.load(Self.record(3) + Self.record(9), named: "a")
    #expect(set.shape == Shape(height: 32, width: 32, channels: 3))
    #expect(set.labels == [3, 9])
    #expect(set.image(1).prefix(9) == [10, 20, 30, 11, 21, 31, 12, 22, 32])
    #expect(set.image(0).dropFirst(9).allSatisfy { $0 == 3 })
  }

  @Test("Bytes that are no whole records are refused by number", arguments: [0, 1, 3072, 3074])
  func sizes(_ count: Int) {
    expectRefusal(.malformedFile, naming: ["read a", "\(count) bytes", "3073-byte records"]) {
      () throws(AccelError) in
      try CIFAR10.load([UInt8](repeating: 0, count: count), named: "a")
    }
  }

  @Test("A label above 9 is refused by its record and value")
  func labels() {
    expectRefusal(.malformedFile, naming: ["read a", "record 1 has the label 10"]) {
      () throws(AccelError) in
      try CIFAR10.load(Self.record(0) + Self.record(10), named: "a")
    }
  }

  @Test("A file, the test batch of a folder, or a folder's only batch is read")
  func paths() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("data_batch_1.bin", Self.record(1))
    #expect(try CIFAR10.load(path: file).labels == [1])
    #expect(try CIFAR10.load(path: folder.path).labels == [1])
    try folder.write("test_batch.bin", ByteFiles.gzip(Self.record(2)))
    #expect(try CIFAR10.load(path: folder.path).labels == [2])
    #expect(try CIFAR10.load(path: folder.path + "/").labels == [2])
  }

  @Test("A folder with no batch, or with several and no test batch, is refused")
  func folders() throws {
    let folder = try TemporaryFolder()
    expectRefusal(.unreadableFile, naming: [folder.path, "no test_batch.bin", "0 other"]) {
      () throws(AccelError) in try CIFAR10.load(path: folder.path)
    }
    try folder.write("data_batch_1.bin", Self.record(1))
    try folder.write("data_batch_2.bin", Self.record(1))
    expectRefusal(.unreadableFile, naming: [folder.path, "2 other"]) {
      () throws(AccelError) in try CIFAR10.load(path: folder.path)
    }
  }

  @Test("A path to nothing, or to a folder within the folder, is refused")
  func missing() throws {
    let folder = try TemporaryFolder()
    expectRefusal(.unreadableFile, naming: ["read \(folder.path)/none", "no such file"]) {
      () throws(AccelError) in try CIFAR10.load(path: folder.path + "/none")
    }
    let batch = try folder.makeFolder("test_batch.bin")
    expectRefusal(.unreadableFile, naming: ["read \(batch)", "directory"]) {
      () throws(AccelError) in try CIFAR10.load(path: folder.path)
    }
  }
}
