// SPDX-License-Identifier: BSD-3-Clause

/// The size of a feature map. Elements are stored in order (y, x, channel).
public struct Shape: Sendable, Hashable {
  /// Rows, 1 to ``maximumExtent``.
  public var height: Int
  /// Columns, 1 to ``maximumExtent``.
  public var width: Int
  /// Values of each pixel, 1 to ``maximumExtent``.
  public var channels: Int

  /// Any sizes; ``LayerGraph`` refuses those outside the ranges.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Number of elements, at most ``maximumCount`` in a graph.
  public var count: Int { height * width * channels }

  /// Largest height, width or channel count that Accel computes with.
  public static let maximumExtent = 4096

  /// Most elements of a feature map, its padding included: 2^28, 1 GiB of words.
  public static let maximumCount = 1 << 28

  var isValid: Bool {
    let range = 1...Shape.maximumExtent
    return range.contains(height) && range.contains(width) && range.contains(channels)
      && hasRoom(forPadding: 0)
  }

  /// Whether the map, with rows and columns added on each side, stays within ``maximumCount``.
  func hasRoom(forPadding padding: Int) -> Bool {
    // 64 bits hold the product on boards whose Int has 32.
    let words = Int64(height + 2 * padding) * Int64(width + 2 * padding) * Int64(channels)
    return words <= Int64(Shape.maximumCount)
  }
}

extension Shape: CustomStringConvertible {
  /// Height, width and channels, for example `28x28x1`.
  public var description: String { "\(height)x\(width)x\(channels)" }
}
