// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import ModelImport
import ProgramSupport
import Testing

@testable import Demo

struct ClassificationTests {
  private func classification(
    _ words: [[Int32]], _ labels: [UInt8], perWord: Double = 1
  ) -> Classification {
    Classification(
      words.flatMap { $0 }, outputs: words[0].count, labels: labels,
      logits: LogitScale(perWord: perWord, source: "a test"))
  }

  @Test("Rows of the confusion are labels, columns classes, and sums are images")
  func confusion() {
    let found = classification([[5, 1, 0], [0, 7, 1], [0, 9, 2], [1, 0, 3]], [0, 1, 2, 2])
    #expect(found.confusion == [[1, 0, 0], [0, 1, 0], [0, 1, 1]])
    #expect(found.right == 3)
    #expect(found.wrongSamples.map(\.index) == [2])
    #expect(found.rightSamples.map(\.index) == [0, 1, 3])
    #expect(found.rightSamples.map(\.label) == [0, 1, 2])
  }

  @Test("Classes that are nobody's label share a column")
  func others() {
    var words = [[Int32]](repeating: [Int32](repeating: 0, count: 30), count: 3)
    words[0][3] = 5
    words[1][10] = 5
    words[2][29] = 5
    let found = classification(words, [3, 3, 9])
    #expect(found.confusion.count == 10 && found.confusion.allSatisfy { $0.count == 11 })
    #expect(found.confusion[3] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    #expect(found.confusion[9][10] == 1 && found.right == 1)
    #expect(found.wrongSamples.map(\.prediction).sorted() == [10, 29])
  }

  @Test("The confidence is the answer's share of the exponentials")
  func confidence() {
    let logits = [0.5, 2.0, -1.0]
    let expected = exp(2.0) / logits.reduce(0) { $0 + exp($1) }
    let found = Classification.confidence([1, 4, -2], 0.5)
    #expect(abs(found - expected) < 1e-15)
    #expect(Classification.confidence([3, 3, 3, 3], 7) == 0.25)
    #expect(Classification.confidence([Int32.max, Int32.min], 1e9) == 1)
    #expect(Classification.confidence([Int32.min, Int32.min], 1) == 0.5)
  }

  @Test("Twelve mistakes are kept at most, the most confident first; means are of all")
  func mistakes() throws {
    let words = (0..<20).map { [Int32(0), Int32(1 + $0 % 10)] } + [[4, 0]]
    let found = classification(words, [UInt8](repeating: 0, count: 21))
    #expect(found.wrongSamples.count == 12)
    #expect(found.wrongSamples.prefix(4).map(\.index) == [9, 19, 8, 18])
    let all = words.prefix(20).map { 1 / (1 + exp(-Double($0[1]))) }
    let mean = try #require(found.meanConfidenceWrong)
    #expect(abs(mean - all.reduce(0, +) / 20) < 1e-12)
    #expect(found.meanConfidenceRight == found.rightSamples[0].confidence)
    #expect(classification([[1, 0]], [0]).meanConfidenceWrong == nil)
  }

  @Test("What output words stand for follows from the network")
  func scales() throws {
    let graph = try DefaultNetwork.overlayGraph()
    let overlay = Network.overlay(try OverlayNetwork(graph, format: .fixed8, encoding: .lenet5))
    #expect(LogitScale(overlay, dataset: .mnist, isDefault: true).perWord == 1.0 / 12)
    #expect(LogitScale(overlay, dataset: .mnist, isDefault: false).perWord == 1.0 / 18)
    let cifar = Network.overlay(
      try OverlayNetwork(graph, format: .fixed16, encoding: .cifar10(mean: [])))
    #expect(LogitScale(cifar, dataset: .cifar10, isDefault: false).perWord == 1.0 / 64)
    let native = try DefaultNetwork.native()
    #expect(
      LogitScale(.native(native), dataset: .mnist, isDefault: true).perWord
        == native.outputQuantization.scale)
    for scale in [0.0, -1, .infinity] {
      let strange = Network.overlay(
        try OverlayNetwork(graph, format: .fixed8, encoding: InputEncoding(scale: scale)))
      #expect(LogitScale(strange, dataset: .mnist, isDefault: false).perWord == 1)
    }
  }

  @Test("The native network is about as sure as it is right")
  func calibrated() throws {
    let digits = SyntheticDigits.draw(60, seed: 2018)
    let network = Network.native(try DefaultNetwork.native())
    let words = try CPUExecutor(network).run(network.words(for: digits.pixels))
    let found = Classification(
      words, outputs: 10, labels: digits.labels,
      logits: LogitScale(network, dataset: .mnist, isDefault: true))
    #expect(found.right == Scores.right(words, labels: digits.labels))
    let mean = try #require(found.meanConfidenceRight)
    #expect((0.5...1).contains(mean))
  }
}
