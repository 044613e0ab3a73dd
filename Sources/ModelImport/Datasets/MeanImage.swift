// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// The mean image that a Caffe model was trained with: `mean_image.npy` beside its `.prototxt`.
public enum MeanImage {
  /// - Parameter prototxt: path of the model's description.
  /// - Returns: values in order (y, x, channel), or `nil` if there is no such file.
  /// - Throws: ``AccelError``: `malformedFile`, `shapeMismatch` if it is not of the given shape.
  public static func beside(_ prototxt: String, shape: Shape) throws(AccelError) -> [Float]? {
    let directory = URL(fileURLWithPath: prototxt).deletingLastPathComponent()
    let path = directory.appendingPathComponent("mean_image.npy").path
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let array = try NPYFile.read(BinaryFile.read(path), named: path)
    let sizes = array.shape.drop { $0 == 1 }
    let wanted = [shape.channels, shape.height, shape.width].drop { $0 == 1 }
    guard sizes.elementsEqual(wanted), case .float32(let values) = array.values else {
      throw AccelError(
        .shapeMismatch, attempt: "read \(path)",
        problem: "it is not a float32 array of channels, height, width of a \(shape) image",
        remedy: "use the mean image that belongs to the model")
    }
    let area = shape.height * shape.width
    return (0..<shape.count).map { values[$0 % shape.channels * area + $0 / shape.channels] }
  }
}
