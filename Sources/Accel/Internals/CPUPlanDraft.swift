// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// A plan in the making: steps, and the maps between them. Map 0 is the image; the last step gives
/// the results.
@safe final class CPUPlanDraft {
  let level: CPULevel
  private(set) var steps: [CPUStep] = unsafe []
  /// What steps belong to.
  private(set) var layers: [CPULayerTime] = []
  /// Bytes of each map of one image.
  private(set) var maps: [Int]
  private(set) var packed: [AlignedMemory] = []

  static let image = 0

  init(_ level: CPULevel, imageBytes: Int) {
    self.level = level
    maps = [imageBytes]
  }

  /// The map that the last step gives.
  var results: Int { unsafe steps.last.map { unsafe $0.output } ?? CPUPlanDraft.image }

  /// The steps that follow belong to a layer, or to several that they compute together.
  func begin(_ name: String, multiplyAccumulates: Int64) {
    layers.append(CPULayerTime(name: name, multiplyAccumulates: multiplyAccumulates))
  }

  /// A map that several steps write.
  func addMap(bytes: Int) -> Int {
    maps.append(bytes)
    return maps.count - 1
  }

  /// A step that takes the map of the step before it.
  func append(_ step: CPUStep, outputBytes: Int) {
    _ = unsafe append(step, from: [results], outputBytes: outputBytes)
  }

  /// A step that takes one map or two and gives a new one.
  ///
  /// - Returns: that map.
  func append(_ step: CPUStep, from inputs: [Int], outputBytes: Int) -> Int {
    let map = addMap(bytes: outputBytes)
    unsafe append(step, from: inputs, to: map)
    return map
  }

  func append(_ step: CPUStep, from inputs: [Int], to map: Int) {
    var step = unsafe step
    unsafe step.input = inputs[0]
    unsafe step.second = inputs[inputs.count - 1]
    unsafe step.output = map
    unsafe step.layer = layers.count - 1
    unsafe steps.append(step)
  }

  /// Weights in the order of the level.
  func pack(_ shape: cconv_convolution, _ weights: [Int32]) -> UnsafeRawPointer {
    let memory = ConvolutionCalls.pack(shape, weights, level)
    packed.append(memory)
    return unsafe UnsafeRawPointer(memory.bytes)
  }

  /// Numbers as they are.
  func keep<Number: BitwiseCopyable>(_ numbers: [Number]) -> UnsafeRawPointer {
    let memory = AlignedMemory(byteCount: numbers.count * MemoryLayout<Number>.stride)
    unsafe numbers.withUnsafeBytes { source in
      // SAFETY: `memory` has the size of `numbers`.
      if let start = source.baseAddress {
        unsafe memory.bytes.copyMemory(from: start, byteCount: source.count)
      }
    }
    packed.append(memory)
    return unsafe UnsafeRawPointer(memory.bytes)
  }
}

/// Where maps lie in the memory of a lane: each as long as a step wants it, in the first gap that
/// holds it.
struct MapPlaces {
  /// An offset into the lane for each map, or one of the following.
  private(set) var offsets: [Int]
  private(set) var byteCount = 0

  static let image = -1
  static let results = -2

  init(_ draft: CPUPlanDraft, chunk: Int) {
    offsets = [Int](repeating: 0, count: draft.maps.count)
    var lastUse = offsets
    var firstUse = [Int](repeating: Int.max, count: draft.maps.count)
    for index in unsafe draft.steps.indices {
      let step = unsafe draft.steps[index]
      for map in unsafe [step.input, step.second, step.output] {
        lastUse[map] = index
        firstUse[map] = min(firstUse[map], index)
      }
    }
    var placed: [(offset: Int, end: Int, lastUse: Int)] = []
    for map in draft.maps.indices where map != CPUPlanDraft.image && map != draft.results {
      let size = AlignedMemory.lines(draft.maps[map] * chunk)
      var offset = 0
      // Maps are made in the order of their first use.
      for other in placed where other.lastUse >= firstUse[map] {
        if offset + size <= other.offset { break }
        offset = max(offset, other.end)
      }
      offsets[map] = offset
      placed.append((offset, offset + size, lastUse[map]))
      placed.sort { $0.offset < $1.offset }
      byteCount = max(byteCount, offset + size)
    }
    offsets[CPUPlanDraft.image] = MapPlaces.image
    offsets[draft.results] = MapPlaces.results
  }
}
