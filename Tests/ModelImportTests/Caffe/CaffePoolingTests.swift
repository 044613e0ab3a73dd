// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import Testing

/// Caffe's windows: how many there are, and what is in the last ones.
struct CaffePoolingTests {
  private func read(_ settings: String, side: Int) throws(AccelError) -> LayerGraph {
    let pool = Prototxt.layer("pool", "Pooling", bottom: "data", "pooling_param { \(settings) }")
    return try CaffeFiles(
      Prototxt.input(1, side, side) + pool, parameters: SmallNetwork.parameters
    ).graph()
  }

  private func pooled(_ settings: String, side: Int) throws -> [Float] {
    try FloatExecutor(read(settings, side: side)).run((1...side * side).map { Float($0) })
  }

  @Test("Maxima take windows that reach beyond the map")
  func maxima() throws {
    #expect(try pooled("kernel_size: 3 stride: 2", side: 4) == [11, 12, 15, 16])
    #expect(try pooled("kernel_size: 2 stride: 2", side: 3) == [5, 6, 8, 9])
    #expect(try pooled("kernel_size: 2 stride: 2 round_mode: FLOOR", side: 3) == [5])
  }

  @Test("Maxima pass over the padding, and windows that begin in it are left out")
  func paddedMaxima() throws {
    #expect(try pooled("kernel_size: 2 stride: 2 pad: 1", side: 2) == [1, 2, 3, 4])
    #expect(
      try pooled("kernel_size: 3 stride: 2 pad: 1", side: 4) == [6, 8, 8, 14, 16, 16, 14, 16, 16])
    // Rounded up there would be a third window, which begins behind the map.
    #expect(try pooled("kernel_size: 2 stride: 2 pad: 1", side: 3) == [1, 3, 7, 9])
    #expect(try pooled("kernel_size: 3 stride: 3 pad: 1", side: 4) == [6, 8, 14, 16])
  }

  @Test("Averages count the padding as zeros")
  func averages() throws {
    #expect(
      try pooled("pool: AVE kernel_size: 2 stride: 2 pad: 1", side: 2) == [0.25, 0.5, 0.75, 1])
    #expect(try pooled("pool: AVE kernel_size: 2 stride: 2", side: 2) == [2.5])
    #expect(try pooled("pool: AVE kernel_size: 2 stride: 2 round_mode: FLOOR", side: 3) == [3])
    #expect(
      try pooled("pool: AVE kernel_size: 2 stride: 2 pad: 1", side: 3) == [0.25, 1.25, 2.75, 7])
  }

  @Test("Averages of windows that reach beyond the map are refused", arguments: [4, 6, 32])
  func partialAverages(_ side: Int) {
    expectRefusal(.unsupportedLayer, naming: ["layer pool:", "rounds its output up"]) {
      () throws(AccelError) in try read("pool: AVE kernel_size: 3 stride: 2", side: side)
    }
  }

  @Test("global_pooling takes the whole map")
  func global() throws {
    #expect(
      try read("pool: AVE global_pooling: true", side: 3).layers.map(\.operation) == [
        .globalAveragePooling
      ])
    #expect(try pooled("pool: AVE global_pooling: true", side: 3) == [5])
    #expect(try pooled("pool: MAX global_pooling: true", side: 3) == [9])
  }

  @Test(
    "What pooling cannot do is refused by name",
    arguments: [
      ("kernel_size: 1 stride: 4", "outside of its input"),
      ("global_pooling: true kernel_size: 6", "kernel_size with global_pooling"),
      ("global_pooling: true pad: 1", "pad or stride with global_pooling"),
      ("global_pooling: true stride_h: 2 stride_w: 2", "pad or stride with global_pooling"),
      ("global_pooling: true pool: STOCHASTIC", "pool: STOCHASTIC"),
      ("kernel_size: 2 pad_h: 1", "pad is not square"),
    ])
  func refusals(_ settings: String, _ word: String) {
    expectRefusal(.unsupportedLayer, naming: ["layer pool:", word]) {
      () throws(AccelError) in try read(settings, side: 6)
    }
  }

  @Test("The maximum of a whole map that is not square is refused")
  func oblong() {
    let pool = Prototxt.layer(
      "pool", "Pooling", bottom: "data", "pooling_param { global_pooling: true }")
    expectRefusal(.unsupportedLayer, naming: ["layer pool:", "global_pooling", "not square"]) {
      () throws(AccelError) in
      try CaffeFiles(Prototxt.input(1, 2, 3) + pool, parameters: SmallNetwork.parameters).graph()
    }
  }

  @Test("A padding that is not smaller than the window is refused")
  func widePadding() {
    expectRefusal(.shapeMismatch, naming: ["layer pool: padding 2"]) {
      () throws(AccelError) in try read("kernel_size: 2 pad: 2", side: 6)
    }
  }
}
