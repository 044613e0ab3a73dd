// SPDX-License-Identifier: BSD-3-Clause

import CConv
import TestSupport
import Testing

@Suite struct DispatchTests {
  private static let unknown = Level(raw: cconv_level(99))

  @Test("Levels are called what --cpu calls them")
  func namesLevels() {
    #expect(Level.all.map(\.name) == ["scalar", "avx2", "avx512vnni", "neon", "neondot"])
    #expect(Self.unknown.name == "unknown")
  }

  @Test("Scalar is always available, and a level that does not exist never is")
  func knowsLevels() {
    #expect(Level.scalar.isAvailable)
    #expect(!Self.unknown.isAvailable)
    #expect(!Level(raw: cconv_level(UInt32(CCONV_LEVEL_COUNT))).isAvailable)
  }

  @Test("The best level is the last available one")
  func findsBestLevel() {
    #expect(cconv_level_best() == Level.all.last(where: \.isAvailable)?.raw)
  }

  @Test("A level that is not available is refused, and writes nothing")
  func refusesMissingLevels() {
    let convolution = cconv_convolution(1, 1, 1, filters: 1, kernel: (1, 1))
    let pooling = cconv_pooling(1, 1, 1, window: 1, stride: 1)
    let zero: [Int32] = [0]

    for level in Level.all.filter({ !$0.isAvailable }) + [Self.unknown] {
      let bytes = GuardedBytes(count: 64)
      let sizes = bytes.start.assumingMemoryBound(to: Int.self)
      let statuses = withUnsafePointer(to: convolution) { convolution in
        withUnsafePointer(to: pooling) { pooling in
          [
            cconv_packed_size(convolution, level.raw, sizes),
            cconv_scratch_size(convolution, level.raw, sizes),
            cconv_pack(convolution, level.raw, zero, bytes.start),
            cconv_convolve(
              convolution, level.raw, 1, zero, zero, bytes.words, bytes.start, nil),
            cconv_max_pool(pooling, level.raw, zero, bytes.words),
            cconv_average_pool(pooling, level.raw, zero, bytes.words),
          ]
        }
      }
      #expect(statuses.allSatisfy { $0 == invalidArgument }, "\(level.name): \(statuses)")
      #expect(bytes.isUntouched, "\(level.name)")
    }
  }

  @Test("relu, which cannot fail, takes scalar for a level that is not available")
  func rectifiesWithMissingLevel() {
    #expect(relu([-1, 0, 1, .min, .max], level: Self.unknown) == [0, 0, 1, 0, .max])
  }

  @Test("Calls from several threads at once do not disturb each other", arguments: Level.all)
  func sharesNothing(level: Level) async throws {
    try level.require()
    let shape = cconv_convolution(10, 10, 3, filters: 20, kernel: (3, 3), pad: 1)
    let expected = try Self.run(shape, seed: 1, level)

    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<16 {
        group.addTask {
          // Every other task computes something else meanwhile.
          try Self.run(shape, seed: task % 2 == 0 ? 1 : UInt64(task), level) == expected
            || task % 2 == 1
        }
      }
      for try await agrees in group {
        #expect(agrees)
      }
    }
  }

  private static func run(
    _ shape: cconv_convolution, seed: UInt64, _ level: Level
  ) throws -> [Int32] {
    var random = SeededRandom(seed: seed)
    let input = Fill.anyBits.words(shape.inputCount, &random)
    let weights = Fill.anyBits.words(shape.weightCount, &random)
    return try shape.run(input, weights: weights, level: level)
  }
}
