// SPDX-License-Identifier: BSD-3-Clause
import ProgramSupport
import Testing

struct FiguresTests {
  @Test("Numbers have at least three significant digits")
  func significant() {
    #expect(Figures.text(12_345.6) == "12346")
    #expect(Figures.text(123.45) == "123.5")
    #expect(Figures.text(12.345) == "12.35" || Figures.text(12.345) == "12.34")
    #expect(Figures.text(1.2345) == "1.234" || Figures.text(1.2345) == "1.235")
    #expect(Figures.text(0.01234) == "0.0123")
    #expect(Figures.text(.infinity) == "-" && Figures.text(.nan) == "-")
  }

  @Test("Shares are percentages, of nothing too")
  func percentages() {
    #expect(Figures.percent(9887, of: 10_000) == "98.87 %")
    #expect(Figures.percent(0, of: 0) == "0.00 %")
    #expect(Figures.percent(0.0234) == "2.3 %")
  }
}
