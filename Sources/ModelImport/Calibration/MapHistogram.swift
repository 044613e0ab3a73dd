// SPDX-License-Identifier: BSD-3-Clause
internal import Accel

/// How often the values of a map fall where, in bins of equal width.
struct MapHistogram {
  private static let bins = 4096
  private let range: ClosedRange<Double>
  private var counts = [Int](repeating: 0, count: bins)

  /// - Parameter range: of all values.
  init(_ range: ClosedRange<Double>) { self.range = range }

  private var width: Double {
    (range.upperBound - range.lowerBound) / Double(MapHistogram.bins)
  }

  mutating func add(_ values: [Float]) {
    guard width > 0 else { return }
    for value in values {
      let bin = Int((Double(value) - range.lowerBound) / width)
      counts[min(max(bin, 0), MapHistogram.bins - 1)] += 1
    }
  }

  /// All but one value in 10,000 at either end.
  var rangeWithoutTails: ClosedRange<Double> {
    let most = counts.reduce(0, +) / 10_000
    var first = 0
    var last = MapHistogram.bins - 1
    var dropped = counts[first]
    while first < last, dropped <= most {
      first += 1
      dropped += counts[first]
    }
    dropped = counts[last]
    while first < last, dropped <= most {
      last -= 1
      dropped += counts[last]
    }
    return range.lowerBound + Double(first) * width...range.lowerBound + Double(last + 1) * width
  }

  /// The range, shrunk towards zero, whose codes of 8 bits are nearest to the values.
  var rangeOfLeastError: ClosedRange<Double> {
    var best = range
    var least = Double.infinity
    for percent in 30...100 {
      let part = Double(percent) / 100
      let candidate = range.lowerBound * part...range.upperBound * part
      let error = error(of: Quantization(covering: candidate, format: .fixed8))
      if error <= least { (least, best) = (error, candidate) }
    }
    return best
  }

  private func error(of quantization: Quantization) -> Double {
    var error = 0.0
    for (bin, count) in counts.enumerated() where count > 0 {
      let value = range.lowerBound + (Double(bin) + 0.5) * width
      let difference = quantization.real(quantization.code(value)) - value
      error += Double(count) * difference * difference
    }
    return error
  }
}
