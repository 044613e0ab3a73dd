// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct SDFFileTests {
  private func read(_ text: String) throws -> SDFFile {
    try SDFFile(Array(text.utf8), named: "a.sdf")
  }

  @Test("wires, paths and checks are read in picoseconds, the longest figure of each")
  func figures() throws {
    let file = try read(
      #"""
      (DELAYFILE (SDFVERSION "3.0") (DIVIDER /) (TIMESCALE 1ps)
        (CELL (CELLTYPE "top") (INSTANCE )
          (DELAY (ABSOLUTE (INTERCONNECT a\$b\[1\]/Q c/D (10:20:30) (40:50:60)))))
        (CELL (CELLTYPE "SLICE_FFX") (INSTANCE a\$b\[1\])
          (DELAY (ABSOLUTE (IOPATH (posedge CK) Q (300:325:350) (300:325:350))))
          (TIMINGCHECK (SETUPHOLD (posedge D) (posedge CK) (100:100:110) (200:200:200))
            (HOLD D (posedge CK) (1:1:1)))))
      """#)
    #expect(file.cells.count == 2)
    #expect(file.cells[0].wires == [.init(from: "a$b[1]/Q", to: "c/D", picoseconds: 60)])
    #expect(file.cells[1].instance == "a$b[1]")
    #expect(file.cells[1].paths == [.init(from: "CK", to: "Q", picoseconds: 350)])
    #expect(file.cells[1].setups == [.init(pin: "D", clock: "CK", picoseconds: 110)])
  }

  @Test("nanoseconds with the middle figure left out, as the database has them")
  func database() throws {
    let file = try read(
      """
      (DELAYFILE (TIMESCALE 1ns) (CELL (CELLTYPE "DSP48E1_AREG_1") (INSTANCE DSP48E1)
        (DELAY (ABSOLUTE (IOPATH CLK P (0.126::0.192)(0.304::0.434))))
        (TIMINGCHECK (SETUP A (posedge CLK) (-0.139::0.362)))))
      """)
    #expect(file.cells.first?.paths.first?.picoseconds == 434)
    #expect(file.cells.first?.setups.first?.picoseconds == 362)
  }

  @Test(
    "what is no delay file is one clear sentence",
    arguments: [
      "", "(CELL)", "(DELAYFILE", "(DELAYFILE (CELL (CELLTYPE", "(DELAYFILE (TIMESCALE 1kg))",
      "(DELAYFILE (CELL (DELAY (ABSOLUTE (IOPATH A)))))",
      "(DELAYFILE (CELL (DELAY (ABSOLUTE (IOPATH A B (x))))))",
      "(DELAYFILE (CELL (TIMINGCHECK (SETUP A))))",
      "(DELAYFILE " + String(repeating: "(CELL (DELAY (ABSOLUTE ", count: 1)
        + String(repeating: "(ABSOLUTE ", count: 60),
    ])
  func wrong(text: String) {
    let error = #expect(throws: AccelError.self) { try read(text) }
    #expect(error?.code == .malformedFile)
  }
}
