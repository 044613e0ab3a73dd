// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// CIFAR-10 in its binary form: records of a label byte and 3 x 32 x 32 bytes, colour by colour.
///
/// Source: A. Krizhevsky's CIFAR-10 page, "Binary version".
public enum CIFAR10 {
  /// Of one image.
  public static let shape = Shape(height: 32, width: 32, channels: 3)
  private static let recordSize = 1 + 3 * 1024

  /// Load test images from a file, or from `test_batch.bin` or the only `.bin` of a directory.
  ///
  /// - Throws: `AccelError`: `unreadableFile`, `malformedFile`.
  public static func load(path: String) throws(AccelError) -> LabelledImages {
    let file = try file(at: path)
    return try load(BinaryFile.read(file), named: file)
  }

  /// Read records.
  ///
  /// - Throws: `AccelError` `malformedFile`.
  public static func load(
    _ bytes: [UInt8], named file: String
  ) throws(AccelError) -> LabelledImages {
    guard !bytes.isEmpty, bytes.count % recordSize == 0 else {
      throw malformed(
        file, "its \(bytes.count) bytes are not a whole number of \(recordSize)-byte records")
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(bytes.count)
    var labels: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: recordSize) {
      guard bytes[start] < 10 else {
        throw malformed(file, "record \(start / recordSize) has the label \(bytes[start])")
      }
      labels.append(bytes[start])
      for position in 0..<1024 {
        for channel in 0..<3 { pixels.append(bytes[start + 1 + channel * 1024 + position]) }
      }
    }
    return LabelledImages(shape: shape, pixels: pixels, labels: labels)
  }

  private static func file(at path: String) throws(AccelError) -> String {
    var isDirectory: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(
      atPath: path, isDirectory: &isDirectory)
    guard exists, isDirectory.boolValue else { return path }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let binaries = names.filter { $0.hasSuffix(".bin") }.sorted()
    if binaries.contains("test_batch.bin") { return path + "/test_batch.bin" }
    guard binaries.count == 1 else {
      throw AccelError(
        .unreadableFile, attempt: "load CIFAR-10 from \(path)",
        problem: "it has no test_batch.bin and \(binaries.count) other .bin files",
        remedy: "name the file itself")
    }
    return path + "/" + binaries[0]
  }

  private static func malformed(_ file: String, _ problem: String) -> AccelError {
    AccelError(
      .malformedFile, attempt: "read \(file)", problem: problem,
      remedy: "use the binary version of CIFAR-10")
  }
}
