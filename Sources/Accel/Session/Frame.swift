// SPDX-License-Identifier: BSD-3-Clause

/// Two buffers of a board, for images and for their results, which a session's transfers borrow as a
/// whole: while the board works on a frame, its owner has packed or read another one.
///
/// ``Session/run(_:while:)`` consumes a frame and gives it back with its results, so touching one that
/// the board works on does not compile. Two frames in turn are double buffering.
public struct Frame: ~Copyable, Sendable {
  let message: StreamMessage
  /// How many images it holds, 1 or more.
  public let images: Int
  var sending: DeviceBuffer
  var receiving: DeviceBuffer
  /// How long the board took for it last, by the board's clock.
  public internal(set) var elapsed = BoardTime(nanoseconds: 0)

  init(
    _ message: StreamMessage, images: Int, sending: consuming DeviceBuffer,
    receiving: consuming DeviceBuffer
  ) throws(AccelError) {
    self.message = message
    self.images = images
    self.sending = sending
    self.receiving = receiving
    try pack { _ in }
  }

  /// The same frame behind a transfer.
  init(
    _ message: StreamMessage, images: Int, _ completion: consuming Transfer.Completion
  ) {
    self.message = message
    self.images = images
    elapsed = completion.elapsed
    let sent = completion.sent
    let received = completion.received
    sending = consume sent
    receiving = consume received
  }

  /// Write images where the board reads them.
  ///
  /// - Parameter encode: writes every word of every image, each in order (y, x, channel); see
  ///   ``InputEncoding/encode(_:elements:into:)``.
  /// - Throws: ``AccelError`` `deviceFault` if the caches could not be synchronised.
  public mutating func pack(
    _ encode: (inout MutableSpan<Int32>) -> Void
  ) throws(AccelError) {
    try sending.overwriteWords(header: message.header, count: message.requestCount, encode)
  }

  /// The output words of each image, as the board wrote them last; meaningless before that.
  ///
  /// - Throws: ``AccelError`` `deviceFault` if the caches could not be synchronised.
  public borrowing func results() throws(AccelError) -> [Int32] {
    try receiving.words(
      atByte: StreamMessage.headerCount * StreamMessage.bytesPerWord, count: message.replyCount)
  }
}
