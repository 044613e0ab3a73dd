// SPDX-License-Identifier: BSD-3-Clause

extension Session {
  /// Send a layer's weights and compare what comes back, word by word.
  mutating func exchangeWeights(ofLayerNamed name: String) throws(AccelError) {
    for (index, convolution) in network.convolutions.enumerated()
    where convolution.name == name {
      let message = StreamMessage.weights(of: convolution, ordinal: index + 1)
      let attempt = "load the weights of layer \(name)"
      try exchange(message, timeout: options.timeout, attempt: attempt) { words in
        words.copy(convolution.weights.span)
      } reply: { (echo) throws(AccelError) in
        for (word, sent) in convolution.weights.enumerated() where echo[word] != sent {
          throw AccelError(
            .echoMismatch, attempt: attempt,
            problem: "word \(word) came back as \(echo[word]) instead of \(sent)",
            remedy: "check the memory and the port that the overlay's DMA uses")
        }
      }
    }
  }

  /// Send images and hand out the output words.
  mutating func exchangeInference(
    _ images: Int, _ encode: (inout MutableSpan<Int32>) -> Void, _ results: (Span<Int32>) -> Void
  ) throws(AccelError) {
    let patience = options.timeoutPerImage * UInt64(images)
    try exchange(
      .inference(network, batch: images), timeout: options.timeout + patience,
      attempt: "classify \(images) images", encode, reply: results)
  }

  /// Send a message and hand out the words behind the reply's header, which has to echo the
  /// request's.
  private mutating func exchange(
    _ message: StreamMessage, timeout: BoardTime, attempt: String,
    _ fill: (inout MutableSpan<Int32>) -> Void,
    reply: (Span<Int32>) throws(AccelError) -> Void
  ) throws(AccelError) {
    try link.exchange(
      sending: message.requestBytes, receiving: message.replyBytes, timeout: timeout,
      attempt: attempt
    ) { (buffer) throws(AccelError) in
      try buffer.overwriteWords(header: message.header, count: message.requestCount, fill)
    } reply: { [overlay] (buffer, count) throws(AccelError) in
      try buffer.withWords(count: count / StreamMessage.bytesPerWord) {
        (words) throws(AccelError) in
        try Session.check(words, of: message, overlay, attempt: attempt)
        try reply(words.extracting(StreamMessage.headerCount...))
      }
    }
  }

  /// Whether a reply of so many bytes belongs to a request.
  func check(
    _ buffer: borrowing DeviceBuffer, _ count: Int, of message: StreamMessage
  ) throws(AccelError) {
    try buffer.withWords(count: count / StreamMessage.bytesPerWord) {
      (words) throws(AccelError) in
      try Session.check(words, of: message, overlay, attempt: "read the reply")
    }
  }

  private static func check(
    _ reply: Span<Int32>, of message: StreamMessage, _ overlay: Overlay, attempt: String
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
}

extension MutableSpan<Int32> {
  /// - Precondition: there are as many words.
  mutating func copy(_ words: borrowing Span<Int32>) {
    precondition(count == words.count, "as many words on both sides")
    for index in words.indices { self[index] = words[index] }
  }
}
