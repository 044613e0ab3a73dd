// SPDX-License-Identifier: BSD-3-Clause

extension NativeSession {
  /// Classify images.
  ///
  /// - Parameter words: codes of images, each in order (y, x, channel); see
  ///   ``NativeNetwork/words(for:)``. Any number: what does not fit one transfer is split.
  /// - Returns: the codes of each result in order (y, x, channel).
  /// - Throws: ``AccelError`` when a transfer failed as often as ``SessionOptions/attempts`` allows,
  ///   or `shapeMismatch` if `words` is not a whole number of images. The session may be used
  ///   again: it recovers first.
  public mutating func run(_ words: [Int32]) throws(AccelError) -> [Int32] {
    switch (network.format, network.outputQuantization.format) {
    case (.fixed8, .fixed8): try run(words, Int8.self, Int8.self)
    case (.fixed8, .fixed16): try run(words, Int8.self, Int16.self)
    case (.fixed16, .fixed8): try run(words, Int16.self, Int8.self)
    case (.fixed16, .fixed16): try run(words, Int16.self, Int16.self)
    }
  }

  private mutating func run<Code: CodeStorage, Result: CodeStorage>(
    _ words: [Int32], _: Code.Type, _: Result.Type
  ) throws(AccelError) -> [Int32] {
    let (inputs, outputs) = (network.input.count, network.output.count)
    guard words.count % inputs == 0 else {
      throw AccelError(
        .shapeMismatch, attempt: "run \(network.name)",
        problem: "\(words.count) codes are not a whole number of \(network.input) images",
        remedy: "give \(inputs) codes for each image")
    }
    let images = words.count / inputs
    var results = [Int32](repeating: 0, count: images * outputs)
    var start = 0
    while start < images {
      let end = min(images, start + imagesPerTransfer)
      try run(images: end - start) { (image, codes: inout MutableSpan<Code>) in
        let first = (start + image) * inputs
        for index in codes.indices { codes[index] = Code(truncatingIfNeeded: words[first + index]) }
      } results: { (image, codes: Span<Result>) in
        let first = (start + image) * outputs
        for index in codes.indices { results[first + index] = Int32(codes[index]) }
      }
      start = end
    }
    return results
  }

  /// Classify images without a copy: they are written where the board reads them, and their results
  /// are read where the board wrote them.
  ///
  /// - Parameters:
  ///   - images: 1 to ``imagesPerTransfer``.
  ///   - encode: writes every code of one image in order (y, x, channel); called for each image, once
  ///     for each attempt. Its integers are those of the network's format.
  ///   - results: gets the codes of one image's result; again where the end of an attempt failed. Its
  ///     integers are those of ``NativeNetwork/outputQuantization``: mostly `Int16`.
  /// - Throws: as ``run(_:)``.
  /// - Precondition: `images` is in range, and so are the integers' widths.
  public mutating func run<Code: CodeStorage, Result: CodeStorage>(
    images: Int, encode: (Int, inout MutableSpan<Code>) -> Void,
    results: (Int, Span<Result>) -> Void
  ) throws(AccelError) {
    precondition((1...imagesPerTransfer).contains(images), "as many images as one transfer takes")
    precondition(Code.format == network.format, "codes as wide as the network's")
    precondition(
      Result.format == network.outputQuantization.format, "codes as wide as the results'")
    try persist { (session, _) throws(AccelError) in
      try session.exchangeImages(images, encode, results)
    }
  }

  private mutating func exchangeImages<Code: CodeStorage, Result: CodeStorage>(
    _ images: Int, _ encode: (Int, inout MutableSpan<Code>) -> Void,
    _ results: (Int, Span<Result>) -> Void
  ) throws(AccelError) {
    let sent = BufferItems(
      offset: HardwarePacket.beatBytes, count: images, codes: network.input.count,
      stride: network.imageBytes)
    let received = BufferItems(
      count: images, codes: network.output.count, stride: network.resultBytes)
    try exchange(
      .infer(images: images), payload: sent.range.count, reply: received.range.count,
      timeout: options.timeout + options.timeoutPerImage * UInt64(images),
      attempt: "classify \(images) images"
    ) { (buffer) throws(AccelError) in
      try buffer.overwrite(sent, encode)
    } reply: { (buffer) throws(AccelError) in
      try buffer.read(received, results)
    }
  }
}
