// SPDX-License-Identifier: BSD-3-Clause
public import Accel
internal import Foundation

/// How far a quantised network is from the one that was trained, layer by layer.
public struct QuantizationReport: Sendable, Codable {
  /// Of one layer.
  public struct Layer: Sendable, Codable {
    public var name: String
    /// Of a step of its codes.
    public var scale: Double
    public var zeroPoint: Int
    /// Signal to noise in decibels: the power of the trained network's values over that of the
    /// difference; `nil` where they are equal.
    public var signalToNoise: Double?
    /// Share of values beyond the range of the codes, 0 to 1.
    public var saturated: Double
  }

  public var network: String
  /// Images that were compared.
  public var images: Int
  public var layers: [Layer]
  /// Share of images for which both networks have the same largest result, 0 to 1.
  public var agreement: Double
  /// Shares of images that either gets right, 0 to 1, where labels are known.
  public var accuracy: Double?
  public var trainedAccuracy: Double?

  /// Run images through both.
  ///
  /// - Parameters:
  ///   - network: the quantised one.
  ///   - executor: of the graph that `network` was made from.
  ///   - pixels: whole images, each in order (y, x, channel).
  ///   - labels: one for each image, or none.
  /// - Throws: `AccelError` `shapeMismatch` if `pixels` is not a whole number of images, or none.
  public init(
    _ network: NativeNetwork, _ executor: FloatExecutor, pixels: [UInt8], labels: [UInt8] = []
  ) throws(AccelError) {
    let codes = try network.words(for: pixels)
    let size = network.input.count
    guard !pixels.isEmpty, labels.isEmpty || labels.count == pixels.count / size else {
      throw AccelError(
        .shapeMismatch, attempt: "compare \(network.name) with the trained network",
        problem: "there are \(labels.count) labels for \(pixels.count / size) images",
        remedy: "give a label for each image")
    }
    let maps = try QuantizationReport.maps(of: network, codes)
    let reals = network.preprocessing.reals(pixels, of: network.input)
    let images = pixels.count / size
    var noises = network.stages.map { _ in MapNoise() }
    var same = 0
    var right = (quantised: 0, trained: 0)
    let indices = Dictionary(
      executor.graph.layers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { $1 })
    for image in 0..<images {
      let values = executor.activations(
        of: reals[image * size..<(image + 1) * size].map { Float($0) })
      for (index, stage) in network.stages.enumerated() {
        guard let layer = indices[stage.name] else { continue }
        let count = stage.output.count
        noises[index].add(
          maps[index][image * count..<(image + 1) * count], values[layer], of: stage)
      }
      let count = network.output.count
      let results = maps[maps.count - 1][image * count..<(image + 1) * count]
      let found = results.indices.max { results[$0] < results[$1] }.map { $0 - results.startIndex }
      let trained = values[values.count - 1]
      let expected = trained.indices.max { trained[$0] < trained[$1] }
      if found == expected { same += 1 }
      if !labels.isEmpty {
        if found == Int(labels[image]) { right.quantised += 1 }
        if expected == Int(labels[image]) { right.trained += 1 }
      }
    }
    self.network = network.name
    self.images = images
    agreement = Double(same) / Double(images)
    accuracy = labels.isEmpty ? nil : Double(right.quantised) / Double(images)
    trainedAccuracy = labels.isEmpty ? nil : Double(right.trained) / Double(images)
    layers = zip(network.stages, noises).compactMap { stage, noise in
      guard indices[stage.name] != nil else { return nil }
      return Layer(
        name: stage.name, scale: stage.quantization.scale,
        zeroPoint: Int(stage.quantization.zeroPoint), signalToNoise: noise.decibels,
        saturated: noise.saturated)
    }
  }

  /// The codes of every stage.
  private static func maps(
    of network: NativeNetwork, _ codes: [Int32]
  ) throws(AccelError) -> [[Int32]] {
    var maps: [[Int32]] = []
    for count in 1...network.stages.count {
      let part = try NativeNetwork(
        name: network.name, format: network.format, preprocessing: network.preprocessing,
        input: network.input, inputQuantization: network.inputQuantization,
        stages: Array(network.stages.prefix(count)))
      maps.append(try CPUExecutor(part).run(codes))
    }
    return maps
  }
}

/// Powers of a map's values and of what quantisation adds to them.
private struct MapNoise {
  private var signal = 0.0
  private var noise = 0.0
  private var values = 0
  private var beyond = 0

  var saturated: Double { values == 0 ? 0 : Double(beyond) / Double(values) }
  var decibels: Double? { noise > 0 && signal > 0 ? 10 * log10(signal / noise) : nil }

  mutating func add(_ codes: ArraySlice<Int32>, _ reals: [Float], of stage: NativeNetwork.Stage) {
    let quantization = stage.quantization
    let all = quantization.format.codes
    let limits = stage.limits
    let low = quantization.real(all.lowerBound) - quantization.scale
    let high = quantization.real(all.upperBound) + quantization.scale
    for (code, value) in zip(codes, reals) {
      var real = Double(value)
      // A ReLU behind the layer is part of the stage.
      if limits.lowerBound == quantization.zeroPoint { real = max(0, real) }
      if limits.upperBound < all.upperBound {
        real = min(real, quantization.real(limits.upperBound))
      }
      if real < low || real > high { beyond += 1 }
      let difference = quantization.real(code) - real
      signal += real * real
      noise += difference * difference
      values += 1
    }
  }
}

extension NativeNetwork.Stage {
  /// Codes that its result can have.
  fileprivate var limits: ClosedRange<Int32> {
    switch operation {
    case .convolution(let convolution): convolution.requantization.limits
    case .averagePooling(_, let requantization), .globalAveragePooling(let requantization),
      .addition(let requantization):
      requantization.limits
    case .clamp(let limits): limits
    case .maxPooling, .concatenation: quantization.format.codes
    }
  }
}
