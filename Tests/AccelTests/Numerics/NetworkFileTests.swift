// SPDX-License-Identifier: BSD-3-Clause
import Accel
import TestSupport
import Testing

struct NetworkFileTests {
  @Test("What is read is what was written", arguments: [FixedFormat.fixed8, .fixed16])
  func roundTrip(_ format: FixedFormat) throws {
    var source = RandomNativeNetworks(seed: 5, format, .random)
    for _ in 0..<10 {
      let network = try source.network()
      #expect(try NetworkFile.network(NetworkFile.bytes(of: network), named: "net") == network)
    }
  }

  @Test("A file that was cut or changed is refused")
  func damage() throws {
    var source = RandomNativeNetworks(seed: 6, .fixed8, .random)
    let bytes = NetworkFile.bytes(of: try source.network())
    var random = SeededRandom(seed: 1)
    for _ in 0..<200 {
      let cut = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
      #expect(throws: AccelError.self) { try NetworkFile.network(cut, named: "net") }
      var changed = bytes
      changed[Int.random(in: 0..<bytes.count, using: &random)] ^= 4
      #expect(throws: AccelError.self) { try NetworkFile.network(changed, named: "net") }
    }
  }
}
