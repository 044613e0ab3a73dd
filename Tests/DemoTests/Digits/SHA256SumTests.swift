// SPDX-License-Identifier: BSD-3-Clause
import Testing

@testable import Demo

struct SHA256SumTests {
  @Test("Known sums come out, of nothing, of a word, and of a megabyte")
  func known() throws {
    #expect(
      try SHA256Sum.of([])
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      try SHA256Sum.of(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      try SHA256Sum.of([UInt8](repeating: 97, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
