// SPDX-License-Identifier: BSD-3-Clause

/// How patient and how persistent a session is.
public struct SessionOptions: Sendable, Hashable {
  /// Longest wait for a transfer, by the board's clock, apart from ``timeoutPerImage``.
  public var timeout = BoardTime.seconds(2)
  /// Added to ``timeout`` for each image of a transfer. The published overlays take 1.9 ms
  /// (LeNet-5) and 6.7 ms (CIFAR-10).
  public var timeoutPerImage = BoardTime.milliseconds(50)
  /// How often a transfer is tried before its error is thrown; 1 or more.
  public var attempts = 3
  /// Most images in one transfer; a longer batch is split. `nil` for as many as the engine takes.
  public var imagesPerTransfer: Int?

  /// Whether a ``NativeSession`` reads back and compares all that it loads. (A ``Session`` always
  /// does: the published overlays echo it.)
  public var verifiesLoads = true

  /// Two seconds and 50 ms an image, three attempts, as many images as fit.
  public init() {}

  func check() {
    precondition(attempts >= 1, "at least one attempt")
    precondition(imagesPerTransfer ?? 1 >= 1, "at least one image in a transfer")
  }
}
