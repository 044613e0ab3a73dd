// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

struct NativeNetworkTests {
  private let shape = Shape(height: 4, width: 4, channels: 1)

  /// A convolution of 2x2 with two filters, then what is given.
  private func network(
    _ rest: [Layer], given: Quantization? = nil, weightScales: [Double]? = nil,
    means: [Double] = [], format: FixedFormat = .fixed8
  ) throws -> NativeNetwork {
    let convolution = Convolution(
      outputChannels: 2, kernel: 2, weights: [0.5, 0.25, -0.5, 1, 0.1, 0.2, 0.3, 0.4],
      biases: [1, -1])
    let graph = try LayerGraph(
      name: "small", input: shape, layers: [Layer(name: "conv", .convolution(convolution))] + rest)
    let layers = graph.layers.indices.map { index in
      Calibration.Map(range: -1...Double(index + 2), given: index == 0 ? given : nil)
    }
    return try NativeNetwork(
      graph, format: format, preprocessing: Preprocessing(scale: 1.0 / 255),
      calibration: Calibration(
        input: Calibration.Map(range: 0...1, means: means), layers: layers,
        weightScales: weightScales.map { ["conv": $0] } ?? [:]))
  }

  private func convolution(_ network: NativeNetwork) throws -> NativeNetwork.Convolution {
    guard case .convolution(let layer) = network.stages[0].operation else {
      throw AccelError(.invalidGraph, attempt: "test", problem: "no convolution", remedy: "")
    }
    return layer
  }

  private let pool = Layer(name: "pool", .maxPooling(Pooling(window: 2, stride: 1)))
  private let average = Layer(name: "average", .globalAveragePooling)

  @Test("The convolution rectifies for a ReLU behind it, also behind a maximum pooling")
  func rectifies() throws {
    for rest in [
      [Layer(name: "relu", .relu), average], [pool, Layer(name: "relu", .relu), average],
    ] {
      let network = try network(rest)
      #expect(network.stages.count == rest.count)
      let layer = try convolution(network)
      let zero = network.stages[0].quantization.zeroPoint
      #expect(layer.requantization.limits == zero...127)
      // Its codes cover what is left at the end.
      #expect(network.stages[0].quantization.real(127) > Double(rest.count))
    }
  }

  @Test("Where another layer wants sums that are not rectified, codes are clamped")
  func clamps() throws {
    let network = try network([
      Layer(name: "relu", .relu),
      Layer(name: "sum", inputs: [.layer("conv"), .layer("relu")], .add), average,
    ])
    #expect(try convolution(network).requantization.limits == -128...127)
    guard case .clamp(let limits) = network.stages[1].operation else {
      Issue.record("the second stage does not clamp")
      return
    }
    #expect(limits == network.stages[0].quantization.zeroPoint...127)
  }

  @Test("Results have 16 bits, a softmax is left to the host")
  func results() throws {
    let network = try network([Layer(name: "prob", .softmax)])
    #expect(network.stages.count == 1)
    #expect(network.outputQuantization.format == .fixed16)
  }

  @Test("The model's own scales are used")
  func given() throws {
    let own = Quantization(scale: 0.03, zeroPoint: 5, format: .fixed8)
    let network = try network([average], given: own, weightScales: [0.01, 0.005])
    #expect(network.stages[0].quantization == own)
    #expect(try convolution(network).weights == [50, 25, -50, 100, 20, 40, 60, 80])
  }

  @Test("Biases make up for what rounding does to the mean")
  func biasCorrection() throws {
    let plain = try convolution(network([average], weightScales: [0.08, 0.08]))
    let corrected = try convolution(
      network(
        [average], weightScales: [0.08, 0.08], means: [Double](repeating: 0.5, count: 16)))
    #expect(plain.weights == corrected.weights)
    // 6, 3, -6, 12 or 13 steps of 0.08 for a sum of 1.25; each step of the bias is 0.08 / 255.
    let error = plain.weights[..<4].reduce(0.0) { $0 + Double($1) * 0.08 } - 1.25
    let expected = Int32((-error * 0.5 / (0.08 / 255)).rounded())
    #expect(abs(corrected.biases[0] - plain.biases[0] - expected) <= 1)
    #expect(expected != 0)
  }

  @Test("Numbers that could overflow or do not fit are refused, with the layer's name")
  func refusals() throws {
    let sound = try network([average])
    func refuses(_ change: (inout NativeNetwork.Stage) -> Void) -> Bool {
      var stages = sound.stages
      change(&stages[0])
      do throws(AccelError) {
        _ = try NativeNetwork(
          name: "changed", format: .fixed8, preprocessing: sound.preprocessing,
          input: sound.input, inputQuantization: sound.inputQuantization, stages: stages)
        return false
      } catch {
        return error.description.contains("conv")
      }
    }
    func changing(
      _ change: @escaping (inout NativeNetwork.Convolution) -> Void
    ) -> (inout NativeNetwork.Stage) -> Void {
      { stage in
        guard case .convolution(var layer) = stage.operation else { return }
        change(&layer)
        stage.operation = .convolution(layer)
      }
    }
    #expect(!refuses { _ in })
    #expect(refuses(changing { $0.biases[1] = .max }))
    #expect(refuses(changing { $0.biases[1] = 1 << 24 }))
    #expect(refuses(changing { $0.weights[0] = -128 }))
    #expect(refuses(changing { $0.weights.removeLast() }))
    #expect(refuses(changing { $0.groups = 0 }))
    #expect(refuses(changing { $0.stride = 0 }))
    #expect(refuses(changing { $0.padding = 2 }))
    #expect(refuses(changing { $0.requantization.shift = 10 }))
    #expect(refuses(changing { $0.requantization.multipliers[0] = 1 << 17 }))
    #expect(refuses { $0.sources = [0] })
    #expect(refuses { $0.sources = [] })
    #expect(refuses { $0.quantization.scale = .nan })
    #expect(refuses { $0.output.channels = 3 })
  }
}
