// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// The arrays of a `.caffemodel.h5`, as Caffe's HDF5 snapshots have them: `/data/LAYER/NUMBER`.
struct HDF5Blobs: CaffeBlobs {
  let file: String
  private let hdf5: HDF5File

  init(_ bytes: [UInt8], named file: String) throws(AccelError) {
    self.file = file
    hdf5 = try HDF5File(bytes, named: file)
  }

  func dimensions(of layer: String, blob index: Int) throws(AccelError) -> [Int64]? {
    guard let dataset = try hdf5.dataset(path(layer, index)) else { return nil }
    guard dataset.isFloatingPoint, dataset.isPlausible else {
      throw AccelError(
        .malformedFile, attempt: "take the parameters from \(file)",
        problem: "\(path(layer, index)) in it "
          + (dataset.isFloatingPoint ? "has fewer bytes than its shape needs" : "holds no floats"),
        remedy: "give the .caffemodel.h5 of a trained network, whole")
    }
    return dataset.shape.map { Int64(clamping: $0) }
  }

  func values(
    of layer: String, blob index: Int, _ what: String, count: Int
  ) throws(AccelError) -> [Float] {
    try hdf5.values(path(layer, index), count: count)
  }

  private func path(_ layer: String, _ index: Int) -> String { "data/\(layer)/\(index)" }
}
