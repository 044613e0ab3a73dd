// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// The steps of a network with their packed weights, made once, and how much memory a thread needs
/// to run them. It does not change, so any number of threads may use it.
@safe final class CPUPlan: @unchecked Sendable {
  // SAFETY: everything is written in init only.
  let level: CPULevel
  let steps: UnsafeMutableBufferPointer<CPUStep>
  /// What steps belong to, without times.
  let layers: [CPULayerTime]
  /// Bytes of an image, and of its results.
  let inputBytes: Int
  let outputBytes: Int
  private let packed: [AlignedMemory]

  /// Images that go through the steps together.
  let chunk: Int
  /// Of the maps of a chunk between the first step and the last, and what CConv asks for.
  let mapBytes: Int
  let scratchBytes: Int

  /// What one thread needs.
  var laneBytes: Int { mapBytes + scratchBytes }

  /// Fully connected layers are fastest with this many images, which read weights from memory once.
  private static let largestChunk = 32
  /// Of a map of a chunk: two stay in a second-level cache, and leave room for weights.
  private static let cachedBytes = 1 << 17

  init(_ draft: CPUPlanDraft) {
    level = draft.level
    var scratch = 0
    var chunk = CPUPlan.largestChunk
    for index in unsafe draft.steps.indices {
      let step = unsafe draft.steps[index]
      if unsafe step.operation == .convolution {
        unsafe scratch = max(scratch, ConvolutionCalls.scratchSize(step.convolution, level))
      }
      let largest = unsafe max(draft.maps[step.input], draft.maps[step.output])
      chunk = min(chunk, CPUPlan.cachedBytes / largest)
    }
    chunk = max(1, chunk)
    let places = MapPlaces(draft, chunk: chunk)
    unsafe steps = .allocate(capacity: draft.steps.count)
    for index in unsafe draft.steps.indices {
      var step = unsafe draft.steps[index]
      let output = unsafe step.output
      let inputs = unsafe (step.input, step.second)
      unsafe step.inputBytes = draft.maps[inputs.0]
      unsafe step.outputBytes = draft.maps[output]
      unsafe step.input = places.offsets[inputs.0]
      unsafe step.second = places.offsets[inputs.1]
      unsafe step.output = places.offsets[output]
      unsafe steps.initializeElement(at: index, to: step)
    }
    layers = draft.layers
    packed = draft.packed
    inputBytes = draft.maps[CPUPlanDraft.image]
    outputBytes = draft.maps[draft.results]
    self.chunk = chunk
    mapBytes = places.byteCount
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
    let draft = CPUPlanDraft(level, imageBytes: network.input.count * bytes(CCONV_WORD))
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
        var name = layer.name
        if index + 1 < stages.count, case .pooling(let pooling) = stages[index + 1],
          pooling.window == 2, pooling.stride == 2
        {
          shape.pool = pooling.kind == .maximum ? CCONV_MAX_POOL : CCONV_AVERAGE_POOL
          shape.pool_relu = pooling.rectifies
          output = pooling.output
          name += " + \(pooling.name)"
          index += 1
        }
        shape.in = element
        if index + 1 < stages.count, case .convolution = stages[index + 1] {
          shape.out = narrow
        }
        draft.begin(name, multiplyAccumulates: layer.multiplyAccumulates)
        unsafe draft.append(
          CPUStep(
            operation: .convolution, convolution: shape,
            packed: draft.pack(shape, layer.weights),
            multiplyAccumulates: layer.multiplyAccumulates),
          outputBytes: output.count * bytes(shape.out))
        element = shape.out
      case .pooling(let layer):
        draft.begin(layer.name, multiplyAccumulates: 0)
        unsafe draft.append(
          CPUStep(
            operation: layer.kind == .maximum ? .maximum : .average,
            pooling: cconv_pooling(layer)),
          outputBytes: layer.output.count * bytes(CCONV_WORD))
        element = CCONV_WORD
      }
      index += 1
    }
    self.init(draft)
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
    let draft = CPUPlanDraft(level, imageBytes: layer.input.count)
    draft.begin(layer.name, multiplyAccumulates: layer.multiplyAccumulates)
    unsafe draft.append(
      CPUStep(
        operation: .convolution, convolution: shape, packed: draft.pack(shape, layer.weights),
        multiplyAccumulates: layer.multiplyAccumulates),
      outputBytes: layer.output.count)
    self.init(draft)
  }
}

/// Bytes of an element of a map.
func bytes(_ element: cconv_element) -> Int {
  switch element {
  case CCONV_INT8: 1
  case CCONV_INT16: 2
  default: 4
  }
}
