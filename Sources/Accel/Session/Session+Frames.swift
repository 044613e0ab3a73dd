// SPDX-License-Identifier: BSD-3-Clause

extension Session {
  /// Memory for images and their results, to be packed while the board works on another frame.
  ///
  /// - Parameter images: 1 to ``imagesPerTransfer``.
  /// - Throws: ``AccelError`` `outOfDeviceMemory`, `deviceFault`.
  /// - Precondition: `images` is in range.
  public borrowing func makeFrame(images: Int = 1) throws(AccelError) -> Frame {
    precondition((1...imagesPerTransfer).contains(images), "as many images as one transfer takes")
    let message = StreamMessage.inference(network, batch: images)
    return try Frame(
      message, images: images,
      sending: link.device.makeBuffer(byteCount: message.requestBytes),
      receiving: link.device.makeBuffer(byteCount: message.replyBytes))
  }

  /// Classify the images of a frame, and do something else while the board works on them: pack
  /// another frame, or read its results.
  ///
  /// There is one attempt, because a frame that comes late is worth little. Where it fails, the frame
  /// is lost; the session recovers before its next use.
  ///
  /// - Parameters:
  ///   - frame: one of this session's.
  ///   - body: called once, between the start of the transfer and the wait for its end.
  /// - Returns: the frame, with its results.
  /// - Throws: ``AccelError`` as ``run(_:)`` does, or what `body` throws, once the board is done.
  /// - Precondition: `frame` was made by a session of a network of the same shape.
  public mutating func run(
    _ frame: consuming Frame, while body: () throws(AccelError) -> Void
  ) throws(AccelError) -> Frame {
    precondition(
      frame.message == .inference(network, batch: frame.images), "a frame of this network")
    if state != .ready { try persist { (_, _) throws(AccelError) in } }
    // Until the reply is there, the board holds half a message.
    state = .failed
    var objection: AccelError?
    let done = try exchange(frame) {
      do throws(AccelError) { try body() } catch { objection = error }
    }
    state = .ready
    if let objection { throw objection }
    return done
  }

  private func exchange(
    _ frame: consuming Frame, while body: () -> Void
  ) throws(AccelError) -> Frame {
    let message = frame.message
    let images = frame.images
    do throws(AccelError) {
      let transfer = try link.engine.start(
        on: link.device, sending: frame.sending, sendCount: message.requestBytes,
        receiving: frame.receiving, receiveCount: message.replyBytes)
      body()
      let completion = try transfer.wait(
        options.timeout + options.timeoutPerImage * UInt64(images))
      try check(completion.received, completion.receivedCount, of: message)
      return Frame(message, images: images, completion)
    } catch {
      throw error.during("classify \(images) images")
    }
  }
}
