// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Testing

struct UIOMemoryTests {
  static let everything: [(ctest_memory, String, String)] = [
    (CTEST_ZOCL, "", "zocl, renderD129"),
    (CTEST_UDMABUF, "", "u-dma-buf, udmabuf0"),
    (CTEST_UDMABUF_OLD, "", "u-dma-buf, udmabuf0"),
    (CTEST_XLNK_A, "", "xlnk, generation A"),
    (CTEST_XLNK_B, "", "xlnk, generation B"),
    (CTEST_XLNK_C, ",xlnk=C", "xlnk, generation C"),
    (CTEST_XLNK_D, "", "xlnk, generation D"),
    (CTEST_XLNK_B_UNCACHED, "", "xlnk, generation B"),
  ]

  @Test("Each kind of memory carries messages, and all of it is given back", arguments: everything)
  func exchanges(_ memory: ctest_memory, _ options: String, _ name: String) throws {
    let kernel = try FakeKernel(memory: memory)
    if memory == CTEST_XLNK_B_UNCACHED { return }  // its kernel's caches are not the model's
    do {
      let board = try UIOBoard(kernel, "uio" + options)
      defer { withExtendedLifetime(board) {} }
      #expect(board.name.hasSuffix("memory by " + name))
      for _ in 0..<3 { try board.expectEcho() }
    }
    #expect(kernel.taken == 0)
  }

  @Test("New memory is zero for both sides, and of its own", arguments: everything)
  func zeroed(_ memory: ctest_memory, _ options: String, _ name: String) throws {
    let board = try UIOBoard(try FakeKernel(memory: memory), "uio" + options)
    defer { withExtendedLifetime(board) {} }
    let first = try board.buffer(5000)
    let second = try board.buffer(16)
    #expect(try board.words(second, count: 4) == [0, 0, 0, 0])
    #expect(try board.words(first, count: 1250) == [Int32](repeating: 0, count: 1250))
    try board.fill(first, [Int32](repeating: -1, count: 1250))
    #expect(try board.words(second, count: 4) == [0, 0, 0, 0])
    cdrv_buffer_free(first)
    cdrv_buffer_free(second)
  }

  @Test("The first that works is taken, unless one is named")
  func order() throws {
    let kernel = try FakeKernel(memory: CTEST_UDMABUF)
    kernel.offer(CTEST_ZOCL)
    kernel.offer(CTEST_XLNK_B)
    #expect(try UIOBoard(kernel).name.contains("zocl"))
  }

  @Test("Memory that fails at the open gives way to the next kind")
  func givesWay() throws {
    for (call, node, error) in [
      ("open", "/dev/dri/renderD129", 13), ("ioctl", "/dev/dri/renderD129", 22),
      ("map", "/dev/dri/renderD129", 12),
    ] as [(String, String, Int32)] {
      let kernel = try FakeKernel(memory: CTEST_UDMABUF)
      kernel.offer(CTEST_ZOCL)
      // Asking for the driver's name is the first call.
      kernel.fail(call, node, error, skip: call == "ioctl" ? 1 : 0, times: 100)
      #expect(try UIOBoard(kernel).name.contains("u-dma-buf"))
      let (status, message) = kernel.attempt("uio,memory=zocl")
      #expect(status < 0 && (message.contains("zocl") || message.contains("renderD129")))
    }
  }

  @Test("Without memory the sentence says what to load, and that a dma-heap is not enough")
  func nothing() throws {
    let kernel = try FakeKernel()
    ctest_kernel_add_overlay(kernel.pointer)
    #expect(kernel.attempt().message.contains("load u-dma-buf or zocl, or the module accel"))
    #expect(!kernel.attempt().message.contains("dma-heap"))
    kernel.write("/dev/dma_heap/linux,cma", "")
    #expect(kernel.attempt().message.contains("a dma-heap does not tell addresses"))
    let (status, message) = kernel.attempt("uio,memory=xlnk")
    #expect(status == -19 && message.contains("no memory by xlnk"))
  }

  @Test(
    "Memory above 4 GiB is refused with a code of its own",
    arguments: [
      CTEST_ZOCL, CTEST_UDMABUF, CTEST_XLNK_D,
    ])
  func highMemory(_ memory: ctest_memory) throws {
    let kernel = try FakeKernel()
    ctest_kernel_add_overlay(kernel.pointer)
    ctest_kernel_place_memory(kernel.pointer, 0x1_0000_0000)
    kernel.offer(memory)
    let (status, message) = kernel.attempt()
    #expect(status == -99 && message.contains("above 4 GiB"))
  }

  @Test("Memory that grows beyond 4 GiB is refused when it does")
  func growsBeyond() throws {
    let kernel = try FakeKernel()
    ctest_kernel_add_overlay(kernel.pointer)
    ctest_kernel_place_memory(kernel.pointer, 0xffff_0000)
    kernel.offer(CTEST_ZOCL)
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    let small = try board.buffer(0x8000)
    var buffer: OpaquePointer?
    #expect(cdrv_buffer_alloc(board.device, 0x20000, &buffer) == -99)
    #expect(buffer == nil)
    cdrv_buffer_free(small)
  }

  @Test(
    "What cannot be had is refused, and memory is there again afterwards", arguments: everything)
  func exhausts(_ memory: ctest_memory, _ options: String, _ name: String) throws {
    let kernel = try FakeKernel(memory: memory)
    let board = try UIOBoard(kernel, "uio" + options)
    defer { withExtendedLifetime(board) {} }
    var buffer: OpaquePointer?
    for size in [Int.max, Int.max - 4096, 1 << 40, 1 << 31, 65 << 20] {
      #expect(cdrv_buffer_alloc(board.device, size, &buffer) == -12, "\(size)")
    }
    let half = try board.buffer(16 << 20)
    let rest = try board.buffer((16 << 20) - 4096)
    cdrv_buffer_free(half)
    cdrv_buffer_free(try board.buffer(16 << 20))
    cdrv_buffer_free(rest)
  }

  @Test("A failure in the middle of an allocation leaves nothing behind", arguments: everything)
  func failures(_ memory: ctest_memory, _ options: String, _ name: String) throws {
    for call in ["ioctl", "map", "write"] {
      for error in [12, 14, 1] as [Int32] {
        let kernel = try FakeKernel(memory: memory)
        let board = try UIOBoard(kernel, "uio" + options)
        defer { withExtendedLifetime(board) {} }
        let before = kernel.taken
        for step in 0..<5 as Range<Int32> {
          let node = memory == CTEST_ZOCL ? "renderD129" : "udmabuf0"
          if step == 0 { kernel.fail(call, name.hasPrefix("xlnk") ? "xlnk" : node, error, skip: 0) }
          var buffer: OpaquePointer?
          let status = cdrv_buffer_alloc(board.device, 4096 << step, &buffer)
          if status == 0, let buffer { cdrv_buffer_free(buffer) } else { #expect(status < 0) }
          #expect(kernel.taken == before, "\(call) \(error) \(step)")
        }
      }
    }
  }
}
