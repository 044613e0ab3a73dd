// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import TestSupport
import Testing

@Suite(.enabled(if: HDF5Library.isPresent()))
struct HDF5BlobsTests {
  private static let vectors = ["small.caffemodel.h5", "small-packed.caffemodel.h5"]

  private func read(
    _ bytes: [UInt8], _ network: SmallNetwork = SmallNetwork(), named name: String = "net.h5"
  ) throws(AccelError) -> LayerGraph {
    try CaffeModel.graph(
      prototxt: Array(network.prototxt.utf8), named: "net.prototxt", caffemodel: bytes, named: name)
  }

  private func vector(_ name: String = vectors[0]) throws -> [UInt8] {
    try BinaryFile.read(TestVectors.path(name))
  }

  @Test(
    "Floats as Caffe writes them, and doubles in packed chunks, are the same network",
    arguments: vectors)
  func network(_ name: String) throws {
    let expected = try SmallNetwork().files.graph()
    #expect(try read(vector(name)) == expected)
    let folder = try TemporaryFolder()
    let prototxt = try folder.write("a.prototxt", SmallNetwork().prototxt)
    let path = TestVectors.path(name)
    #expect(try CaffeModel.graph(prototxt: prototxt, caffemodel: path) == expected)
  }

  @Test("A file is known by its first bytes, whatever its name")
  func signature() throws {
    #expect(try read(vector(), named: "net.caffemodel") == SmallNetwork().files.graph())
  }

  @Test("A file without them is refused by its name")
  func noSignature() {
    for bytes in [[], SmallNetwork().files.caffemodel] {
      expectRefusal(.malformedFile, naming: ["read net.h5", "no HDF5 file"]) {
        () throws(AccelError) in try read(bytes)
      }
    }
  }

  @Test("A layer without its blobs is refused by name")
  func missing() throws {
    let bytes = try vector()
    let renamed = SmallNetwork().prototxt.replacing("\"conv1\"", with: "\"conv9\"")
    for (text, words) in [
      (renamed, ["net.h5", "no weights for layer conv9"]),
      (renamed.replacing("\"conv9\"", with: "\"pool1/conv\""), ["no weights", "pool1/conv"]),
      (
        renamed.replacing("\"conv9\"", with: "\"\(String(repeating: "x", count: 2000))\""),
        ["no weights"]
      ),
    ] {
      expectRefusal(.shapeMismatch, naming: words) { () throws(AccelError) in
        try CaffeModel.graph(
          prototxt: Array(text.utf8), named: "net.prototxt", caffemodel: bytes, named: "net.h5")
      }
    }
  }

  @Test("The file of another network is refused by the layer and both shapes")
  func otherNetwork() throws {
    let bytes = try vector()
    expectRefusal(
      .shapeMismatch, naming: ["net.h5", "weights of layer ip1 are 3x8 where", "needs 4x8"]
    ) { () throws(AccelError) in try read(bytes, SmallNetwork(product: "num_output: 4")) }
  }

  @Test("A file that ends anywhere before its end is refused", arguments: vectors)
  func truncated(_ name: String) throws {
    let whole = try vector(name)
    for count in stride(from: 8, to: whole.count, by: 97) {
      expectRefusal(.malformedFile, naming: ["net.h5"]) {
        () throws(AccelError) in try read(Array(whole[..<count]))
      }
    }
  }

  /// With libhdf5 1.10.8, the first takes memory without end, the second crashes, and the last runs
  /// for ever.
  @Test(
    "A byte that makes libhdf5 crash or loop spoils the file, not the program",
    arguments: [(vectors[0], 728, 0x10), (vectors[1], 2973, 0x7f), (vectors[1], 9314, 0x01)])
  func hostile(_ name: String, _ place: Int, _ byte: UInt8) throws {
    var bytes = try vector(name)
    bytes[place] = byte
    let start = ContinuousClock.now
    do throws(AccelError) {
      #expect(try read(bytes).layers.count == 4)
    } catch {
      #expect(error.code == .malformedFile, "\(error)")
    }
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test("Where the system has no libhdf5, the sentence says what to install")
  func absent() async {
    await #expect(processExitsWith: .success) {
      setenv("ACCEL_HDF5", "/nonexistent/libhdf5.so", 1)
      let bytes = try BinaryFile.read(TestVectors.path("small.caffemodel.h5"))
      expectRefusal(.unavailable, naming: ["read net.h5", "no libhdf5", "libhdf5-103-1"]) {
        () throws(AccelError) in
        try CaffeModel.graph(
          prototxt: Array(SmallNetwork().prototxt.utf8), named: "a", caffemodel: bytes,
          named: "net.h5")
      }
    }
  }

  @Test("Another library in its place is refused")
  func otherLibrary() async {
    await #expect(processExitsWith: .success) {
      setenv("ACCEL_HDF5", "libc.so.6", 1)
      let bytes = try BinaryFile.read(TestVectors.path("small.caffemodel.h5"))
      expectRefusal(.unavailable, naming: ["read net.h5", "older than 1.10"]) {
        () throws(AccelError) in
        try CaffeModel.graph(
          prototxt: Array(SmallNetwork().prototxt.utf8), named: "a", caffemodel: bytes,
          named: "net.h5")
      }
    }
  }
}
