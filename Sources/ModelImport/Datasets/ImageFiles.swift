// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// Images of a known data set, by the path of its files.
public enum ImageFiles {
  /// Load MNIST from a directory with its idx files, or CIFAR-10 from binary files.
  ///
  /// - Parameters:
  ///   - path: of the directory or the file.
  ///   - part: of MNIST; CIFAR-10's files are one part each.
  /// - Throws: `AccelError`: `unreadableFile`, `malformedFile`.
  public static func load(
    _ path: String, _ part: MNIST.Part
  ) throws(AccelError) -> LabelledImages {
    if MNIST.isPresent(in: path) { return try MNIST.load(directory: path, part) }
    return try CIFAR10.load(path: path)
  }
}
