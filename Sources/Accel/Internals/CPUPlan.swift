// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// The steps of a network with their packed weights, made once, and how much memory a thread needs
/// to run them. It does not change, so any number of threads may use it.
@safe final class CPUPlan: @unchecked Sendable {
  // SAFETY: everything is written in init only.
  let level: CPULevel
  let steps: UnsafeMutableBufferPointer<CPUStep>
  private let packed: [AlignedMemory]

  /// Images that go through the steps together.
  let chunk: Int
  /// Of a chunk: the maps behind steps of even number, those of odd number, and what CConv asks
  /// for. The last step writes to where results belong.
  let evenBytes: Int
  let oddBytes: Int
  let scratchBytes: Int

  /// What one thread needs.
  var laneBytes: Int { evenBytes + oddBytes + scratchBytes }

  /// Fully connected layers are fastest with this many images, which read weights from memory once.
  private static let largestChunk = 32
  /// Of a map of a chunk: two stay in a second-level cache, and leave room for weights.
  private static let cachedBytes = 1 << 17

  /// - Parameter layers: shapes as CConv takes them, with the weights of convolutions.
  init(_ layers: [(step: CPUStep, weights: [Int32])], level: CPULevel) {
    self.level = level
    var packed: [AlignedMemory] = []
    var scratch = 0
    unsafe steps = .allocate(capacity: layers.count)
    var chunk = CPUPlan.largestChunk
    for index in unsafe layers.indices {
      var step = unsafe layers[index].step
      if unsafe step.operation == .convolution {
        let memory = unsafe ConvolutionCalls.pack(step.convolution, layers[index].weights, level)
        unsafe step.packed = UnsafeRawPointer(memory.bytes)
        packed.append(memory)
        unsafe scratch = max(scratch, ConvolutionCalls.scratchSize(step.convolution, level))
      }
      unsafe chunk = min(chunk, CPUPlan.cachedBytes / max(step.inputBytes, step.outputBytes))
      unsafe steps.initializeElement(at: index, to: step)
    }
    self.packed = packed
    self.chunk = max(1, chunk)
    var bytes = (even: 0, odd: 0)
    for index in unsafe 0..<steps.count - 1 {
      if index % 2 == 0 {
        unsafe bytes.even = max(bytes.even, steps[index].outputBytes)
      } else {
        unsafe bytes.odd = max(bytes.odd, steps[index].outputBytes)
      }
    }
    evenBytes = AlignedMemory.lines(bytes.even * self.chunk)
    oddBytes = AlignedMemory.lines(bytes.odd * self.chunk)
    scratchBytes = AlignedMemory.lines(scratch)
  }

  deinit {
    unsafe steps.deinitialize().deallocate()
  }
}

extension CPUPlan {
  /// The steps of a network: a pooling of 2x2 words, every two, goes with the convolution before
  /// it, and maps between convolutions hold no more of a word than the second one reads.
  convenience init(_ network: OverlayNetwork, level: CPULevel) {
    var layers: [(step: CPUStep, weights: [Int32])] = unsafe []
    let stages = network.stages
    let narrow = network.format == .fixed8 ? CCONV_INT8 : CCONV_INT16
    // What the map before a stage holds.
    var element = CCONV_WORD
    var index = 0
    while index < stages.count {
      switch stages[index] {
      case .convolution(let layer):
        var shape = cconv_convolution(layer, network.format)
        var output = layer.output
        if index + 1 < stages.count, case .pooling(let pooling) = stages[index + 1],
          pooling.window == 2, pooling.stride == 2
        {
          shape.pool = pooling.kind == .maximum ? CCONV_MAX_POOL : CCONV_AVERAGE_POOL
          shape.pool_relu = pooling.rectifies
          output = pooling.output
          index += 1
        }
        shape.in = element
        if index + 1 < stages.count, case .convolution = stages[index + 1] {
          shape.out = narrow
        }
        unsafe layers.append(
          (
            CPUStep(
              operation: .convolution, convolution: shape,
              inputBytes: layer.input.count * bytes(element),
              outputBytes: output.count * bytes(shape.out),
              multiplyAccumulates: layer.multiplyAccumulates), layer.weights
          ))
        element = shape.out
      case .pooling(let layer):
        unsafe layers.append(
          (
            CPUStep(
              operation: layer.kind == .maximum ? .maximum : .average,
              pooling: cconv_pooling(layer), inputBytes: layer.input.count * bytes(CCONV_WORD),
              outputBytes: layer.output.count * bytes(CCONV_WORD)), []
          ))
        element = CCONV_WORD
      }
      index += 1
    }
    unsafe self.init(layers, level: level)
  }
}

extension CPUPlan {
  /// One convolution of bytes to bytes.
  convenience init(
    _ layer: OverlayNetwork.Convolution, paddingValue: Int8, level: CPULevel
  ) {
    var shape = cconv_convolution(layer, .fixed8)
    shape.pad_value = Int32(paddingValue)
    shape.in = CCONV_INT8
    shape.out = CCONV_INT8
    let step = unsafe CPUStep(
      operation: .convolution, convolution: shape, inputBytes: layer.input.count,
      outputBytes: layer.output.count, multiplyAccumulates: layer.multiplyAccumulates)
    unsafe self.init([(step, layer.weights)], level: level)
  }
}

/// Bytes of an element of a map.
private func bytes(_ element: cconv_element) -> Int {
  switch element {
  case CCONV_INT8: 1
  case CCONV_INT16: 2
  default: 4
  }
}
