// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import Testing

/// Parameters that do not belong to the network are refused by array, layer and shapes.
struct LasagneParametersTests {
  private static let prototxt =
    Prototxt.input(1, 1, 2)
    + Prototxt.layer(
      "ip", "InnerProduct", bottom: "data", "inner_product_param { num_output: 3 }")
  private static let matrix = ByteFiles.npy([1, 2, 3, 4, 5, 6], [2, 3])
  private static let biases = ByteFiles.npy([1, 2, 3], [3])

  private func refuse(
    _ arrays: [[UInt8]], names: [String]? = nil, _ code: AccelError.Code, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let entries = arrays.enumerated().map {
      ZipFiles.Entry(name: names?[$0.offset] ?? "arr_\($0.offset).npy", contents: $0.element)
    }
    expectRefusal(code, naming: ["net.npz"] + words, sourceLocation: sourceLocation) {
      () throws(AccelError) in
      try LasagneModel.graph(
        prototxt: Array(Self.prototxt.utf8), named: "net.prototxt",
        parameters: ZipFiles(entries: entries).bytes, named: "net.npz")
    }
  }

  @Test("Fewer arrays than the layers take, and more")
  func counts() {
    refuse([], .shapeMismatch, "its 0 arrays end before the weights of layer ip")
    refuse([Self.matrix], .shapeMismatch, "its 1 arrays end before the biases of layer ip")
    refuse(
      [Self.matrix, Self.biases, Self.biases], .shapeMismatch,
      "3 arrays where the network's layers take 2")
  }

  @Test("Other shapes")
  func shapes() {
    refuse([Self.biases], .shapeMismatch, "arr_0 is 3 where the weights of layer ip are 2x3")
    refuse(
      [ByteFiles.npy([1, 2, 3, 4, 5, 6], [3, 2])], .shapeMismatch,
      "arr_0 is 3x2 where the weights of layer ip are 2x3")
    refuse(
      [Self.matrix, ByteFiles.npy([1], [])], .shapeMismatch,
      "arr_1 is a number where the biases of layer ip are 3")
  }

  @Test("Integers")
  func integers() {
    refuse(
      [NPYFile.bytes(int32: [1, 2, 3, 4, 5, 6], shape: [2, 3]), Self.biases], .shapeMismatch,
      "arr_0 holds integers")
  }

  @Test("Arrays by other names")
  func names() {
    let arrays = [Self.matrix, Self.biases]
    refuse(arrays, names: ["W.npy", "b.npy"], .malformedFile, "one is W", "numpy.savez")
    refuse(arrays, names: ["arr_0.npy", "arr_2.npy"], .malformedFile, "one is arr_2")
  }

  @Test("Numbers that are not finite, or that no float can hold", arguments: [Double.nan, 1e300])
  func notFinite(_ value: Double) {
    let body = [1, 2, value].flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
    expectRefusal(.valueOutOfRange, naming: ["layer ip"]) {
      () throws(AccelError) in
      try LasagneModel.graph(
        prototxt: Array(Self.prototxt.utf8), named: "net.prototxt",
        parameters: ZipFiles.npz(
          [Self.matrix, ByteFiles.npy(ByteFiles.dictionary("<f8", "(3,)"), body)]),
        named: "net.npz")
    }
  }

  @Test("A damaged archive is named")
  func damaged() {
    expectRefusal(.malformedFile, naming: ["read net.npz"]) {
      () throws(AccelError) in
      try LasagneModel.graph(
        prototxt: Array(Self.prototxt.utf8), named: "net.prototxt", parameters: [0x80, 2],
        named: "net.npz")
    }
  }
}
