// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct UIOBackendTests {
  @Test("A message goes to the board and comes back, by interrupts and from cached memory")
  func exchanges() throws {
    let kernel = try FakeKernel(memory: CTEST_UDMABUF)
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    #expect(board.name == "board by UIO, memory by u-dma-buf, udmabuf0")
    #expect(cdrv_device_clock(board.device) == CDRV_CLOCK_MEASURED)
    try board.expectEcho()
    #expect(board.statistics.lost_interrupts == 0)
    #expect(ctest_kernel_synced(kernel.pointer) >= UInt64(UIOBoard.message.count * 8))
  }

  @Test("The fabric is reset where its control registers are mapped, and only there")
  func fabricReset() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    #expect(cdrv_fabric_reset(board.device) == 0)
    let small = try FakeKernel()
    ctest_kernel_add_uio(small.pointer, 0, 0, 0, 0x4040_0000, 0)
    small.offer(CTEST_ZOCL)
    let without = try UIOBoard(small)
    defer { withExtendedLifetime(without) {} }
    #expect(cdrv_fabric_reset(without.device) == -95)
  }

  @Test("Nothing is touched while the FPGA manager says that the fabric is not programmed")
  func unprogrammed() throws {
    for (path, text) in [
      ("/sys/class/fpga_manager/fpga0/state", "unknown\n"),
      ("/sys/class/fpga_manager/fpga0/state", "write init\n"),
      ("/sys/class/xdevcfg/xdevcfg/device/prog_done", "0\n"),
      ("/sys/devices/soc0/amba/f8007000.devcfg/prog_done", "0\n"),
    ] {
      let kernel = try FakeKernel(memory: CTEST_UDMABUF)
      kernel.write(path, text)
      let (status, message) = kernel.attempt()
      #expect(status == -6)
      #expect(message.contains("not programmed") && message.contains(path))
      #expect(kernel.accesses == 0)
      #expect(ctest_kernel_find(kernel.pointer) == -6)
      #expect(kernel.attempt("uio,programmed=yes").status == 0)
      kernel.write(path, path.hasSuffix("state") ? "operating\n" : "1\n")
      #expect(kernel.attempt().status == 0)
    }
  }

  @Test("A fabric that goes away while the device is open is not touched again")
  func reprogrammed() throws {
    let kernel = try FakeKernel(memory: CTEST_UDMABUF)
    kernel.write("/sys/class/fpga_manager/fpga0/state", "operating\n")
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    try board.expectEcho()
    kernel.write("/sys/class/fpga_manager/fpga0/state", "write\n")
    // Asked again after 10 ms of the board's time, each access of which takes 100 ns.
    var value: UInt32 = 0
    var reads = 0
    while cdrv_window_read32(board.device, 0, 4, &value) == 0 && reads < 200_000 { reads += 1 }
    #expect(reads <= 100_000)
    let before = kernel.accesses
    #expect(cdrv_window_read32(board.device, 0, 4, &value) == -19)
    #expect(cdrv_window_write32(board.device, 0, 4, 0) == -19)
    #expect(try board.exchange().status == -19)
    #expect(kernel.accesses == before)
    kernel.write("/sys/class/fpga_manager/fpga0/state", "operating\n")
    try board.expectEcho()
  }

  @Test("A fabric that disappears during an exchange ends it with a name")
  func disappears() throws {
    let kernel = try FakeKernel("latency=200ms")
    ctest_kernel_add_overlay(kernel.pointer)
    kernel.offer(CTEST_UDMABUF)
    kernel.write("/sys/class/fpga_manager/fpga0/state", "operating\n")
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    board.route()
    let tx = try board.buffer(64)
    let rx = try board.buffer(64)
    defer {
      cdrv_buffer_free(tx)
      cdrv_buffer_free(rx)
    }
    #expect(cdrv_dma_submit(board.device, 0, tx, 0, 64, rx, 0, 64) == 0)
    kernel.write("/sys/class/fpga_manager/fpga0/state", "power off\n")
    var report = cdrv_dma_report()
    #expect(cdrv_dma_wait(board.device, 0, 1_000_000_000, &report) == -19)
    #expect(report.fault == CDRV_FAULT_NOT_PROGRAMMED)
  }

  @Test("Registers that are all ones, and engines with scatter-gather, are refused")
  func refusesEngines() throws {
    let kernel = try FakeKernel(memory: CTEST_UDMABUF)
    kernel.compatible("amba/dma@40400000", "xlnx,axi-dma-1.00.a")
    kernel.property("amba/dma@40400000", "reg", [0x4040_0000, 0x10000])
    kernel.property("amba", "#address-cells", [1])
    kernel.property("amba/dma@40400000", "xlnx,include-sg", [])
    let (status, message) = kernel.attempt()
    #expect(status == -19 && message.contains("scatter-gather"))
    #expect(kernel.accesses == 0)
  }

  @Test("Two devices do not drive one engine")
  func locks() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    do {
      let board = try UIOBoard(kernel)
      defer { withExtendedLifetime(board) {} }
      kernel.kernelIsShared = true
      let (status, message) = kernel.attempt()
      #expect(status == -16 && message.contains("another process uses /dev/uio0"))
      try board.expectEcho()
      kernel.kernelIsShared = false
    }
    #expect(kernel.attempt().status == 0)
  }

  @Test("Whatever fails while it opens, the node is named and everything is given back")
  func failures() throws {
    let cases: [(String, String, Int32, Int32, String)] = [
      ("open", "/dev/uio0", 13, -13, "you may not open /dev/uio0"),
      ("open", "/dev/uio2", 1, -13, "/dev/uio2"),
      ("open", "/dev/uio1", 2, -19, "/dev/uio1"),
      ("map", "/dev/uio2", 22, -19, "/dev/uio2 does not map 0x43c00000"),
      ("lock", "/dev/uio3", 9, -19, "/dev/uio3"),
      ("open", "/dev/udmabuf0", 13, -13, "/dev/udmabuf0"),
      ("map", "/dev/udmabuf0", 12, -12, "/dev/udmabuf0"),
      ("lock", "/dev/udmabuf0", 11, -16, "another process uses /dev/udmabuf0"),
      ("ioctl", "/dev/udmabuf0", 5, -19, "u-dma-buf is here but gives no memory"),
    ]
    for (call, node, error, expected, sentence) in cases {
      let kernel = try FakeKernel(memory: CTEST_UDMABUF)
      kernel.fail(call, node, error)
      let (status, message) = kernel.attempt()
      #expect(status == expected, "\(call) \(node)")
      #expect(message.contains(sentence), "\(message)")
      #expect(kernel.attempt().status == 0)
    }
  }

  @Test("Signals interrupt nothing")
  func signals() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    for call in ["open", "ioctl", "write", "read", "poll"] {
      kernel.fail(call, "", 4, skip: 3, times: 5)
    }
    try UIOBoard(kernel).expectEcho()
  }

  @Test("All of memory is used only when asked for, and a kernel that refuses is explained")
  func physicalMemory() throws {
    let kernel = try FakeKernel()
    kernel.offer(CTEST_UDMABUF)
    #expect(kernel.attempt().status == -19)
    let (status, message) = kernel.attempt("uio,mem=/dev/mem")
    #expect(status == -19 && message.contains("dma=0x40400000"))
    let options = "uio,mem=/dev/mem,dma=0x40400000,switch=0x43c00000,slcr=0xf8000000"
    kernel.fail("map", "/dev/mem", 1)
    let strict = kernel.attempt(options)
    #expect(strict.status == -19 && strict.message.contains("CONFIG_STRICT_DEVMEM"))
    kernel.fail("open", "/dev/mem", 13)
    #expect(kernel.attempt(options).message.contains("you may not open /dev/mem"))
    // By the order of kinds there is no second engine, so the switch is the second window.
    let board = try UIOBoard(kernel, options + ",dma=0x40410000")
    defer { withExtendedLifetime(board) {} }
    var window: UInt32 = 0
    #expect(cdrv_window_find(board.device, 2, 0, &window) == 0 && window == 1)
    #expect(cdrv_dma_reset(board.device, 0) == 0)
    #expect(cdrv_dma_reset(board.device, 3) == 0)
    #expect(board.name.hasPrefix("board by /dev/mem"))
  }
}
