// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import TestSupport
import Testing

struct MNISTTests {
  private static let images = ByteFiles.idx([0x803, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
  private static let labels = ByteFiles.idx([0x801, 2], [9, 0])

  private func folder(images: String, labels: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, bytes) in [(images, Self.images), (labels, Self.labels)] {
      try folder.write(name, name.hasSuffix(".gz") ? ByteFiles.gzip(bytes) : bytes)
    }
    return folder
  }

  private func load(
    _ images: [UInt8] = images, _ labels: [UInt8] = labels
  ) throws(AccelError) -> LabelledImages {
    try MNIST.load(images: images, named: "i", labels: labels, named: "l")
  }

  @Test("Images and labels are paired")
  func pairs() throws {
    let set = try load()
    #expect(set.shape == Shape(height: 2, width: 2, channels: 1))
    #expect(set.count == 2)
    #expect(set.labels == [9, 0])
    #expect(Array(set.image(1)) == [5, 6, 7, 8])
    #expect(set.prefix(1).pixels == [1, 2, 3, 4])
    #expect(set.prefix(5) == set)
  }

  @Test(
    "The test set is found packed or not, under either of its names",
    arguments: [
      ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
      ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"),
      ("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte.gz"),
    ])
  func finds(_ images: String, _ labels: String) throws {
    let folder = try folder(images: images, labels: labels)
    #expect(MNIST.isPresent(in: folder.path))
    #expect(try MNIST.load(directory: folder.path) == load())
  }

  @Test("A folder without one of the files is refused by the file's name")
  func missing() throws {
    let folder = try folder(images: MNIST.imagesName, labels: "other")
    #expect(!MNIST.isPresent(in: folder.path))
    expectRefusal(.unreadableFile, naming: [folder.path, MNIST.labelsName]) {
      () throws(AccelError) in try MNIST.load(directory: folder.path)
    }
    expectRefusal(.unreadableFile, naming: [folder.path + "/none", MNIST.imagesName]) {
      () throws(AccelError) in try MNIST.load(directory: folder.path + "/none")
    }
  }

  @Test("A folder in place of a file is refused")
  func directory() throws {
    let folder = try folder(images: "other", labels: MNIST.labelsName)
    let path = try folder.makeFolder(MNIST.imagesName)
    expectRefusal(.unreadableFile, naming: [path, "directory"]) {
      () throws(AccelError) in try MNIST.load(directory: folder.path)
    }
  }

  @Test("Another number of labels than of images is refused by both numbers")
  func counts() {
    expectRefusal(.malformedFile, naming: ["pair i with l", "2 images and 3 labels"]) {
      () throws(AccelError) in try load(Self.images, ByteFiles.idx([0x801, 3], [1, 2, 3]))
    }
  }

  @Test("A label above 9 is refused by its value")
  func labels() {
    expectRefusal(.malformedFile, naming: ["read l", "label 10"]) {
      () throws(AccelError) in try load(Self.images, ByteFiles.idx([0x801, 2], [9, 10]))
    }
  }

  @Test("A mistake in either file is named with the file")
  func mistakes() {
    expectRefusal(.malformedFile, naming: ["read i"]) {
      () throws(AccelError) in try load(Self.labels, Self.labels)
    }
    expectRefusal(.malformedFile, naming: ["read l"]) {
      () throws(AccelError) in try load(Self.images, Self.images)
    }
  }
}
