// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// One call of CConv: a convolution, perhaps with the pooling behind it, or another layer.
@unsafe struct CPUStep {
  enum Operation {
    case convolution, maximum, average
    // Of the native profile.
    case requantise, windowMaxima, windowSums, depthwise, add, copyChannels
  }

  var operation: Operation
  var convolution = cconv_convolution()
  var pooling = cconv_pooling()
  var requantisation = cconv_requantisation()
  var windows = cconv_windows()
  var addition = cconv_addition()
  /// Of a requantisation, and of copied channels: pixels of an image, channels of each.
  var pixels = 0
  var channels = 0
  /// Of copied channels: bytes before them in each pixel of the output, and of all its channels.
  var offsetBytes = 0
  var pitchBytes = 0
  /// Weights, or biases; the plan keeps them.
  var packed: UnsafeRawPointer?
  var multipliers: UnsafeRawPointer?
  /// For one image; decides whether several threads are worth their while.
  var multiplyAccumulates: Int64 = 0
  /// Which of the plan's layers it belongs to.
  var layer = 0
  /// Maps: of a draft, which ones; of a plan, where they lie.
  var input = 0
  var second = 0
  var output = 0
  /// Of one image.
  var inputBytes = 0
  var outputBytes = 0

  /// - Precondition: pointers lead to `images` maps of ``inputBytes`` and ``outputBytes``, scratch
  ///   to what the plan said.
  func run(
    _ level: cconv_level, images: Int, from input: UnsafeRawPointer,
    and second: UnsafeRawPointer, to output: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer, share: UnsafePointer<cconv_share>? = nil
  ) {
    if unsafe operation == .convolution {
      guard let packed = unsafe packed else { return }
      var shape = unsafe convolution
      let status = unsafe cconv_convolve(
        &shape, level, images, input, packed, output, scratch, share)
      ConvolutionCalls.expectSuccess(status)
      return
    }
    for image in 0..<images {
      let status = unsafe runOne(
        level, from: input + image * inputBytes, and: second + image * inputBytes,
        to: output + image * outputBytes)
      ConvolutionCalls.expectSuccess(status)
    }
  }

  private func runOne(
    _ level: cconv_level, from input: UnsafeRawPointer, and second: UnsafeRawPointer,
    to output: UnsafeMutableRawPointer
  ) -> Int32 {
    func words(_ map: UnsafeRawPointer) -> UnsafePointer<Int32> {
      unsafe map.assumingMemoryBound(to: Int32.self)
    }
    let results = unsafe output.assumingMemoryBound(to: Int32.self)
    var pooling = unsafe pooling
    var windows = unsafe windows
    switch unsafe operation {
    case .convolution: return 0
    case .maximum: return unsafe cconv_max_pool(&pooling, level, words(input), results)
    case .average: return unsafe cconv_average_pool(&pooling, level, words(input), results)
    case .requantise:
      guard let biases = unsafe packed, let multipliers = unsafe multipliers else { return -1 }
      var requantisation = unsafe requantisation
      return unsafe cconv_requantise(
        &requantisation, level, pixels, channels, words(input), words(biases), words(multipliers),
        output)
    case .windowMaxima: return unsafe cconv_window_maxima(&windows, level, input, output)
    case .windowSums: return unsafe cconv_window_sums(&windows, level, input, results)
    case .depthwise:
      guard let weights = unsafe packed else { return -1 }
      return unsafe cconv_depthwise_sums(
        &windows, level, input, weights.assumingMemoryBound(to: Int16.self), results)
    case .add:
      var addition = unsafe addition
      return unsafe cconv_add(&addition, level, pixels * channels, input, second, output)
    case .copyChannels:
      let bytes = unsafe inputBytes / pixels
      for pixel in unsafe 0..<pixels {
        unsafe (output + pixel * pitchBytes + offsetBytes).copyMemory(
          from: input + pixel * bytes, byteCount: bytes)
      }
      return 0
    }
  }
}
