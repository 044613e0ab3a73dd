// SPDX-License-Identifier: BSD-3-Clause

extension Session {
  /// Send a layer's weights and compare what comes back, word by word.
  mutating func exchangeWeights(ofLayerNamed name: String) throws(AccelError) {
    for (index, convolution) in network.convolutions.enumerated()
    where convolution.name == name {
      let message = StreamMessage.weights(of: convolution, ordinal: index + 1)
      let attempt = "load the weights of layer \(name)"
      let echo = try exchange(
        message, convolution.weights.span, timeout: options.timeout, attempt: attempt)
      for (word, sent) in convolution.weights.enumerated() where echo[word] != sent {
        throw AccelError(
          .echoMismatch, attempt: attempt,
          problem: "word \(word) came back as \(echo[word]) instead of \(sent)",
          remedy: "check the memory and the port that the overlay's DMA uses")
      }
    }
  }

  /// Send images and return the output words.
  mutating func exchangeInference(
    _ words: borrowing Span<Int32>, batch: Int
  ) throws(AccelError) -> [Int32] {
    let patience = options.timeoutPerImage * UInt64(batch)
    return try exchange(
      .inference(network, batch: batch), words,
      timeout: options.timeout + patience,
      attempt: "classify \(batch) images")
  }

  /// Send a message and return the words behind the reply's header, which has to echo the
  /// request's.
  private mutating func exchange(
    _ message: StreamMessage, _ words: borrowing Span<Int32>, timeout: BoardTime, attempt: String
  ) throws(AccelError) -> [Int32] {
    var sending = try buffer(sendBuffer.take(), holding: message.requestBytes)
    let receiving = try buffer(receiveBuffer.take(), holding: message.replyBytes)
    try sending.store(message.header.span)
    try sending.store(words, atByte: StreamMessage.headerCount * StreamMessage.bytesPerWord)
    let reply: [Int32]
    do throws(AccelError) {
      let transfer = try engine.start(
        on: device, sending: sending, sendCount: message.requestBytes, receiving: receiving,
        receiveCount: message.replyBytes)
      let completion = try transfer.wait(timeout)
      reply = try completion.received.words(
        count: completion.receivedCount / StreamMessage.bytesPerWord)
      keep(completion)
    } catch {
      throw error.during(attempt)
    }
    try check(reply, of: message, attempt: attempt)
    return Array(reply.dropFirst(StreamMessage.headerCount))
  }

  private func check(
    _ reply: [Int32], of message: StreamMessage, attempt: String
  ) throws(AccelError) {
    let received = reply.count * StreamMessage.bytesPerWord
    guard received == message.replyBytes else {
      throw AccelError(
        .transferFailed, attempt: attempt,
        problem: "the reply ended after \(received) of \(message.replyBytes) bytes (TLAST "
          + "came early)", remedy: "check that the board holds the \(overlay.name) overlay")
    }
    for (word, sent) in message.header.enumerated() where reply[word] != sent {
      throw AccelError(
        .echoMismatch, attempt: attempt,
        problem: "word \(word) of the reply's header is \(reply[word]) instead of \(sent)",
        remedy: "check the memory and the port that the overlay's DMA uses")
    }
  }

  /// The buffer if it is large enough, or a new one.
  private func buffer(
    _ old: consuming DeviceBuffer?, holding byteCount: Int
  ) throws(AccelError) -> DeviceBuffer {
    if let old {
      if old.byteCount >= byteCount { return old }
    }
    return try device.makeBuffer(byteCount: byteCount)
  }

  private mutating func keep(_ completion: consuming Transfer.Completion) {
    let sent = completion.sent
    let received = completion.received
    sendBuffer = consume sent
    receiveBuffer = consume received
  }
}
