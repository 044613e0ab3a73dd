// SPDX-License-Identifier: BSD-3-Clause

import CConv
import TestSupport
import Testing

@Suite struct PoolingTests {
  @Test("The maximum of each window is taken channel by channel")
  func takesMaxima() throws {
    let shape = cconv_pooling(2, 4, 2, window: 2, stride: 2)
    let output = try shape.run(
      .maximum,
      [
        1, -1, 2, -2, 5, .min, 6, .min,
        3, -3, 4, -4, 7, .min, .max, .min,
      ])
    #expect(output == [4, -1, .max, .min])
  }

  @Test("An average is the wrapping sum divided towards zero")
  func takesAverages() throws {
    let shape = cconv_pooling(2, 2, 5, window: 2, stride: 2)
    let output = try shape.run(
      .average,
      [
        1, -1, 2, .max, .min,
        2, -2, 2, .max, .min,
        2, -2, 2, .max, 0,
        2, -2, 2, .max, 0,
      ])
    #expect(output == [1, -1, 2, -1, 0])
  }

  @Test("Windows may overlap, and a last row or column that fills none is left out")
  func overlaps() throws {
    let overlapping = cconv_pooling(1 + 2, 3, 1, window: 2, stride: 1)
    #expect(try overlapping.run(.maximum, [1, 2, 3, 4, 5, 6, 7, 8, 9]) == [5, 6, 8, 9])

    let cut = cconv_pooling(3, 3, 1, window: 2, stride: 2)
    #expect(try cut.run(.maximum, [1, 2, 30, 4, 5, 60, 70, 80, 90]) == [5])
  }

  @Test("Rectifying comes after pooling")
  func rectifies() throws {
    let shape = cconv_pooling(1, 2, 1, window: 1, stride: 1, relu: true)
    for kind in cconv_pooling.Kind.allCases {
      #expect(try shape.run(kind, [-7, 7]) == [0, 7])
    }
    let two = cconv_pooling(2, 2, 1, window: 2, stride: 2, relu: true)
    #expect(try two.run(.average, [-8, -8, 4, 4]) == [0])
  }

  @Test("A window of one word returns it, the least one included")
  func keepsSingleWords() throws {
    let shape = cconv_pooling(1, 1, 3, window: 1, stride: 1)
    for kind in cconv_pooling.Kind.allCases {
      #expect(try shape.run(kind, [.min, .max, -1]) == [.min, .max, -1])
    }
  }

  @Test("relu keeps what is not negative", arguments: Level.all)
  func rectifiesWords(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0x3E1)
    for count in 0..<40 {
      let words = Fill.anyBits.words(count, &random)
      #expect(relu(words, level: level) == words.map { max(0, $0) })
    }
  }

  @Test("Every available level agrees with plain Swift loops", arguments: Level.all)
  func agreesWithSwift(level: Level) throws {
    try level.require()
    var random = SeededRandom(seed: 0x9001)
    for _ in 0..<150 {
      let shape = cconv_pooling.random(&random)
      let input = Fill.allCases.randomElement(using: &random)!.words(shape.inputCount, &random)
      for kind in cconv_pooling.Kind.allCases {
        #expect(
          try shape.run(kind, input, level: level) == plain(shape, kind, input),
          "\(shape), \(kind)")
      }
    }
  }
}

private func plain(
  _ shape: cconv_pooling, _ kind: cconv_pooling.Kind, _ input: [Int32]
) throws -> [Int32] {
  let (width, channels) = (Int(shape.in_width), Int(shape.channels))
  let (window, stride) = (Int(shape.window), Int(shape.stride))
  let size = try shape.outputSize()
  var output: [Int32] = []

  for oy in 0..<size.height {
    for ox in 0..<size.width {
      for c in 0..<channels {
        var words: [Int32] = []
        for y in oy * stride..<oy * stride + window {
          for x in ox * stride..<ox * stride + window {
            words.append(input[(y * width + x) * channels + c])
          }
        }
        let result =
          switch kind {
          case .maximum: words.reduce(.min, max)
          case .average: words.reduce(0, &+) / Int32(words.count)
          }
        output.append(shape.relu ? max(0, result) : result)
      }
    }
  }
  return output
}

extension cconv_pooling {
  static func random(_ random: inout SeededRandom) -> cconv_pooling {
    let window = Int32.random(in: 1...4, using: &random)
    return cconv_pooling(
      .random(in: window...(window + 6), using: &random),
      .random(in: window...(window + 6), using: &random),
      .random(in: 1...21, using: &random), window: window,
      stride: .random(in: 1...3, using: &random), relu: .random(using: &random))
  }
}
