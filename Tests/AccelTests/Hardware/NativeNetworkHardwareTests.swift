// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Accel

struct NativeNetworkHardwareTests {
  /// A network, changed where the closures say so.
  private func network(
    name: String = "small", scale: Double = 1, zeroPoint: Int32 = -128,
    layer change: (inout NativeNetwork.Convolution) -> Void = { _ in }
  ) throws -> NativeNetwork {
    var layer = NativeNetwork.Convolution(
      kernelHeight: 2, kernelWidth: 2, stride: 1, padding: 0, groups: 1, weights: [1, -2, 3, -4],
      biases: [5],
      requantization: Requantization(
        preShift: 0, multipliers: [1000], shift: 12, zeroPoint: 3, limits: -128...127))
    change(&layer)
    let input = Shape(height: 3, width: 3, channels: 1)
    return try NativeNetwork(
      name: name, format: .fixed8, preprocessing: Preprocessing(scale: scale), input: input,
      inputQuantization: Quantization(scale: scale, zeroPoint: zeroPoint, format: .fixed8),
      stages: [
        NativeNetwork.Stage(
          name: name, sources: [-1], output: Shape(height: 2, width: 2, channels: 1),
          quantization: Quantization(scale: scale, zeroPoint: 3, format: .fixed16),
          operation: .convolution(layer))
      ])
  }

  @Test("What can be loaded does not change the structure, but the contents")
  func parameters() throws {
    let plain = try network()
    for other in [
      try network { $0.weights[2] = 7 }, try network { $0.biases[0] = 6 },
      try network { $0.requantization.multipliers[0] = 1001 },
    ] {
      #expect(other.structureHash == plain.structureHash)
      #expect(other.contentsHash != plain.contentsHash)
    }
  }

  @Test("What only the host knows changes neither")
  func hostOnly() throws {
    let plain = try network()
    for other in [try network(name: "other"), try network(scale: 0.5)] {
      #expect(other.structureHash == plain.structureHash)
      #expect(other.contentsHash == plain.contentsHash)
    }
  }

  @Test("What is wired changes the structure")
  func structure() throws {
    let plain = try network()
    for other in [
      try network(zeroPoint: 0), try network { $0.requantization.shift = 13 },
      try network { $0.requantization.preShift = 1 },
      try network { $0.requantization.limits = 3...127 },
    ] {
      #expect(other.structureHash != plain.structureHash)
    }
  }

  @Test("A hash is the FNV-1a of the bytes that the hardware's README lists")
  func bytes() throws {
    var bytes: [UInt8] = []
    func append(_ number: Int, _ count: Int) {
      for byte in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }
    append(8, 1)
    for extent in [3, 3, 1] { append(extent, 2) }
    append(-128, 4)
    append(1, 4)
    append(1, 4)
    append(-1, 4)
    for extent in [2, 2, 1] { append(extent, 2) }
    append(16, 1)
    append(3, 4)
    append(1, 1)
    for number in [2, 2, 1, 0, 1] { append(number, 2) }
    for _ in 0..<2 { append(0, 4) }
    append(0, 1)
    append(12, 1)
    for number in [3, -128, 127, 0] { append(number, 4) }
    #expect(try network().structureHash == hash(bytes))
    append(4, 4)
    for weight in [1, -2, 3, -4] { append(weight, 1) }
    append(5, 4)
    append(1000, 4)
    #expect(try network().contentsHash == hash(bytes))
  }

  private func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
