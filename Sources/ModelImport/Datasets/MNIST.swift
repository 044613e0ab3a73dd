// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// MNIST in its four-file form.
public enum MNIST {
  /// One of its two sets.
  public enum Part: Sendable {
    /// 10,000 images.
    case test
    /// 60,000 images.
    case training
  }

  /// The file names of the test set, without `.gz`.
  public static let imagesName = "t10k-images-idx3-ubyte"
  /// Likewise, of the labels.
  public static let labelsName = "t10k-labels-idx1-ubyte"

  /// Whether a directory has the test set, packed or not.
  public static func isPresent(in directory: String) -> Bool {
    path(of: imagesName, in: directory) != nil && path(of: labelsName, in: directory) != nil
  }

  /// Load the test images, or the training images.
  ///
  /// - Throws: `AccelError`: `unreadableFile` if a file is missing, `malformedFile`.
  public static func load(
    directory: String, _ part: Part = .test
  ) throws(AccelError) -> LabelledImages {
    let isTest = part == .test
    let imagesPath = try existing(isTest ? imagesName : "train-images-idx3-ubyte", in: directory)
    let labelsPath = try existing(isTest ? labelsName : "train-labels-idx1-ubyte", in: directory)
    return try load(
      images: BinaryFile.read(imagesPath), named: imagesPath, labels: BinaryFile.read(labelsPath),
      named: labelsPath)
  }

  /// Pair images and labels from the contents of their files.
  ///
  /// - Throws: `AccelError` `malformedFile`.
  public static func load(
    images: [UInt8], named imagesName: String, labels: [UInt8], named labelsName: String
  ) throws(AccelError) -> LabelledImages {
    let images = try IDXFile.images(images, named: imagesName)
    let labels = try IDXFile.labels(labels, named: labelsName)
    guard images.count == labels.count else {
      throw AccelError(
        .malformedFile, attempt: "pair \(imagesName) with \(labelsName)",
        problem: "there are \(images.count) images and \(labels.count) labels",
        remedy: "use the two files of one set")
    }
    if let label = labels.first(where: { $0 > 9 }) {
      throw AccelError(
        .malformedFile, attempt: "read \(labelsName)", problem: "it has the label \(label)",
        remedy: "use labels from 0 to 9")
    }
    return LabelledImages(
      shape: Shape(height: images.rows, width: images.columns, channels: 1),
      pixels: images.pixels, labels: labels)
  }

  private static func existing(
    _ name: String, in directory: String
  ) throws(AccelError) -> String {
    let files = FileManager.default
    guard !files.fileExists(atPath: directory) || files.isReadableFile(atPath: directory) else {
      throw AccelError(
        .unreadableFile, attempt: "load MNIST from \"\(directory)\"",
        problem: "the system refuses to read that folder", remedy: "check its permissions")
    }
    guard let path = path(of: name, in: directory) else {
      throw AccelError(
        .unreadableFile, attempt: "load MNIST from \(directory)",
        problem: "there is no \(name) or \(name).gz",
        remedy: "put it there, with the labels or images that belong to it")
    }
    return path
  }

  private static func path(of name: String, in directory: String) -> String? {
    let dotted = name.replacingOccurrences(of: "-idx", with: ".idx")
    return [name, name + ".gz", dotted, dotted + ".gz"].map { directory + "/" + $0 }
      .first { FileManager.default.fileExists(atPath: $0) }
  }
}
