// SPDX-License-Identifier: BSD-3-Clause
import CConv

/// One call of CConv: a convolution, perhaps with the pooling behind it, or a pooling alone.
@unsafe struct CPUStep {
  enum Operation { case convolution, maximum, average }

  var operation: Operation
  var convolution = cconv_convolution()
  var pooling = cconv_pooling()
  /// Of a convolution; the plan keeps it.
  var packed: UnsafeRawPointer?
  /// Of one image.
  var inputBytes: Int
  var outputBytes: Int
  /// For one image; decides whether several threads are worth their while.
  var multiplyAccumulates: Int64 = 0

  /// - Precondition: pointers lead to `images` maps of ``inputBytes`` and ``outputBytes``, scratch
  ///   to what the plan said.
  func run(
    _ level: cconv_level, images: Int, from input: UnsafeRawPointer,
    to output: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer,
    share: UnsafePointer<cconv_share>? = nil
  ) {
    switch unsafe operation {
    case .convolution:
      guard let packed = unsafe packed else { return }
      var shape = unsafe convolution
      let status = unsafe cconv_convolve(
        &shape, level, images, input, packed, output, scratch, share)
      ConvolutionCalls.expectSuccess(status)
    case .maximum:
      unsafe pool(level, images, input, output, cconv_max_pool)
    case .average:
      unsafe pool(level, images, input, output, cconv_average_pool)
    }
  }

  private func pool(
    _ level: cconv_level, _ images: Int, _ input: UnsafeRawPointer,
    _ output: UnsafeMutableRawPointer,
    _ function: (
      UnsafePointer<cconv_pooling>, cconv_level, UnsafePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Int32
  ) {
    var shape = unsafe pooling
    for image in 0..<images {
      let source = unsafe (input + image * inputBytes).assumingMemoryBound(to: Int32.self)
      let target = unsafe (output + image * outputBytes).assumingMemoryBound(to: Int32.self)
      let status = unsafe function(&shape, level, source, target)
      ConvolutionCalls.expectSuccess(status)
    }
  }
}
