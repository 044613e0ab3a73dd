// SPDX-License-Identifier: BSD-3-Clause

/// How pixel bytes become the words that a network takes: `trunc(scale * (byte - mean))`.
public struct InputEncoding: Sendable, Hashable {
  /// Words for each step of a byte.
  public var scale: Double
  /// One value per element of an image in order (y, x, channel), or none for a mean of 0.
  public var mean: [Double]

  /// The scale and the mean of ``words(_:elements:)``.
  public init(scale: Double, mean: [Double] = []) {
    self.scale = scale
    self.mean = mean
  }

  /// MNIST as the published LeNet-5 takes it: `trunc(18 * byte / 256)`.
  public static let lenet5 = InputEncoding(scale: 18.0 / 256.0)

  /// CIFAR-10 as the published overlay takes it: `trunc(64 * (byte - mean))`.
  public static func cifar10(mean: [Double]) -> InputEncoding {
    InputEncoding(scale: 64, mean: mean)
  }

  /// Whether every byte gives a word of 32 bits.
  var fits32Bits: Bool {
    let limit = 2_147_483_648.0
    return (mean.isEmpty ? [0] : mean).allSatisfy {
      abs(scale * (0 - $0)) < limit && abs(scale * (255 - $0)) < limit
    }
  }

  /// Encode whole images into memory that is there already, such as a board's; see
  /// ``words(_:elements:)``.
  ///
  /// - Precondition: as there, and `words` has room for exactly as many.
  public func encode(
    _ bytes: borrowing Span<UInt8>, elements: Int, into words: inout MutableSpan<Int32>
  ) {
    precondition(elements > 0 && bytes.count % elements == 0, "a whole number of images")
    precondition(mean.isEmpty || mean.count == elements, "a mean for each element")
    precondition(words.count == bytes.count, "as many words as bytes")
    for index in bytes.indices {
      let value = Double(bytes[index])
      words[index] = Int32(scale * (mean.isEmpty ? value : value - mean[index % elements]))
    }
  }

  /// Encode whole images.
  ///
  /// - Parameters:
  ///   - bytes: images one after the other, each in order (y, x, channel).
  ///   - elements: elements of one image.
  /// - Precondition: `bytes.count` is a multiple of `elements`; `mean` is empty or has `elements`
  ///   values; the products fit 32 bits.
  public func words(_ bytes: [UInt8], elements: Int) -> [Int32] {
    precondition(elements > 0 && bytes.count % elements == 0, "a whole number of images")
    precondition(mean.isEmpty || mean.count == elements, "a mean for each element")
    var words = [Int32](repeating: 0, count: bytes.count)
    var span = words.mutableSpan
    encode(bytes.span, elements: elements, into: &span)
    return words
  }
}
