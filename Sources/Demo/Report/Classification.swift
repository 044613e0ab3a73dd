// SPDX-License-Identifier: BSD-3-Clause
internal import Foundation
internal import ProgramSupport

/// Which images were taken for what, and how sure the network is.
struct Classification: Codable, Equatable {
  /// One image.
  struct Sample: Codable, Equatable {
    /// In the data set, from 0.
    var index: Int
    var label: Int
    var prediction: Int
    /// Probability that the network gives its answer, by softmax.
    var confidence: Double
  }

  private static let wrongSamples = 12
  /// All data sets of the program have as many labels.
  private static let labels = 10

  var right: Int
  /// How many images of each label (row) were taken for each class (column); a last column for all
  /// classes that are nobody's label, where the network has such.
  var confusion: [[Int]]
  /// Of the right answers and of the wrong ones; `nil` where there are none.
  var meanConfidenceRight: Double?
  var meanConfidenceWrong: Double?
  /// The most confident mistakes.
  var wrongSamples: [Sample]
  /// The first right one of each label.
  var rightSamples: [Sample]
  /// What softmax is taken of: output words times that.
  var logitsPerWord: Double
  /// Where that factor is from.
  var logitsSource: String

  /// - Parameters:
  ///   - words: `outputs` for each image.
  ///   - labels: one for each image, below `outputs`.
  init(_ words: [Int32], outputs: Int, labels: [UInt8], logits: LogitScale) {
    let predictions = Scores.predictions(words, classes: outputs)
    let samples = labels.indices.map { index in
      Sample(
        index: index, label: Int(labels[index]), prediction: predictions[index],
        confidence: Classification.confidence(
          words[index * outputs..<(index + 1) * outputs], logits.perWord))
    }
    let rows = min(outputs, Classification.labels)
    let columns = min(outputs, rows + 1)
    confusion = [[Int]](repeating: [Int](repeating: 0, count: columns), count: rows)
    for sample in samples { confusion[sample.label][min(sample.prediction, columns - 1)] += 1 }
    let right = samples.filter { $0.label == $0.prediction }
    let wrong = samples.filter { $0.label != $0.prediction }
    self.right = right.count
    meanConfidenceRight = Classification.meanConfidence(right)
    meanConfidenceWrong = Classification.meanConfidence(wrong)
    wrongSamples = Array(
      wrong.sorted { ($1.confidence, $0.index) < ($0.confidence, $1.index) }
        .prefix(Classification.wrongSamples))
    rightSamples = (0..<rows).compactMap { label in right.first { $0.label == label } }
    logitsPerWord = logits.perWord
    logitsSource = logits.source
  }

  /// The largest of the probabilities that softmax makes of an image's output words.
  static func confidence(_ words: ArraySlice<Int32>, _ logitsPerWord: Double) -> Double {
    let largest = Double(words.max() ?? 0)
    // Less the largest, so that no exponential overflows; its own is 1.
    let sum = words.reduce(0) { $0 + exp((Double($1) - largest) * logitsPerWord) }
    return sum > 0 ? 1 / sum : 0
  }

  private static func meanConfidence(_ samples: [Sample]) -> Double? {
    samples.isEmpty ? nil : samples.reduce(0) { $0 + $1.confidence } / Double(samples.count)
  }
}
