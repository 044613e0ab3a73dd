// SPDX-License-Identifier: BSD-3-Clause
import Accel
import Testing

@testable import HardwareBuild

struct BlockDelaysTests {
  /// As in the database's DSP_L.sdf.
  static let dsp = """
    (DELAYFILE (TIMESCALE 1ns)
    (CELL (CELLTYPE "DSP48E1_AREG_1_A_INPUT_DIRECT") (INSTANCE DSP48E1)
      (TIMINGCHECK (SETUP A (posedge CLK) (-0.139::0.362))))
    (CELL (CELLTYPE "DSP48E1_AREG_0_A_INPUT_DIRECT_MREG_1_USE_DPORT_FALSE_USE_MULT_MULTIPLY")
      (INSTANCE DSP48E1) (TIMINGCHECK (SETUP A (posedge CLK) (0.1::3.300))))
    (CELL (CELLTYPE "DSP48E1_PREG_1") (INSTANCE DSP48E1)
      (DELAY (ABSOLUTE (IOPATH CLK P (0.126::0.192)(0.304::0.434)))))
    (CELL (CELLTYPE "DSP48E1_PREG_1_USE_PATTERN_DETECT_NO_PATDET") (INSTANCE DSP48E1)
      (TIMINGCHECK (SETUP PCIN (posedge CLK) (0.215::1.400))))
    (CELL (CELLTYPE "DSP48E1_PREG_1_USE_PATTERN_DETECT_PATDET") (INSTANCE DSP48E1)
      (TIMINGCHECK (SETUP PCIN (posedge CLK) (0.285::1.792))))
    (CELL (CELLTYPE "DSP48E1_PREG_0") (INSTANCE DSP48E1)
      (DELAY (ABSOLUTE (IOPATH PCIN P (0.246::0.633)(0.567::1.518)))))
    )
    """
  static let blockRAM = """
    (DELAYFILE (TIMESCALE 1ns)
    (CELL (CELLTYPE "RAMBFIFO36E1") (INSTANCE RAMBFIFO36E1) (TIMINGCHECK
      (SETUP ADDRAU (posedge CLKARDCLKU) (-0.360::0.566))
      (SETUP WEAU (posedge CLKARDCLKU) (-0.197::0.532))))
    (CELL (CELLTYPE "RAMBFIFO36E1RAM_MODE_RAMB18TDP_U_WRITE_MODE_U_RF_EN_ECC_READ_FALSE")
      (INSTANCE RAMBFIFO36E1) (TIMINGCHECK (SETUP DIADIU (posedge CLKARDCLKU) (-0.405::0.241))))
    (CELL (CELLTYPE "RAMBFIFO36E1RAM_MODE_RAMB18TDP_U_WRITE_MODE_U_WF_EN_ECC_READ_FALSE")
      (INSTANCE RAMBFIFO36E1) (TIMINGCHECK (SETUP DIADIU (posedge CLKARDCLKU) (-0.667::0.737))))
    (CELL (CELLTYPE "RAMBFIFO36E1RAM_MODE_U_RAMB18TDP_U_DOB_REG_U_0_EN_ECC_READ_FALSE")
      (INSTANCE RAMBFIFO36E1)
      (DELAY (ABSOLUTE (IOPATH CLKBWRCLKU DOBDOU (0.585::1.098)(1.353::2.454)))))
    (CELL (CELLTYPE "RAMBFIFO36E1RAM_MODE_U_RAMB18TDP_U_DOB_REG_U_1_EN_ECC_READ_FALSE")
      (INSTANCE RAMBFIFO36E1)
      (DELAY (ABSOLUTE (IOPATH CLKBWRCLKU DOBDOU (0.204::0.327)(0.468::0.882)))))
    (CELL (CELLTYPE "RAMBFIFO36E1_ISFIFO_TRUE") (INSTANCE RAMBFIFO36E1)
      (TIMINGCHECK (SETUP WEX (posedge CLKARDCLKL) (-0.427::9.427))))
    )
    """

  private func file(_ text: String) throws -> SDFFile {
    try SDFFile(Array(text.utf8), named: "a.sdf")
  }

  @Test("a DSP48E1's figures are those of its registers")
  func registers() throws {
    let delays = try DSPDelays(file(BlockDelaysTests.dsp))
    let registered = delays.delays(Cells.cell("a", "DSP48E1", parameters: ["AREG": Cells.bits(1)]))
    #expect(registered.setup == ["A": 362, "PCIN": 1400])
    #expect(registered.clockToOutput == ["P": 434])
    #expect(registered.through.isEmpty)
    let open = delays.delays(
      Cells.cell(
        "a", "DSP48E1",
        parameters: [
          "AREG": Cells.bits(0), "PREG": Cells.bits(0), "USE_PATTERN_DETECT": "PATDET",
        ]))
    #expect(open.setup == ["A": 3300])
    #expect(open.through == ["PCIN": ["P": 1518]])
  }

  @Test("a variant's name is its conditions")
  func conditions() throws {
    let conditions = try #require(
      DSPDelays.conditions("DSP48E1DREG_1_ADREG_0_A_INPUT_CASCADE_USE_PATTERN_DETECT_NO_PATDET"))
    #expect(conditions.map { $0.0 } == ["DREG", "ADREG", "A_INPUT", "USE_PATTERN_DETECT"])
    #expect(conditions.map { $0.1 } == ["1", "0", "CASCADE", "NO_PATDET"])
    for name in ["RAMB36", "DSP48E1_AREG", "DSP48E1_NEWREG_1"] {
      #expect(DSPDelays.conditions(name) == nil)
    }
  }

  @Test("a block RAM's figures are those of its output registers and write modes")
  func memories() throws {
    let delays = try BlockRAMDelays(file(BlockDelaysTests.blockRAM))
    let plain = delays.delays(
      Cells.cell("a", "RAMB36E1_RAMB36E1", parameters: ["WRITE_MODE_A": "READ_FIRST"]))
    #expect(plain.clockToOutput["DOBDO"] == 2454)
    #expect(plain.setup["DIADI"] == 241)
    #expect(plain.setup["ADDRBWRADDR"] == 566)
    #expect(plain.setup["WEBWE"] == 532)
    let registered = delays.delays(
      Cells.cell("a", "RAMB36E1_RAMB36E1", parameters: ["DOB_REG": Cells.bits(1)]))
    #expect(registered.clockToOutput["DOPBDOP"] == 882)
    #expect(registered.setup["DIADI"] == 737)
  }
}
