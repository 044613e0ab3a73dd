// SPDX-License-Identifier: BSD-3-Clause
import ProgramSupport
import Testing

struct ProgressBarTests {
  @Test("The bar grows with the work and stays in its bounds")
  func line() {
    let half = ProgressBar.line("board", done: 50, total: 100)
    #expect(half == "board [===============               ] 50/100")
    #expect(
      ProgressBar.line("b", done: 0, total: 9).contains("[" + .init(repeating: " ", count: 30)))
    #expect(ProgressBar.line("b", done: 99, total: 9).contains("]"))
  }
}
