// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// The mean image that a Caffe model was trained with: `mean_image.npy` beside its `.prototxt`.
public enum MeanImage {
  /// - Parameter prototxt: path of the model's description.
  /// - Returns: values in order (y, x, channel), or `nil` if there is no such file.
  /// - Throws: ``AccelError``: `malformedFile`, `shapeMismatch` if it is not of the given shape.
  public static func beside(_ prototxt: String, shape: Shape) throws(AccelError) -> [Double]? {
    let directory = URL(fileURLWithPath: prototxt).deletingLastPathComponent()
    let path = directory.appendingPathComponent("mean_image.npy").path
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let array = try NPYFile.read(BinaryFile.read(path), named: path)
    let sizes = array.shape.drop { $0 == 1 }
    let wanted = [shape.channels, shape.height, shape.width].drop { $0 == 1 }
    let values: [Double]? =
      switch array.values {
      case .float32(let values): values.map { Double($0) }
      case .float64(let values): values
      case .int8, .uint8, .int32: nil
      }
    guard sizes.elementsEqual(wanted), let values else {
      throw AccelError(
        .shapeMismatch, attempt: "read \(path)",
        problem: "it is not a float32 or float64 array of channels, height, width of a "
          + "\(shape) image",
        remedy: "use the mean image that belongs to the model")
    }
    guard values.allSatisfy({ (0...255).contains($0) }) else {
      throw AccelError(
        .valueOutOfRange, attempt: "read \(path)",
        problem: "it has values outside 0...255, which are no mean of bytes",
        remedy: "use the mean image that belongs to the model")
    }
    let area = shape.height * shape.width
    return (0..<shape.count).map { values[$0 % shape.channels * area + $0 / shape.channels] }
  }
}
