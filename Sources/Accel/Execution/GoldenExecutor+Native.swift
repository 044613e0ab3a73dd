// SPDX-License-Identifier: BSD-3-Clause

extension GoldenExecutor {
  /// Run whole images through a network of the `native` profile, one after the other.
  ///
  /// - Parameters:
  ///   - network: what they run through.
  ///   - words: codes of images, each in order (y, x, channel).
  /// - Returns: the codes of each result in order (y, x, channel).
  /// - Precondition: `words` is a whole number of images.
  public static func run(_ network: NativeNetwork, words: [Int32]) -> [Int32] {
    precondition(words.count % network.input.count == 0, "a whole number of images")
    var results: [Int32] = []
    for start in stride(from: 0, to: words.count, by: network.input.count) {
      let image = Array(words[start..<start + network.input.count])
      results += maps(of: network, image: image)[network.stages.count - 1]
    }
    return results
  }

  /// The result of every stage for one image.
  static func maps(of network: NativeNetwork, image: [Int32]) -> [[Int32]] {
    var maps: [[Int32]] = []
    for stage in network.stages {
      let inputs = stage.sources.map { source in
        NativeMap(
          codes: source < 0 ? image : maps[source], shape: network.shape(of: source),
          zeroPoint: network.quantization(of: source).zeroPoint)
      }
      maps.append(run(stage, inputs))
    }
    return maps
  }

  private static func run(_ stage: NativeNetwork.Stage, _ inputs: [NativeMap]) -> [Int32] {
    let input = inputs[0]
    switch stage.operation {
    case .convolution(let layer):
      return eachOutput(of: stage) { y, x, channel in
        layer.requantization.code(
          of: sum(layer, input, stage.output, y: y, x: x, channel: channel), channel: channel)
      }
    case .maxPooling(let pooling):
      return eachOutput(of: stage) { y, x, channel in
        window(pooling, input, y: y, x: x, channel: channel).compactMap { $0 }.max() ?? 0
      }
    case .averagePooling(let pooling, let requantization):
      return eachOutput(of: stage) { y, x, channel in
        let codes = window(pooling, input, y: y, x: x, channel: channel)
        let sum = codes.reduce(Int32(0)) { $0 + (($1 ?? input.zeroPoint) - input.zeroPoint) }
        return requantization.code(of: sum, channel: 0)
      }
    case .globalAveragePooling(let requantization):
      return (0..<input.shape.channels).map { channel in
        let codes = stride(from: channel, to: input.codes.count, by: input.shape.channels)
        let sum = codes.reduce(Int32(0)) { $0 + (input.codes[$1] - input.zeroPoint) }
        return requantization.code(of: sum, channel: 0)
      }
    case .addition(let requantization):
      let factors = requantization.multipliers
      return input.codes.indices.map { index in
        let first = Int64(input.codes[index] - input.zeroPoint) * Int64(factors[0])
        let second = Int64(inputs[1].codes[index] - inputs[1].zeroPoint) * Int64(factors[1])
        return requantization.code(ofProduct: first + second)
      }
    case .concatenation:
      var codes: [Int32] = []
      for pixel in 0..<stage.output.height * stage.output.width {
        for map in inputs {
          let channels = map.shape.channels
          codes += map.codes[pixel * channels..<(pixel + 1) * channels]
        }
      }
      return codes
    case .clamp(let limits):
      return input.codes.map { min(max($0, limits.lowerBound), limits.upperBound) }
    }
  }

  private static func eachOutput(
    of stage: NativeNetwork.Stage, _ code: (Int, Int, Int) -> Int32
  ) -> [Int32] {
    var codes: [Int32] = []
    codes.reserveCapacity(stage.output.count)
    for y in 0..<stage.output.height {
      for x in 0..<stage.output.width {
        for channel in 0..<stage.output.channels { codes.append(code(y, x, channel)) }
      }
    }
    return codes
  }

  private static func sum(
    _ layer: NativeNetwork.Convolution, _ input: NativeMap, _ output: Shape, y: Int, x: Int,
    channel: Int
  ) -> Int32 {
    let groupInputs = input.shape.channels / layer.groups
    let firstInput = channel / (output.channels / layer.groups) * groupInputs
    var sum = layer.biases[channel]
    for ky in 0..<layer.kernelHeight {
      for kx in 0..<layer.kernelWidth {
        for i in 0..<groupInputs {
          let code = input.code(
            row: y * layer.stride + ky - layer.padding,
            column: x * layer.stride + kx - layer.padding, channel: firstInput + i)
          let place = (channel * layer.kernelHeight + ky) * layer.kernelWidth + kx
          let weight = layer.weights[place * groupInputs + i]
          // Any order of summing gives this: no sum of all products overflows.
          sum &+= Int32(weight) * (code ?? input.zeroPoint)
        }
      }
    }
    return sum
  }

  /// The codes in a window; `nil` in its padding and beyond.
  private static func window(
    _ pooling: Pooling, _ input: NativeMap, y: Int, x: Int, channel: Int
  ) -> [Int32?] {
    var codes: [Int32?] = []
    for ky in 0..<pooling.window {
      for kx in 0..<pooling.window {
        codes.append(
          input.code(
            row: y * pooling.stride + ky - pooling.padding,
            column: x * pooling.stride + kx - pooling.padding, channel: channel))
      }
    }
    return codes
  }
}

/// A feature map of one image.
private struct NativeMap {
  let codes: [Int32]
  let shape: Shape
  let zeroPoint: Int32

  /// `nil` outside the map.
  func code(row: Int, column: Int, channel: Int) -> Int32? {
    guard (0..<shape.height).contains(row), (0..<shape.width).contains(column) else { return nil }
    return codes[(row * shape.width + column) * shape.channels + channel]
  }
}
