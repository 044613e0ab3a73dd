// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct NativeExecutionTests {
  @Test(
    "Every level gives the golden codes of any native network, alone, in batches and on threads",
    arguments: [FixedFormat.fixed8, .fixed16], Extremity.allCases)
  func agreesWithGolden(_ format: FixedFormat, _ extremity: Extremity) throws {
    var source = RandomNativeNetworks(seed: 3, format, extremity)
    for round in 0..<20 {
      let network = try source.network()
      let words = source.codes(network.input.count * 3)
      let golden = GoldenExecutor.run(network, words: words)
      for level in CPULevel.available {
        let executor = try CPUExecutor(network, level: level)
        #expect(executor.run(words) == golden, "\(level), round \(round)")
        var workspace = executor.makeWorkspace(threads: 2)
        for images in [1, 3] {
          var results = [Int32](repeating: 0, count: images * network.output.count)
          var span = results.mutableSpan
          executor.run(
            words.span.extracting(0..<images * network.input.count), into: &span, with: &workspace)
          #expect(
            results.elementsEqual(golden.prefix(results.count)), "\(level), round \(round)")
        }
      }
    }
  }

  @Test("Pooling, addition and clamping of the image itself")
  func layersOnTheImage() throws {
    let input = Shape(height: 5, width: 6, channels: 3)
    let operations: [(Layer.Operation, [Layer.Source])] = [
      (.maxPooling(Pooling(window: 2, stride: 2, roundsUp: true)), []),
      (.averagePooling(Pooling(window: 3, stride: 2, padding: 1)), []),
      (.globalAveragePooling, []), (.relu, []), (.add, [.input, .input]),
      (.concatenation, [.input, .input]),
    ]
    for (operation, inputs) in operations {
      let graph = try LayerGraph(
        name: "one", input: input, layers: [Layer(name: "it", inputs: inputs, operation)])
      let network = try NativeNetwork(
        graph, format: .fixed8, preprocessing: Preprocessing(scale: 1.0 / 128, mean: [1]),
        calibration: Calibration(
          input: Calibration.Map(range: -1...1), layers: [Calibration.Map(range: -1...1)]))
      let words = (0..<input.count).map { Int32($0 * 29 % 256 - 128) }
      let golden = GoldenExecutor.run(network, words: words)
      for level in CPULevel.available {
        #expect(try CPUExecutor(network, level: level).run(words) == golden, "\(operation)")
      }
    }
  }
}
