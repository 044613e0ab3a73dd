// SPDX-License-Identifier: BSD-3-Clause
import Accel
import ModelImport
import ProgramSupport
import Testing

@testable import Demo

struct SyntheticDigitsTests {
  @Test("The same seed draws the same digits, another seed others")
  func seeded() {
    let digits = SyntheticDigits.draw(30, seed: 1)
    #expect(digits == SyntheticDigits.draw(30, seed: 1))
    #expect(digits.pixels != SyntheticDigits.draw(30, seed: 2).pixels)
    #expect(digits.prefix(10) == SyntheticDigits.draw(10, seed: 1))
  }

  @Test("They are laid out as MNIST's: in 20x20, centred by mass, every class in turn")
  func layout() {
    let digits = SyntheticDigits.draw(50, seed: 3)
    #expect(digits.labels == (0..<50).map { UInt8($0 % 10) })
    for index in 0..<digits.count {
      let pixels = Array(digits.image(index))
      let ink = pixels.reduce(0) { $0 + Int($1) }
      #expect(ink > 5000, "digit \(index) is nearly blank")
      let x = pixels.indices.reduce(0) { $0 + Int(pixels[$1]) * ($1 % 28) } / ink
      let y = pixels.indices.reduce(0) { $0 + Int(pixels[$1]) * ($1 / 28) } / ink
      #expect((12...15).contains(x) && (12...15).contains(y), "digit \(index) is off centre")
    }
  }

  @Test("The default network knows more than nine in ten of them")
  func recognisable() throws {
    let network = try OverlayNetwork(
      DefaultNetwork.overlayGraph(), format: .fixed8, encoding: .lenet5)
    let digits = SyntheticDigits.draw(500, seed: 4)
    let words = try CPUExecutor(network).run(network.words(for: digits.pixels))
    #expect(Scores.right(words, labels: digits.labels) > 450)
  }
}
