// SPDX-License-Identifier: BSD-3-Clause

/// The size of a feature map. Elements are stored in order (y, x, channel).
public struct Shape: Sendable, Hashable {
  public var height: Int
  public var width: Int
  public var channels: Int

  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Number of elements.
  public var count: Int { height * width * channels }

  /// Largest height, width or channel count that Accel computes with.
  public static let maximumExtent = 4096

  var isValid: Bool {
    let range = 1...Shape.maximumExtent
    return range.contains(height) && range.contains(width) && range.contains(channels)
  }
}

extension Shape: CustomStringConvertible {
  /// Height, width and channels, for example `28x28x1`.
  public var description: String { "\(height)x\(width)x\(channels)" }
}
