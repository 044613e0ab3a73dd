// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import Testing

struct CalibratorTests {
  /// One number in, the same number out.
  private func calibrator(
    _ mode: Calibrator.Mode, _ preprocessing: Preprocessing = Preprocessing()
  ) throws -> Calibrator {
    let graph = try LayerGraph(
      name: "same", input: Shape(height: 1, width: 1, channels: 1),
      layers: [
        Layer(name: "same", .convolution(Convolution(outputChannels: 1, kernel: 1, weights: [1])))
      ])
    return Calibrator(FloatExecutor(graph), preprocessing: preprocessing, mode: mode)
  }

  @Test("Least and largest values, and means")
  func minmax() throws {
    let calibration = try calibrator(.minmax, Preprocessing(mean: [10])).run([10, 20, 30, 60])
    #expect(calibration.layers[0].range == 0...50)
    #expect(calibration.layers[0].means == [20])
    #expect(calibration.input.range == -10...245)
  }

  @Test("Percentiles leave out one value in 10,000, the squared error weighs them")
  func outliers() throws {
    let pixels = [255] + (0..<19_999).map { UInt8($0 % 11) }
    let percentile = try calibrator(.percentile).run(pixels).layers[0].range
    #expect(percentile.lowerBound < 0.1)
    #expect((10...10.2).contains(percentile.upperBound))
    // Values between codes, whose distance a smaller range makes smaller.
    let between = Preprocessing(mean: [0.37])
    let least = try calibrator(.mse, between).run(pixels).layers[0].range
    #expect((200..<254).contains(least.upperBound))
    let even = try calibrator(.mse).run((0...255).map { UInt8($0) }).layers[0].range
    #expect(even == 0...255)
  }

  @Test("No images, parts of images and a preprocessing of other images are refused")
  func refusals() throws {
    #expect(throws: AccelError.self) { try calibrator(.minmax).run([]) }
    #expect(throws: AccelError.self) {
      try calibrator(.minmax, Preprocessing(mean: [1, 2])).run([1])
    }
    #expect(throws: AccelError.self) {
      try calibrator(.minmax, Preprocessing(deviation: [0])).run([1])
    }
  }
}
