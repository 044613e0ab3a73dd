// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct UIODiscoveryTests {
  private func kernel() throws -> FakeKernel {
    let kernel = try FakeKernel()
    kernel.offer(CTEST_ZOCL)
    return kernel
  }

  private func add(_ kernel: FakeKernel, _ uio: Int32, _ region: UInt32, at address: UInt64) {
    ctest_kernel_add_uio(kernel.pointer, uio, 0, region, address, 0)
  }

  @Test("The published overlay is known by its addresses")
  func published() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    #expect(ctest_kernel_find(kernel.pointer) == 0)
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    var window: UInt32 = 9
    #expect(cdrv_window_find(board.device, 1, 1, &window) == 0 && window == 1)
    #expect(cdrv_window_find(board.device, 2, 0, &window) == 0 && window == 2)
    #expect(cdrv_window_find(board.device, 3, 0, &window) == 0 && window == 3)
  }

  @Test("Elsewhere the device tree says what an address is, and how wide")
  func deviceTree() throws {
    let kernel = try kernel()
    add(kernel, 5, 0, at: 0x4300_0000)
    add(kernel, 2, 2, at: 0x4200_0000)
    #expect(kernel.attempt().message.contains("none of 2 UIO maps"))
    kernel.property("", "#address-cells", [1])
    kernel.compatible("amba_pl", "simple-bus")
    kernel.property("amba_pl", "#address-cells", [1])
    kernel.compatible("amba_pl/engine@43000000", "xlnx,axi-dma-7.1", "xlnx,axi-dma-1.00.a")
    kernel.property("amba_pl/engine@43000000", "reg", [0x4300_0000, 0x10000])
    kernel.property("amba_pl/engine@43000000", "xlnx,sg-length-width", [16])
    kernel.compatible(
      "amba_pl/engine@43000000/dma-channel@43000000", "xlnx,axi-dma-mm2s-channel")
    kernel.property(
      "amba_pl/engine@43000000/dma-channel@43000000", "xlnx,datawidth", [64])
    kernel.compatible("amba_pl/routes@42000000", "xlnx,axis-switch-1.1")
    kernel.property("amba_pl/routes@42000000", "reg", [0x4200_0000, 0x10000])
    #expect(ctest_kernel_find(kernel.pointer) == 0)
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    var window: UInt32 = 9
    var length = 0
    #expect(cdrv_window_find(board.device, 2, 0, &window) == 0 && window == 1)
    #expect(cdrv_dma_max_length(board.device, 0, &length) == 0 && length == 65_528)
  }

  @Test("Addresses of 64 bits are read, and what does not fit into 32 is left out")
  func wideAddresses() throws {
    let kernel = try kernel()
    add(kernel, 0, 0, at: 0x4300_0000)
    add(kernel, 1, 1, at: 0x4_4300_0000)
    for (name, high, low) in [("a", 0, 0x4300_0000), ("b", 4, 0x4300_0000)]
      as [(String, UInt32, UInt32)]
    {
      kernel.compatible("fabric/\(name)", "xlnx,axi-dma-1.00.a")
      kernel.property("fabric/\(name)", "reg", [high, low, 0, 0x10000])
    }
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    var window: UInt32 = 9
    #expect(cdrv_window_find(board.device, 1, 0, &window) == 0)
    #expect(cdrv_window_find(board.device, 1, 1, &window) == -2)
  }

  @Test("Another core at a published address is not taken for what the overlay has there")
  func otherCore() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    kernel.property("", "#address-cells", [1])
    for address in ["40400000", "40410000"] {
      kernel.compatible("video@\(address)", "xlnx,axi-vdma-6.2")
      kernel.property("video@\(address)", "reg", [UInt32(address, radix: 16)!, 0x10000])
    }
    #expect(kernel.attempt().status == -19)
    #expect(ctest_kernel_find(kernel.pointer) == -19)
    #expect(kernel.attempt("uio,dma=0x40410000").status == 0)
  }

  @Test("One device may have all windows, at offsets within its maps")
  func oneDevice() throws {
    let kernel = try kernel()
    for (map, region, address) in [(0, 0, 0x4040_0000), (1, 2, 0x43c0_0000), (2, 3, 0xf800_0000)] {
      ctest_kernel_add_uio(
        kernel.pointer, 0, Int32(map), UInt32(region), UInt64(address), 0)
    }
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    var window: UInt32 = 9
    #expect(cdrv_window_find(board.device, 2, 0, &window) == 0 && window == 1)
    #expect(cdrv_dma_reset(board.device, 0) == 0)
    #expect(cdrv_switch_commit(board.device, 1) == 0)
    #expect(cdrv_fabric_reset(board.device) == 0)
  }

  @Test("A window that begins within a page is reached through its offset")
  func pageOffset() throws {
    let kernel = try kernel()
    ctest_kernel_add_uio(kernel.pointer, 0, 0, 0, 0x4300_0000, 0x200)
    do {
      let board = try UIOBoard(kernel, "uio,dma=0x43000200")
      defer { withExtendedLifetime(board) {} }
      #expect(cdrv_dma_reset(board.device, 0) == 0)
      var value: UInt32 = 0
      #expect(cdrv_window_read32(board.device, 0, 0xfdfc, &value) == 0)
      #expect(cdrv_window_read32(board.device, 0, 0xfe00, &value) == -34)
    }
    // Old kernels have the offset in the address.
    kernel.write("/sys/class/uio/uio0/maps/map0/addr", "0x43000200\n")
    #expect(kernel.attempt("uio,dma=0x43000200").status == 0)
  }

  @Test("A window that no map covers is refused by its address")
  func uncovered() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    for (options, address) in [
      ("uio,dma=0x50000000", "0x50000000"), ("uio,switch=0x40410000,dma=0x4040fff0", "0x4040fff0"),
    ] {
      let (status, message) = kernel.attempt(options)
      #expect(status == -19 && message.contains("no UIO device maps the window at \(address)"))
    }
    #expect(kernel.accesses == 0)
  }

  @Test(
    "Maps whose files make no sense are left out",
    arguments: [
      ("addr", "0x40400000000000000000"), ("addr", "garbage"), ("addr", ""), ("size", "0x0"),
      ("size", "0x20000000"), ("size", "-1"), ("offset", "0x1000"), ("size", "0x40"),
    ])
  func spoiltMaps(_ file: String, _ text: String) throws {
    let kernel = try kernel()
    add(kernel, 0, 0, at: 0x4040_0000)
    kernel.write("/sys/class/uio/uio0/maps/map0/\(file)", text)
    #expect(kernel.attempt().status == -19)
    #expect(kernel.accesses == 0)
  }

  @Test("Without UIO there is no board")
  func nothing() throws {
    let kernel = try kernel()
    #expect(ctest_kernel_find(kernel.pointer) == -19)
    let (status, message) = kernel.attempt()
    #expect(status == -19 && message.contains("none of 0 UIO maps"))
  }

  @Test("A tree without end is walked within bounds")
  func deepTree() throws {
    let kernel = try FakeKernel(memory: CTEST_ZOCL)
    let deep = (0..<30).map { "n\($0)" }.joined(separator: "/")
    kernel.compatible(deep, "xlnx,axi-dma-1.00.a")
    for index in 0..<40 {
      kernel.compatible("core\(index)", "xlnx,axi-dma-1.00.a")
      kernel.property("core\(index)", "reg", [0, 0x5000_0000 + UInt32(index) * 0x1000, 0, 0x1000])
    }
    // The map of the published engine is found all the same.
    #expect(kernel.attempt().status == 0)
  }
}
