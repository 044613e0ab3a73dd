// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import CaffeFormat
internal import Foundation
internal import SwiftProtobuf

/// The mean image that a Caffe model was trained with: `mean_image.npy` beside its `.prototxt`, or
/// else `mean.binaryproto`, which Caffe's `compute_image_mean` writes.
public enum MeanImage {
  /// - Parameters:
  ///   - prototxt: path of the model's description.
  ///   - shape: of the model's images.
  /// - Returns: values in order (y, x, channel), or `nil` if there is no such file.
  /// - Throws: `AccelError`: `malformedFile`, `shapeMismatch` if it is not of the given shape.
  public static func beside(_ prototxt: String, shape: Shape) throws(AccelError) -> [Double]? {
    let directory = URL(fileURLWithPath: prototxt).deletingLastPathComponent()
    let paths = ["mean_image.npy", "mean.binaryproto"].map {
      directory.appendingPathComponent($0).path
    }
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      return nil
    }
    let bytes = try BinaryFile.read(path)
    let (sides, values) = try path == paths[0] ? array(bytes, path) : blob(bytes, path)
    let wanted = [shape.channels, shape.height, shape.width].drop { $0 == 1 }
    guard sides.drop(while: { $0 == 1 }).elementsEqual(wanted), let values,
      values.count == shape.count
    else {
      throw AccelError(
        .shapeMismatch, attempt: "read \(path)",
        problem: "it does not hold float32 or float64 values of channels, height, width of a "
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

  /// No values for an array of integers.
  private static func array(
    _ bytes: [UInt8], _ path: String
  ) throws(AccelError) -> ([Int], [Double]?) {
    let array = try NPYFile.read(bytes, named: path)
    let values: [Double]? =
      switch array.values {
      case .float32(let values): values.map { Double($0) }
      case .float64(let values): values
      case .int8, .uint8, .int32: nil
      }
    return (array.shape, values)
  }

  private static func blob(
    _ bytes: [UInt8], _ path: String
  ) throws(AccelError) -> ([Int], [Double]?) {
    do {
      let blob = try Caffe_BlobProto(serializedBytes: bytes)
      let values = blob.data.isEmpty ? blob.doubleData : blob.data.map { Double($0) }
      return (blob.dimensions.map { Int(clamping: $0) }, values)
    } catch {
      throw AccelError(
        .malformedFile, attempt: "read \(path)", problem: "its contents are damaged",
        remedy: "get the file again, whole")
    }
  }
}
