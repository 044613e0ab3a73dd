// SPDX-License-Identifier: BSD-3-Clause

extension NativeSession {
  /// Replace the parameters of one layer while the session stays open.
  ///
  /// - Parameters:
  ///   - layer: the name of a convolution or fully connected layer.
  ///   - weights: in order (output, y, x, input), within the codes of the network's format.
  ///   - biases: one for each output channel, the input's zero point included.
  ///   - multipliers: one for each output channel, 0 to 131,071.
  /// - Throws: ``AccelError``: `invalidArgument` if there is no such layer, `valueOutOfRange` if they
  ///   do not fit it; or as ``run(_:)``. The old parameters stay in force then.
  public mutating func reload(
    _ layer: String, weights: [Int16], biases: [Int32], multipliers: [Int32]
  ) throws(AccelError) {
    var stages = network.stages
    guard let index = stages.firstIndex(where: { $0.name == layer }),
      case .convolution(var convolution) = stages[index].operation
    else {
      throw AccelError(
        .invalidArgument, attempt: "reload the layer \(layer)",
        problem: "\(network.name) has no layer with weights of that name",
        remedy: "use one of its convolutions or fully connected layers")
    }
    (convolution.weights, convolution.biases) = (weights, biases)
    convolution.requantization.multipliers = multipliers
    stages[index].operation = .convolution(convolution)
    try replace(
      with: NativeNetwork(
        name: network.name, format: network.format, preprocessing: network.preprocessing,
        input: network.input, inputQuantization: network.inputQuantization, stages: stages))
  }

  /// Go on with another network of the same structure. Only layers whose parameters differ are
  /// loaded.
  ///
  /// - Throws: ``AccelError``: `unsupportedByOverlay` if its structure is another; or as
  ///   ``run(_:)``. The old network stays in force then.
  public mutating func replace(with other: NativeNetwork) throws(AccelError) {
    _ = try design.check(other)
    let old = network
    network = other
    do throws(AccelError) {
      try persist { (session, isLoaded) throws(AccelError) in
        if !isLoaded { try session.loadLayers(differingFrom: old) }
      }
    } catch {
      network = old
      // The board may hold either: load everything before the next use.
      state = .failed
      throw error
    }
  }

  private mutating func loadLayers(differingFrom old: NativeNetwork) throws(AccelError) {
    for index in network.stages.indices
    where network.stages[index].operation != old.stages[index].operation {
      try load(index)
    }
  }

  /// Bring a new or a failed session's board into a known state: fabric reset (after a failure),
  /// design and engine reset, every layer loaded and compared.
  mutating func makeReady() throws(AccelError) {
    if state == .failed { _ = try DriverCalls.resetFabric(link.device.handle) }
    try checkDesign()
    try link.resetEngine()
    try registers.resetCore()
    for index in network.stages.indices { try load(index) }
  }

  /// Somebody may have programmed the fabric since.
  private func checkDesign() throws(AccelError) {
    guard try DesignIdentity(link.device) == design else {
      throw AccelError(
        .unsupportedByOverlay, attempt: "go on with \(network.name)",
        problem: "the fabric holds another design than when the session began",
        remedy: "load the network's bitstream again")
    }
  }

  /// Load a stage's memories, if it has any, and compare what they hold.
  private mutating func load(_ index: Int) throws(AccelError) {
    guard let layout = layouts[index],
      case .convolution(let layer) = network.stages[index].operation
    else { return }
    let attempt = "load layer \(network.stages[index].name)"
    let words = layout.loadWords(layer)
    let packet = HardwarePacket.load(layer: index, words: words.count)
    try exchange(
      packet, payload: HardwarePacket.words(words.count), reply: HardwarePacket.beatBytes,
      timeout: options.timeout, attempt: attempt
    ) { (buffer) throws(AccelError) in
      try buffer.storeBeats(words, atByte: HardwarePacket.beatBytes)
    } reply: { (buffer) throws(AccelError) in
      let answer = try buffer.words(count: 2)
      guard answer == packet.header else {
        throw AccelError(
          .echoMismatch, attempt: attempt,
          problem: "its header came back as \(answer) instead of \(packet.header)",
          remedy: "check the memory and the port that the design's DMA uses")
      }
    }
    if options.verifiesLoads { try compare(index, layout, layer) }
  }

  private mutating func compare(
    _ index: Int, _ layout: ArrayLayout, _ layer: NativeNetwork.Convolution
  ) throws(AccelError) {
    let attempt = "read back layer \(network.stages[index].name)"
    let words = layout.readWords(layer)
    try exchange(
      .read(layer: index, words: words.count), payload: 0,
      reply: HardwarePacket.words(words.count), timeout: options.timeout, attempt: attempt
    ) { (_) throws(AccelError) in
    } reply: { (buffer) throws(AccelError) in
      try buffer.withWords(count: words.count) { (held) throws(AccelError) in
        for word in words.indices where held[word] != words[word] {
          throw AccelError(
            .echoMismatch, attempt: attempt,
            problem: "word \(word), \(layout.place(ofRead: word)), is \(held[word]) instead of "
              + "\(words[word])",
            remedy: "load the bitstream again; if that does not help, the fabric is defective or "
              + "clocked too fast")
        }
      }
    }
  }
}

extension HardwarePacket {
  /// Bytes of whole beats that hold so many words.
  static func words(_ count: Int) -> Int { padded(count * MemoryLayout<Int32>.stride) }
}

extension DeviceBuffer {
  /// Copy words into the buffer, up to the end of a beat.
  fileprivate mutating func storeBeats(
    _ words: [Int32], atByte offset: Int
  ) throws(AccelError) {
    try store(words.span, atByte: offset)
    if words.count % 2 == 1 {
      let padding: [Int32] = [0]
      try store(padding.span, atByte: offset + words.count * MemoryLayout<Int32>.stride)
    }
  }
}
