// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct UIOOptionsTests {
  @Test(
    "Options that are not understood are refused with what would be",
    arguments: [
      ("uio,dma=", "dma=0x40400000"), ("uio,dma=0x40400001", "dma=0x40400000"),
      ("uio,dma=0x140400000", "dma=0x40400000"), ("uio,dma=4x", "dma=0x40400000"),
      ("uio,dma=-4", "dma=0x40400000"), ("uio,dma=0x", "dma=0x40400000"),
      ("uio,switch=zero", "switch=0x43c00000"), ("uio,slcr=1", "slcr=0xf8000000"),
      ("uio,length-width=7", "8 to 26"), ("uio,length-width=27", "8 to 26"),
      ("uio,data-width=12", "data-width=4"), ("uio,data-width=2", "data-width=4"),
      ("uio,mem=dev/mem", "mem=/dev/mem"), ("uio,memory=cma", "memory=zocl"),
      ("uio,xlnk=E", "xlnk=A"), ("uio,xlnk=AB", "xlnk=A"), ("uio,programmed=no", "programmed=yes"),
      ("uio,colour=blue", "an option"), ("uio,dma", "an option"), ("uio,", "behind the comma"),
      ("uio,,dma=0x40400000", "behind the comma"), ("uio,dma=0x40400000,", "behind the comma"),
      ("uiox", "begin with uio"), ("", "begin with uio"),
    ])
  func refuses(_ options: String, _ sentence: String) throws {
    let (status, message) = try FakeKernel(memory: CTEST_ZOCL).attempt(options)
    #expect(status == -22)
    #expect(message.contains(sentence), "\(message)")
  }

  @Test("Options are taken in both notations, and in any order")
  func accepts() throws {
    for options in [
      "uio", "uio,dma=0x40400000,length-width=23", "uio,memory=zocl,dma=0X40400000",
      "uio,dma=1077936128,data-width=8", "uio,xlnk=C,programmed=yes",
    ] {
      #expect(try FakeKernel(memory: CTEST_ZOCL).attempt(options).status == 0, "\(options)")
    }
  }

  @Test("Widths come from the options first")
  func widths() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    var length = 0
    do {
      let board = try UIOBoard(kernel)
      defer { withExtendedLifetime(board) {} }
      #expect(cdrv_dma_max_length(board.device, 0, &length) == 0)
    }
    #expect(length == 8_388_604)
    let narrow = try UIOBoard(kernel, "uio,length-width=14,data-width=8")
    defer { withExtendedLifetime(narrow) {} }
    #expect(cdrv_dma_max_length(narrow.device, 0, &length) == 0)
    #expect(length == 16_376)
  }

  @Test("More windows than a device has room for are refused")
  func tooMany() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    let nine = (0..<9).map { ",dma=0x4040\($0)000" }.joined()
    #expect(kernel.attempt("uio" + nine).status == -22)
  }
}
