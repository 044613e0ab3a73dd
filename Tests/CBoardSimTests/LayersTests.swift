// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import Testing

struct LayersTests {
  private let network = SmallNetwork.lenet
  private let short: UInt64 = 10_000_000

  @Test("A layer that is loaded again changes the results, and the others stay")
  func reloads() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    let images = network.images([127])
    #expect(try board.classify(images, network) == [7])
    try board.load(network.load(3, weight: -64))
    #expect(try board.classify(images, network) == [-7])
    try board.load(network.load(0, weight: 127))
    #expect(try board.classify(images, network) == [-15])
  }

  @Test("Weight words wrap to the width of the format, and the echo is as it was sent")
  func wrapsWeights() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    for weight in [64 + 256, 64 - 256, Int32.max - 191] as [Int32] {
      try board.load(network.load(3, weight: weight))
      #expect(try board.classify(network.images([127]), network) == [7], "\(weight)")
    }
    try board.load(network.load(3, weight: 128))
    #expect(try board.classify(network.images([127]), network) == [-15], "128 wraps to -1.0")
  }

  @Test("Input words wrap, they do not saturate")
  func wrapsInputs() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    let words: [Int32] = [128, 127 + 256, 0x7fff_ff00 + 64, 256]
    #expect(try board.classify(network.images(words), network) == [0, 7, 4, 0])
  }

  @Test("Only the layers of the overlay that rectify do")
  func rectifies() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    // Negative from layer 1 on, positive again before the ReLU behind layer 3.
    try board.load(network.load(1, weight: -64))
    #expect(try board.classify(network.images([127, -128]), network) == [0, 8])
  }

  @Test("Images are read by rows and pixels, and the pools take the largest word of four")
  func ordersWords() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    try board.load([1, 1, 1, 1, 6, 1, 6, 0, 64])
    // A 2 x 2 kernel of layer 2 that picks one pooled word.
    for pick in 0..<4 {
      var load: [Int32] = [2, 1, 2, 1, 3, 1, 2, 0, 0, 0, 0, 0]
      load[8 + pick] = 64
      try board.load(load)
      var message: [Int32] = [0, 1, 1, 1, 6, 1, 1, 0] + [Int32](repeating: 0, count: 36)
      // Pooled word (y, x) = (pick / 2, pick % 2); its lower right pixel.
      message[8 + (2 * (pick / 2) + 1) * 6 + 2 * (pick % 2) + 1] = 127
      #expect(try board.classify(message, network) == [7], "kernel word \(pick)")
    }
  }

  /// Inference headers that do not fit the loaded layers.
  static let wrongInferences: [[Int32]] = [
    [0, 1, 1, 1, 5, 1, 1, 0], [0, 1, 1, 2, 4, 1, 1, 0], [0, 1, 1, 1, 4, 2, 1, 0],
    [0, 1, 1, 1, 4, 1, 2, 0], [0, -1, 1, 1, 4, 1, 1, 0], [0, .min, 1, 1, 4, 1, 1, 0],
    [0, .max, .max, .max, .max, .max, .max, .max],
  ]

  @Test(
    "An inference of wrong sizes hangs the core until the fabric is reset",
    arguments: wrongInferences)
  func hangsOnWrongInferences(_ header: [Int32]) throws {
    let board = try SimulatedBoard()
    try board.load(network)
    let message = header + [Int32](repeating: 1, count: 16)
    let wrong = try board.exchange(message, room: 9, timeout: short)
    #expect(wrong.report.fault == CDRV_FAULT_INPUT_STALLED)
    let right = try board.exchange(network.images([1]), room: 9, timeout: short)
    #expect(right.report.fault == CDRV_FAULT_INPUT_STALLED)
    board.resetFabric()
    try board.load(network)
    #expect(try board.classify(network.images([127]), network) == [7])
  }

  @Test("Layers that do not fit each other hang the core at the inference")
  func hangsOnMisfits() throws {
    let board = try SimulatedBoard()
    try board.load(network)
    try board.load([2, 1, 1, 1, 4, 1, 4, 0, 64])
    let exchange = try board.exchange(network.images([1]), room: 9, timeout: short)
    #expect(exchange.report.fault == CDRV_FAULT_INPUT_STALLED)
  }

  @Test("The CIFAR-10 overlay has five layers and words of 16 bits")
  func cifar10() throws {
    let board = try SimulatedBoard("overlay=cifar10")
    let cifar10 = SmallNetwork.cifar10
    try board.load(cifar10)
    let words: [Int32] = [32_767, 32_768, 65_536 + 320]
    #expect(try board.classify(cifar10.images(words), cifar10) == [1_023, 0, 10])
  }

  @Test("The published cores pad with the value of pad, not with 0")
  func padsWithThePad() throws {
    let board = try SimulatedBoard("overlay=cifar10")
    let cifar10 = SmallNetwork.cifar10
    try board.load(cifar10)
    try board.load([1, 1, 5, 1, 8, 1, 8, 2] + [Int32](repeating: 16_384, count: 25))
    for layer in 3...4 { try board.load(cifar10.load(layer, weight: -32_768)) }
    // Corner taps outside: 16, times 2, halved: 16; edges 10. Halved: 8, 5, 5, 0; mean 4; 2.
    #expect(try board.classify(cifar10.images([0]), cifar10) == [2])
  }
}
