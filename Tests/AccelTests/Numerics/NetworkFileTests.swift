// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Foundation
import TestSupport
import Testing

struct NetworkFileTests {
  @Test("What is read is what was written", arguments: [FixedFormat.fixed8, .fixed16])
  func roundTrip(_ format: FixedFormat) throws {
    for network in try NetworkFileTests.networks(5, format) {
      #expect(try NetworkFile.network(NetworkFile.bytes(of: network), named: "net") == network)
    }
  }

  /// Of either profile, in turns.
  static func networks(_ seed: UInt64, _ format: FixedFormat) throws -> [Network] {
    var native = RandomNativeNetworks(seed: seed, format, .random)
    var overlay = RandomNetworks(seed: seed, format, .ends)
    return try (0..<10).flatMap { _ -> [Network] in
      [.native(try native.network()), .overlay(try overlay.chain())]
    }
  }

  @Test("An overlay's mean and the layers whose biases are left out are kept")
  func overlayDetails() throws {
    let layer = Layer(
      name: "wide",
      .fullyConnected(FullyConnected(outputs: 2, weights: [0.5, -1, 0, 0.25], biases: [1, 2])))
    let network = Network.overlay(
      try OverlayNetwork(
        LayerGraph(
          name: "net", input: Shape(height: 1, width: 2, channels: 1), layers: [layer]),
        format: .fixed16, encoding: .cifar10(mean: [3, 4.5])))
    let read = try NetworkFile.network(NetworkFile.bytes(of: network), named: "net")
    #expect(read == network)
    guard case .overlay(let overlay) = read else { return #expect(Bool(false)) }
    #expect(overlay.layersWithoutTheirBiases == ["wide"])
    #expect(overlay.encoding.mean == [3, 4.5])
  }

  @Test("A file that was cut or changed is refused")
  func damage() throws {
    var random = SeededRandom(seed: 1)
    let networks = try NetworkFileTests.networks(6, .fixed8).map { NetworkFile.bytes(of: $0) }
    for index in 0..<200 {
      let bytes = networks[index % 2]
      let cut = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
      #expect(throws: AccelError.self) { try NetworkFile.network(cut, named: "net") }
      var changed = bytes
      changed[Int.random(in: 0..<bytes.count, using: &random)] ^= 4
      #expect(throws: AccelError.self) { try NetworkFile.network(changed, named: "net") }
    }
  }
}

/// Damage behind a hash that is right: what a program with a defect would write.
struct NetworkFileFuzzTests {
  private static var count: Int {
    ProcessInfo.processInfo.environment["ACCEL_FUZZ_COUNT"].flatMap(Int.init) ?? 2000
  }

  @Test("Whatever the body says, a network is read whole or refused", .timeLimit(.minutes(10)))
  func survives() throws {
    var random = SeededRandom(seed: 0x5EED_2019)
    var refused = 0
    for format in [FixedFormat.fixed8, .fixed16] {
      let sound = try NetworkFileTests.networks(9, format).prefix(8)
        .map { NetworkFile.bytes(of: $0) }
      for index in 0..<Self.count / 2 {
        let bytes = Self.damaged(sound[index % sound.count], &random)
        do throws(AccelError) {
          let network = try NetworkFile.network(bytes, named: "net")
          #expect(NetworkFile.bytes(of: network) == bytes)
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > Self.count / 4)
  }

  private static func damaged(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    // Most of a file are weights; numbers before and between them matter more.
    let end = Bool.random(using: &random) ? min(bytes.count, 160) : bytes.count
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let place = Int.random(in: 24..<end, using: &random)
      bytes[place] =
        [0, 1, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &random)]
        .randomElement(using: &random) ?? 0
    }
    if Int.random(in: 0..<8, using: &random) == 0 {
      bytes.removeLast(Int.random(in: 0..<bytes.count - 24, using: &random))
    }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes[24...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let length = UInt32(bytes.count - 24)
    for byte in 0..<4 { bytes[12 + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
    for byte in 0..<8 { bytes[16 + byte] = UInt8(truncatingIfNeeded: hash >> (8 * byte)) }
    return bytes
  }
}
