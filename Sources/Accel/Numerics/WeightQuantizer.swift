// SPDX-License-Identifier: BSD-3-Clause

/// Turns a layer's weights and biases into integers, a scale for each output channel.
struct WeightQuantizer {
  let format: FixedFormat
  /// Of the layer's input.
  let input: Quantization
  /// In order (output, ...).
  let weights: [Float]
  let biases: [Float]
  /// The mean of the input at each weight of a channel, or none.
  let means: (_ channel: Int) -> [Double]
  /// The model's own, one for each channel, or none.
  let givenScales: [Double]

  /// What it gives.
  struct Result {
    var weights: [Int16] = []
    var biases: [Int32] = []
    /// Of each channel's weights.
    var scales: [Double] = []
    var preShift = 0
  }

  func quantized(outputs: Int) -> Result {
    let perOutput = weights.count / outputs
    let floors = (0..<outputs).map { smallestScale(of: $0, perOutput) }
    // A channel of much smaller weights than the largest has few of the result's codes anyway; so
    // its multiplier keeps at least nine bits.
    let least = givenScales.isEmpty ? (floors.max() ?? 0) / 128 : 0
    var channels = (0..<outputs).map { channel in
      quantized(channel, perOutput, scale: max(floors[channel], least))
    }
    var result = Result()
    while result.preShift < Requantization.preShifts.upperBound,
      !channels.allSatisfy({ $0.range.fits(preShift: result.preShift) })
    {
      result.preShift += 1
    }
    for index in channels.indices {
      if result.preShift > 0 { channels[index].bias += 1 << (result.preShift - 1) }
      result.weights += channels[index].weights
      result.biases.append(Int32(clamping: channels[index].bias))
      result.scales.append(channels[index].scale)
    }
    return result
  }

  private struct Channel {
    var weights: [Int16]
    var bias: Int
    var scale: Double
    var range: SumRange
  }

  private var largestWeight: Double { Double(format.codes.upperBound) }

  /// With which weights, their sum and the bias fit.
  private func smallestScale(of channel: Int, _ perOutput: Int) -> Double {
    var largest = 0.0
    var total = 0.0
    for weight in weights[channel * perOutput..<(channel + 1) * perOutput] {
      largest = max(largest, abs(Double(weight)))
      total += abs(Double(weight))
    }
    if !givenScales.isEmpty { largest = givenScales[channel] * largestWeight }
    let codes = Double(format.scale) * 2
    let bias = biases.isEmpty ? 0 : abs(Double(biases[channel]))
    // A quarter of 32 bits each; the rest is left to what rounding and the zero point add.
    let room = 536_870_912.0
    return max(
      largest / largestWeight, total * codes / room, bias / (input.scale * room), 1e-30)
  }

  private func quantized(_ channel: Int, _ perOutput: Int, scale: Double) -> Channel {
    let real = weights[channel * perOutput..<(channel + 1) * perOutput]
    let integers = real.map { weight in
      Int16(min(max((Double(weight) / scale).rounded(), -largestWeight), largestWeight))
    }
    var bias = biases.isEmpty ? 0 : Double(biases[channel])
    for (index, mean) in means(channel).enumerated() {
      let error = Double(integers[index]) * scale - Double(real[real.startIndex + index])
      bias -= error * mean
    }
    let sum = integers.reduce(0) { $0 + Int($1) }
    let integer =
      Int64((bias / (scale * input.scale)).rounded())
      - Int64(input.zeroPoint) * Int64(sum)
    let range = SumRange(bias: integer, weights: integers[...], codes: input.format.codes)
    return Channel(weights: integers, bias: Int(integer), scale: scale, range: range)
  }
}
