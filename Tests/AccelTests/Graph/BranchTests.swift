// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct BranchTests {
  private let input = Shape(height: 5, width: 5, channels: 2)

  private func convolution(_ outputs: Int, groups: Int = 1, weights: Int) -> Layer.Operation {
    .convolution(
      Convolution(
        outputChannels: outputs, kernel: 1, groups: groups,
        weights: [Float](repeating: 1, count: weights)))
  }

  private func code(_ layers: [Layer]) -> AccelError.Code? {
    do throws(AccelError) {
      _ = try LayerGraph(name: "n", input: input, layers: layers)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("Layers take what they name, maps are added and joined")
  func connects() throws {
    let graph = try LayerGraph(
      name: "n", input: input,
      layers: [
        Layer(name: "a", convolution(2, groups: 2, weights: 2)),
        Layer(name: "b", inputs: [.input, .layer("a")], .add), Layer(name: "c", .relu6),
        Layer(name: "d", inputs: [.layer("c"), .layer("a")], .concatenation),
        Layer(name: "e", .globalAveragePooling), Layer(name: "f", .softmax),
      ])
    #expect(graph.sources == [[-1], [-1, 0], [1], [2, 0], [3], [4]])
    #expect(!graph.isChain)
    #expect(graph.shapes[3] == Shape(height: 5, width: 5, channels: 4))
    #expect(graph.output == Shape(height: 1, width: 1, channels: 4))
    #expect(graph.multiplyAccumulates == 50)
  }

  @Test("Windows round up or down, and none begins beyond the map")
  func windows() throws {
    func side(_ pooling: Pooling) throws -> Int {
      try LayerGraph(
        name: "n", input: input, layers: [Layer(name: "p", .maxPooling(pooling))]
      ).output.height
    }
    #expect(try side(Pooling(window: 2, stride: 2)) == 2)
    #expect(try side(Pooling(window: 2, stride: 2, roundsUp: true)) == 3)
    #expect(try side(Pooling(window: 3, stride: 2, padding: 1)) == 3)
    #expect(try side(Pooling(window: 2, stride: 3, padding: 1, roundsUp: true)) == 2)
    #expect(try side(Pooling(window: 1, stride: 3, roundsUp: true)) == 2)
  }

  @Test("What does not fit together is refused")
  func refusals() {
    let a = Layer(name: "a", convolution(2, weights: 4))
    let wide = Layer(name: "wide", inputs: [.input], convolution(3, weights: 6))
    let both: [Layer.Source] = [.layer("a"), .layer("wide")]
    #expect(code([a]) == nil)
    #expect(code([a, Layer(name: "b", inputs: [.layer("c")], .relu)]) == .invalidGraph)
    #expect(code([a, Layer(name: "b", inputs: [.input], .relu)]) == .invalidGraph)
    #expect(code([a, Layer(name: "b", .add)]) == .invalidGraph)
    #expect(code([a, wide, Layer(name: "b", inputs: both, .add)]) == .shapeMismatch)
    #expect(code([a, wide, Layer(name: "b", inputs: both, .concatenation)]) == nil)
    #expect(code([Layer(name: "s", .softmax), Layer(name: "r", .relu)]) == .unsupportedLayer)
    #expect(code([Layer(name: "g", convolution(3, groups: 2, weights: 3))]) == .shapeMismatch)
    let beyond = Pooling(window: 2, stride: 2, roundsUp: true)
    #expect(code([Layer(name: "p", .averagePooling(beyond))]) == .shapeMismatch)
    for padding in [2, -1, Int.max] {
      let pooling = Pooling(window: 2, stride: 2, padding: padding)
      #expect(code([Layer(name: "p", .averagePooling(pooling))]) == .shapeMismatch)
    }
  }
}
