// SPDX-License-Identifier: BSD-3-Clause

/// Brings parameters from one order into another.
enum WeightOrder {
  /// Caffe's (output, channel, y, x) to Accel's (output, y, x, channel).
  static func channelsLast(
    _ weights: [Float], outputs: Int, channels: Int, height: Int, width: Int
  ) -> [Float] {
    var reordered: [Float] = []
    reordered.reserveCapacity(weights.count)
    let area = height * width
    for output in 0..<outputs {
      for position in 0..<area {
        for channel in 0..<channels {
          reordered.append(weights[(output * channels + channel) * area + position])
        }
      }
    }
    return reordered
  }

  /// A matrix of rows to one of columns.
  static func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
    var reordered: [Float] = []
    reordered.reserveCapacity(matrix.count)
    for column in 0..<columns {
      for row in 0..<rows { reordered.append(matrix[row * columns + column]) }
    }
    return reordered
  }

  /// Each filter of `area` values turned by half a turn: a convolution's filters to a correlation's.
  static func flipped(_ weights: [Float], area: Int) -> [Float] {
    var reordered: [Float] = []
    reordered.reserveCapacity(weights.count)
    for start in stride(from: 0, to: weights.count, by: area) {
      reordered += weights[start..<start + area].reversed()
    }
    return reordered
  }
}
