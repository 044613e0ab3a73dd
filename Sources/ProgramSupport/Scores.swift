// SPDX-License-Identifier: BSD-3-Clause

/// What output words say about images.
package enum Scores {
  /// The class with the largest word, the lowest of equals.
  package static func predictions(_ words: [Int32], classes: Int) -> [Int] {
    stride(from: 0, to: words.count, by: classes).map { start in
      var best = 0
      for candidate in 1..<classes where words[start + candidate] > words[start + best] {
        best = candidate
      }
      return best
    }
  }

  package static func right(_ words: [Int32], labels: [UInt8]) -> Int {
    guard !labels.isEmpty else { return 0 }
    return zip(predictions(words, classes: words.count / labels.count), labels)
      .count { $0 == Int($1) }
  }

  package static func differing(_ left: [Int32], _ right: [Int32]) -> Int {
    zip(left, right).count { $0 != $1 } + abs(left.count - right.count)
  }

  /// The value below which a share of the values lies (nearest rank).
  package static func percentile(_ values: [Double], _ share: Double) -> Double {
    guard !values.isEmpty else { return .nan }
    let rank = Int((share * Double(values.count)).rounded(.up))
    return values.sorted()[max(1, min(values.count, rank)) - 1]
  }
}
