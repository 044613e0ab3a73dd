// SPDX-License-Identifier: BSD-3-Clause
import TestSupport
import Testing

@testable import Accel

struct ArrayLayoutTests {
  @Test(
    "An array that is loaded computes the layer, and reads back what the layout says",
    arguments: [FixedFormat.fixed8, .fixed16], Extremity.allCases)
  func computesTheLayer(_ format: FixedFormat, _ extremity: Extremity) throws {
    var source = RandomNativeNetworks(seed: 41, format, extremity)
    var random = SeededRandom(seed: 42)
    var layers = 0
    for _ in 0..<6 {
      let network = try source.network()
      for stage in network.stages {
        guard case .convolution(let layer) = stage.operation else { continue }
        let input = network.shape(of: stage.sources[0])
        let layout = ArrayLayout(
          layer, input: input, outputs: stage.output.channels, format: format,
          taps: Int.random(in: 1...10, using: &random),
          chains: Int.random(in: 1...8, using: &random), expands: Bool.random(using: &random))
        let words = layout.loadWords(layer)
        #expect(words.count == layout.loadCount)
        let array = ArrayModel(layout, layer, input: input, output: stage.output, load: words)
        #expect(array.read() == layout.readWords(layer))
        #expect(layout.readWords(layer).count == layout.readCount)
        let codes = source.codes(input.count)
        let zeroPoint = network.quantization(of: stage.sources[0]).zeroPoint
        let alone = try NativeNetwork(
          name: "alone", format: format, preprocessing: Preprocessing(), input: input,
          inputQuantization: network.quantization(of: stage.sources[0]),
          stages: [
            NativeNetwork.Stage(
              name: stage.name, sources: [-1], output: stage.output,
              quantization: stage.quantization, operation: stage.operation)
          ])
        #expect(
          array.run(codes, zeroPoint: zeroPoint) == GoldenExecutor.run(alone, words: codes),
          "\(layout)")
        layers += 1
      }
    }
    #expect(layers > 10)
  }

  @Test("The figures of LeNet-5's second convolution, counted by hand")
  func figures() {
    let layer = NativeNetwork.Convolution(
      kernelHeight: 5, kernelWidth: 5, stride: 1, padding: 0, groups: 1,
      weights: [Int16](repeating: 0, count: 50 * 25 * 20), biases: [], requantization: .unused)
    let layout = ArrayLayout(
      layer, input: Shape(height: 12, width: 12, channels: 20), outputs: 50, format: .fixed8,
      taps: 10, chains: 5, expands: false)
    #expect(layout.groupElements == 20)
    #expect(layout.groupWords == 2)
    #expect(layout.steps == 50)
    #expect(layout.folds == 5)
    #expect(layout.depth == 250)
    #expect(layout.loadCount == 5 * 5 * 250 + 100)
    #expect(layout.readCount == 250 * 10 * 5 + 100)
    #expect(layout.register == 0x0002_050a)
    let expanded = ArrayLayout(
      layer, input: Shape(height: 12, width: 12, channels: 1), outputs: 20, format: .fixed16,
      taps: 3, chains: 4, expands: true)
    #expect(expanded.groupElements == 5)
    #expect(expanded.groupWords == 2)
    #expect(expanded.steps == 10)
    #expect(expanded.folds == 5)
    #expect(expanded.loadCount == 4 * 2 * 50 + 40)
    #expect(expanded.register == 0x0101_0403)
  }

  @Test("Places of a read-back are told apart")
  func places() {
    let layer = NativeNetwork.Convolution(
      kernelHeight: 1, kernelWidth: 1, stride: 1, padding: 0, groups: 1, weights: [], biases: [],
      requantization: .unused)
    let layout = ArrayLayout(
      layer, input: Shape(height: 1, width: 1, channels: 6), outputs: 4, format: .fixed8, taps: 3,
      chains: 2, expands: false)
    #expect(layout.depth == 2)
    #expect(layout.place(ofRead: 0) == "the weight at chain 0, tap 0, address 0")
    #expect(layout.place(ofRead: 5) == "the weight at chain 1, tap 2, address 0")
    #expect(layout.place(ofRead: 6) == "the weight at chain 0, tap 0, address 1")
    #expect(layout.place(ofRead: 12) == "the bias of channel 0")
    #expect(layout.place(ofRead: 19) == "the multiplier of channel 3")
  }
}

extension Requantization {
  fileprivate static let unused = Requantization(
    preShift: 0, multipliers: [], shift: 11, zeroPoint: 0, limits: 0...0)
}
