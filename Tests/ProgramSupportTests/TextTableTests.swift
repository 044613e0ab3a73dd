// SPDX-License-Identifier: BSD-3-Clause
import ProgramSupport
import Testing

struct TextTableTests {
  @Test("The first column is aligned left, the others right, under a rule")
  func aligns() {
    var table = TextTable(header: ["", "right"])
    table.add(["board", "98 %"])
    #expect(table.lines == ["       right", "-----  -----", "board   98 %"])
  }
}
