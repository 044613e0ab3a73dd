// SPDX-License-Identifier: BSD-3-Clause
public import Accel

/// Images and what they show.
public struct LabelledImages: Sendable, Hashable {
  /// Of one image.
  public let shape: Shape
  /// Images one after the other, each in order (y, x, channel).
  public let pixels: [UInt8]
  /// One class for each image.
  public let labels: [UInt8]

  /// - Precondition: as many images as labels.
  public init(shape: Shape, pixels: [UInt8], labels: [UInt8]) {
    precondition(pixels.count == shape.count * labels.count, "a label for each image")
    self.shape = shape
    self.pixels = pixels
    self.labels = labels
  }

  /// Number of images.
  public var count: Int { labels.count }

  /// The first images.
  ///
  /// - Precondition: `count` is not negative.
  public func prefix(_ count: Int) -> LabelledImages {
    let kept = min(count, self.count)
    return LabelledImages(
      shape: shape, pixels: Array(pixels[..<(kept * shape.count)]), labels: Array(labels[..<kept]))
  }

  /// The pixels of one image.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func image(_ index: Int) -> ArraySlice<UInt8> {
    pixels[index * shape.count..<(index + 1) * shape.count]
  }
}
