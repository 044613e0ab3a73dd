// SPDX-License-Identifier: BSD-3-Clause
import Accel
import CaffeFormat
import ModelImport
import Testing

struct CaffeParametersTests {
  @Test("Values in double_data are read")
  func doubles() throws {
    var files = SmallNetwork().files
    let plain = try files.graph()
    for (layer, blob) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      let values = files.net.layer[layer].blobs[blob].data.map { Double($0) }
      files.net.layer[layer].blobs[blob].doubleData = values
      files.net.layer[layer].blobs[blob].data = []
    }
    #expect(try files.graph() == plain)
  }

  @Test("Blobs of the old form, with their leading ones, are read")
  func oldBlobs() throws {
    var files = SmallNetwork().files
    let plain = try files.graph()
    for (layer, blob, old) in [
      (0, 0, [2, 2, 3, 3]), (0, 1, [1, 1, 1, 2]), (1, 0, [1, 1, 3, 8]), (1, 1, [1, 1, 1, 3]),
    ] as [(Int, Int, [Int32])] {
      let values = files.net.layer[layer].blobs[blob].data
      files.net.layer[layer].blobs[blob] = Caffe_BlobProto(old: old, values)
    }
    #expect(try files.graph() == plain)
  }

  @Test("Layers of the file that the network does not have are passed over")
  func more() throws {
    var files = SmallNetwork().files
    let plain = try files.graph()
    files.net.layer.insert(Caffe_LayerParameter("old", [Caffe_BlobProto([1], [1])]), at: 0)
    files.net.layer.append(Caffe_LayerParameter("conv1", []))
    #expect(try files.graph() == plain)
  }

  @Test("The file of another network is refused by the layer and both shapes")
  func otherNetwork() {
    var files = SmallNetwork().files
    files.net.layer[0].blobs[0] = Caffe_BlobProto([2, 1, 3, 3], Array(repeating: 0, count: 18))
    expectRefusal(
      .shapeMismatch, naming: ["net.caffemodel", "weights of layer conv1", "2x1x3x3", "2x2x3x3"]
    ) { () throws(AccelError) in try files.graph() }
    files = SmallNetwork().files
    files.net.layer[1].blobs[1] = Caffe_BlobProto([4], [1, 2, 3, 4])
    expectRefusal(.shapeMismatch, naming: ["biases of layer ip1 are 4 where", "needs 3"]) {
      () throws(AccelError) in try files.graph()
    }
  }

  @Test(
    "A blob whose shape does not fit is refused, however odd",
    arguments: [[], [0], [-2, -2, 3, 3], [2, 2, 3, 3, 1], [.max, .max, .max, .max]] as [[Int64]])
  func oddShapes(_ dimensions: [Int64]) {
    var files = SmallNetwork().files
    files.net.layer[0].blobs[0].shape.dim = dimensions
    expectRefusal(.shapeMismatch, naming: ["weights of layer conv1"]) {
      () throws(AccelError) in try files.graph()
    }
  }

  @Test("A layer without its blobs is refused by name")
  func missing() {
    var files = SmallNetwork().files
    files.net.layer[1].name = "ip9"
    expectRefusal(.shapeMismatch, naming: ["net.caffemodel", "no weights for layer ip1"]) {
      () throws(AccelError) in try files.graph()
    }
    files = SmallNetwork().files
    files.net.layer[1].blobs.removeLast()
    expectRefusal(.shapeMismatch, naming: ["net.caffemodel", "no biases for layer ip1"]) {
      () throws(AccelError) in try files.graph()
    }
  }

  @Test("More or fewer values than the shape says are refused", arguments: [0, 17, 19])
  func wrongCounts(_ count: Int) {
    var files = SmallNetwork().files
    files.net.layer[0].blobs[0].data = Array(repeating: 1, count: count)
    expectRefusal(.malformedFile, naming: ["net.caffemodel", "layer conv1 has \(count) weights"]) {
      () throws(AccelError) in try files.graph()
    }
  }

  @Test("Parameters that are not finite are refused", arguments: [Float.nan, .infinity])
  func notFinite(_ value: Float) {
    var files = SmallNetwork().files
    files.net.layer[1].blobs[0].data[5] = value
    expectRefusal(.valueOutOfRange, naming: ["layer ip1", "not a finite number"]) {
      () throws(AccelError) in try files.graph()
    }
  }

  @Test("A double that no float can hold is refused")
  func largeDouble() {
    var files = SmallNetwork().files
    files.net.layer[1].blobs[1].data = []
    files.net.layer[1].blobs[1].doubleData = [1, 1e300, 1]
    expectRefusal(.valueOutOfRange, naming: ["layer ip1"]) {
      () throws(AccelError) in try files.graph()
    }
  }

  @Test("An empty file, or one without parameters, is refused")
  func empty() {
    var files = SmallNetwork().files
    files.net.layer = [Caffe_LayerParameter("conv1", [])]
    expectRefusal(.malformedFile, naming: ["net.caffemodel", "no layer in it has parameters"]) {
      () throws(AccelError) in try files.graph()
    }
    expectRefusal(.malformedFile, naming: ["empty", "no layer in it has parameters"]) {
      () throws(AccelError) in try read([])
    }
  }

  @Test("A file that ends anywhere before its end is refused")
  func truncated() {
    let files = SmallNetwork().files
    let whole = files.caffemodel
    var one = files
    one.net.layer.removeLast()
    // Between two layers, the shorter file is whole: only the network can tell.
    let boundary = one.caffemodel.count
    for count in 1..<whole.count {
      expectRefusal(count == boundary ? .shapeMismatch : .malformedFile, naming: []) {
        () throws(AccelError) in try read(Array(whole[..<count]))
      }
    }
  }

  @Test("Damaged bytes are refused", arguments: [0xff, 0x0b, 0x0c, 0x0f, 0xa3, 0x00] as [UInt8])
  func damaged(_ byte: UInt8) {
    let count = byte == 0xa3 ? 3_000_000 : 1_000_000
    expectRefusal(.malformedFile, naming: ["read m", "damaged or no .caffemodel"]) {
      () throws(AccelError) in try read([UInt8](repeating: byte, count: count), named: "m")
    }
  }

  private func read(
    _ caffemodel: [UInt8], named name: String = "empty"
  ) throws(AccelError) -> LayerGraph {
    try CaffeModel.graph(
      prototxt: Array(SmallNetwork().prototxt.utf8), named: "net.prototxt", caffemodel: caffemodel,
      named: name)
  }
}
