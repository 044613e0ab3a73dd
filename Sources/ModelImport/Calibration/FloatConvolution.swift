// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A convolution that sums 16 outputs at a time, or a fully connected layer as a convolution that
/// covers its whole input.
struct FloatConvolution: Sendable {
  private typealias Block = SIMD16<Float>

  private let input: Shape
  private let output: Shape
  private let kernelHeight: Int
  private let kernelWidth: Int
  private let stride: Int
  private let padding: Int
  private let groups: Int
  /// In order (group, block of outputs, y, x, input); zeros fill the last block of a group.
  private let weights: [Block]
  /// In order (group, block of outputs).
  private let biases: [Block]

  init(_ layer: Convolution, input: Shape, output: Shape) {
    self.init(
      input: input, output: output, kernel: (layer.kernel, layer.kernel), stride: layer.stride,
      padding: layer.padding, groups: layer.groups, layer.weights, layer.biases)
  }

  init(_ layer: FullyConnected, input: Shape) {
    self.init(
      input: input, output: Shape(height: 1, width: 1, channels: layer.outputs),
      kernel: (input.height, input.width), stride: 1, padding: 0, groups: 1, layer.weights,
      layer.biases)
  }

  private init(
    input: Shape, output: Shape, kernel: (height: Int, width: Int), stride: Int, padding: Int,
    groups: Int, _ weights: [Float], _ biases: [Float]
  ) {
    self.input = input
    self.output = output
    self.kernelHeight = kernel.height
    self.kernelWidth = kernel.width
    self.stride = stride
    self.padding = padding
    self.groups = groups
    let taps = kernel.height * kernel.width * (input.channels / groups)
    let outputs = output.channels / groups
    let blocks = (outputs + Block.scalarCount - 1) / Block.scalarCount
    var packed = [Block](repeating: .zero, count: groups * blocks * taps)
    var packedBiases = [Block](repeating: .zero, count: groups * blocks)
    for channel in 0..<output.channels {
      let (group, within) = (channel / outputs, channel % outputs)
      let (block, lane) = (within / Block.scalarCount, within % Block.scalarCount)
      let target = group * blocks + block
      for tap in 0..<taps { packed[target * taps + tap][lane] = weights[channel * taps + tap] }
      if !biases.isEmpty { packedBiases[target][lane] = biases[channel] }
    }
    self.weights = packed
    self.biases = packedBiases
  }

  func run(_ image: [Float]) -> [Float] {
    // SAFETY: the graph was checked, so that every index below is within its array.
    unsafe [Float](unsafeUninitializedCapacity: output.count) { results, count in
      unsafe image.withUnsafeBufferPointer { image in
        unsafe weights.withUnsafeBufferPointer { weights in
          for y in 0..<output.height {
            for x in 0..<output.width {
              let pixel = (y * output.width + x) * output.channels
              unsafe sum(image, weights, y, x, into: results.extracting(pixel...))
            }
          }
        }
      }
      count = output.count
    }
  }

  /// All outputs of one pixel.
  @inline(__always)
  private func sum(
    _ image: UnsafeBufferPointer<Float>, _ weights: UnsafeBufferPointer<Block>, _ y: Int, _ x: Int,
    into results: UnsafeMutableBufferPointer<Float>
  ) {
    let rows = taps(at: y, of: kernelHeight, side: input.height)
    let columns = taps(at: x, of: kernelWidth, side: input.width)
    let channels = input.channels / groups
    let outputs = output.channels / groups
    let blocks = biases.count / groups
    let corner = (y * stride - padding) * input.width + x * stride - padding
    // Pixels of a row follow each other, unless groups come between them.
    let runs = groups == 1 ? 1 : columns.count
    let length = groups == 1 ? columns.count * channels : channels
    for block in 0..<biases.count {
      var sum = biases[block]
      let group = block / blocks
      for row in rows {
        for run in 0..<runs {
          let column = columns.lowerBound + run
          let pixels = (corner + row * input.width + column) * input.channels + group * channels
          let taps = ((block * kernelHeight + row) * kernelWidth + column) * channels
          for index in 0..<length {
            unsafe sum += image[pixels + index] * weights[taps + index]
          }
        }
      }
      let first = (block % blocks) * Block.scalarCount
      for lane in 0..<min(Block.scalarCount, outputs - first) {
        unsafe results.initializeElement(at: group * outputs + first + lane, to: sum[lane])
      }
    }
  }

  /// The rows or columns of the kernel that do not lie in the padding.
  private func taps(at position: Int, of kernel: Int, side: Int) -> Range<Int> {
    let start = position * stride - padding
    return max(0, -start)..<max(max(0, -start), min(kernel, side - start))
  }
}

/// A convolution each of whose outputs sees one input channel.
struct FloatDepthwise: Sendable {
  private let layer: Convolution
  private let input: Shape
  private let output: Shape
  /// In order (y, x, channel).
  private let weights: [Float]
  private let biases: [Float]

  init(_ layer: Convolution, input: Shape, output: Shape) {
    self.layer = layer
    self.input = input
    self.output = output
    let area = layer.kernel * layer.kernel
    weights = (0..<layer.weights.count).map { index in
      layer.weights[index % input.channels * area + index / input.channels]
    }
    biases =
      layer.biases.isEmpty ? [Float](repeating: 0, count: input.channels) : layer.biases
  }

  func run(_ image: [Float]) -> [Float] {
    var results: [Float] = []
    results.reserveCapacity(output.count)
    for _ in 0..<output.height * output.width { results += biases }
    unsafe results.withUnsafeMutableBufferPointer { results in
      unsafe image.withUnsafeBufferPointer { image in
        unsafe weights.withUnsafeBufferPointer { weights in
          for y in 0..<output.height {
            for x in 0..<output.width { unsafe add(image, weights, y, x, to: results) }
          }
        }
      }
    }
    return results
  }

  @inline(__always)
  private func add(
    _ image: UnsafeBufferPointer<Float>, _ weights: UnsafeBufferPointer<Float>, _ y: Int, _ x: Int,
    to results: UnsafeMutableBufferPointer<Float>
  ) {
    let pixel = (y * output.width + x) * output.channels
    for ky in 0..<layer.kernel {
      let row = y * layer.stride + ky - layer.padding
      guard (0..<input.height).contains(row) else { continue }
      for kx in 0..<layer.kernel {
        let column = x * layer.stride + kx - layer.padding
        guard (0..<input.width).contains(column) else { continue }
        let source = (row * input.width + column) * input.channels
        let taps = (ky * layer.kernel + kx) * input.channels
        for channel in 0..<input.channels {
          // SAFETY: the graph was checked, so that rows, columns and channels are within the maps.
          unsafe results[pixel + channel] += image[source + channel] * weights[taps + channel]
        }
      }
    }
  }
}
