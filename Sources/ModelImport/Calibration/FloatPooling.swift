// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// A pooling layer in floating point.
struct FloatPooling {
  private let layer: Pooling
  private let input: Shape
  private let output: Shape

  init(_ layer: Pooling, input: Shape, output: Shape) {
    self.layer = layer
    self.input = input
    self.output = output
  }

  func maxima(_ image: [Float]) -> [Float] {
    pooled(image, from: -.infinity) { $0 = max($0, $1) }
  }

  /// The padding counts as zeros.
  func averages(_ image: [Float]) -> [Float] {
    let area = Float(layer.window * layer.window)
    return pooled(image, from: 0) { $0 += $1 }.map { $0 / area }
  }

  @inline(__always)
  private func pooled(
    _ image: [Float], from start: Float, _ combine: (inout Float, Float) -> Void
  ) -> [Float] {
    var results = [Float](repeating: start, count: output.count)
    unsafe results.withUnsafeMutableBufferPointer { results in
      unsafe image.withUnsafeBufferPointer { image in
        for y in 0..<output.height {
          for x in 0..<output.width {
            let pixel = (y * output.width + x) * output.channels
            for row in cells(at: y, side: input.height) {
              for column in cells(at: x, side: input.width) {
                let source = (row * input.width + column) * input.channels
                for channel in 0..<input.channels {
                  // SAFETY: `cells` gives rows and columns of the input alone.
                  unsafe combine(&results[pixel + channel], image[source + channel])
                }
              }
            }
          }
        }
      }
    }
    return results
  }

  /// The rows or columns of a window that lie in the input.
  private func cells(at position: Int, side: Int) -> Range<Int> {
    let start = position * layer.stride - layer.padding
    return max(0, start)..<max(max(0, start), min(side, start + layer.window))
  }
}
