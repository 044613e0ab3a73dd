// SPDX-License-Identifier: BSD-3-Clause
import CDriver
import CTestBackend
import Foundation
import Testing

struct XlnkTests {
  @Test("Where Linux does not tell the generation, nothing is mapped before the user does")
  func ambiguous() throws {
    let kernel = try FakeKernel(memory: CTEST_XLNK_C)
    let (status, message) = kernel.attempt()
    #expect(status == -19 && message.contains("say which with xlnk=B, C or D"))
    #expect(kernel.attempt("uio,xlnk=C").status == 0)
  }

  @Test(
    "A generation that the first call disproves is refused, and no page is lost",
    arguments: [
      (CTEST_XLNK_A, "B"), (CTEST_XLNK_A, "D"), (CTEST_XLNK_B, "A"), (CTEST_XLNK_D, "A"),
    ])
  func wrong(_ memory: ctest_memory, _ said: String) throws {
    let kernel = try FakeKernel(memory: memory)
    let (status, message) = kernel.attempt("uio,xlnk=\(said)")
    #expect(status == -19 && message.contains("generation"))
    #expect(kernel.buffers == 0)
  }

  @Test("What the call shows weighs more than the kernel's release")
  func oldOnNew() throws {
    let kernel = try FakeKernel(memory: CTEST_XLNK_A)
    kernel.write("/proc/sys/kernel/osrelease", "4.19.0-odd\n")
    #expect(try UIOBoard(kernel).name.hasSuffix("generation A"))
    let other = try FakeKernel(memory: CTEST_XLNK_B)
    other.write("/proc/sys/kernel/osrelease", "3.17.0-odd\n")
    #expect(other.attempt().status == -19)
  }

  @Test("A node that answers as no generation does is refused")
  func strange() throws {
    let (status, message) = try FakeKernel(memory: CTEST_XLNK_STRANGE).attempt()
    #expect(status == -19 && message.contains("no known generation"))
  }

  @Test("Numbers beyond 255 are mapped at their place", arguments: [CTEST_XLNK_B, CTEST_XLNK_D])
  func manyBuffers(_ memory: ctest_memory) throws {
    let board = try UIOBoard(try FakeKernel(memory: memory))
    defer { withExtendedLifetime(board) {} }
    let buffers = try (0..<300).map { _ in try board.buffer(64) }
    for (index, buffer) in buffers.enumerated() {
      try board.fill(buffer, [Int32(index)])
    }
    for (index, buffer) in buffers.enumerated() {
      #expect(try board.words(buffer, count: 1) == [Int32(index)])
      cdrv_buffer_free(buffer)
    }
  }

  @Test("While a process runs, a ledger says what it holds; afterwards it is gone")
  func ledger() throws {
    let kernel = try FakeKernel(memory: CTEST_XLNK_A)
    kernel.process(getpid(), startedAt: 77)
    do {
      let board = try UIOBoard(kernel)
      defer { withExtendedLifetime(board) {} }
      let buffer = try board.buffer(5000)
      let names = try kernel.ledgers()
      try #require(names.count == 1)
      #expect(names[0].hasPrefix("accel-xlnk-\(getpid())-77-"))
      let entry = try Data(contentsOf: URL(fileURLWithPath: kernel.root + "/dev/shm/" + names[0]))
        .withUnsafeBytes { Array($0.bindMemory(to: UInt64.self)) }
      #expect(entry[0] >= 1 && entry[1] >= 0x1000_0000 && entry[2] == 8192)
      cdrv_buffer_free(buffer)
    }
    #expect(try kernel.ledgers() == [])
  }

  private func leave(_ kernel: FakeKernel, _ name: String, _ entries: [[UInt64]]) {
    let bytes = entries.joined().flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }
    kernel.write("/dev/shm/\(name)", bytes)
  }

  @Test(
    "What dead processes left is given back, of the living nothing is",
    arguments: [
      (CTEST_XLNK_A, "uio"), (CTEST_XLNK_B, "uio"), (CTEST_XLNK_C, "uio,xlnk=C"),
    ])
  func reaps(_ memory: ctest_memory, _ options: String) throws {
    let kernel = try FakeKernel(memory: memory)
    kernel.process(getpid(), startedAt: 77)
    kernel.process(501, startedAt: 10)
    // Left behind by a process that crashed: buffers 1 to 3.
    let numbers = (0..<3).map { _ in ctest_kernel_leave_buffer(kernel.pointer, 4096) }
    let places = numbers.map { ctest_kernel_bus(kernel.pointer, $0) }
    #expect(kernel.buffers == 3)
    leave(kernel, "accel-xlnk-500-9-0", [[UInt64(numbers[0]), places[0], 4096], [0, 0, 0]])
    leave(kernel, "accel-xlnk-501-9-0", [[0, 0, 0], [UInt64(numbers[1]), places[1], 4096]])
    leave(kernel, "accel-xlnk-501-10-0", [[UInt64(numbers[2]), places[2], 4096]])
    leave(kernel, "accel-xlnk-what", [[UInt64(numbers[2]), places[2], 4096]])
    leave(kernel, "somebody-else", [[UInt64(numbers[2]), places[2], 4096]])
    kernel.kernelIsShared = true
    #expect(kernel.attempt(options).status == 0)
    #expect(kernel.buffers == 1)
    #expect(
      try kernel.ledgers() == ["accel-xlnk-501-10-0", "accel-xlnk-what", "somebody-else"])
  }

  @Test("A number that is another buffer's by now is let alone, where the kernel can tell")
  func reused() throws {
    let kernel = try FakeKernel(memory: CTEST_XLNK_B)
    kernel.process(getpid(), startedAt: 77)
    let number = ctest_kernel_leave_buffer(kernel.pointer, 4096)
    leave(
      kernel, "accel-xlnk-500-9-0", [[UInt64(number), 0x2000_0000, 4096], [1 << 40, 0, 1 << 40]])
    kernel.kernelIsShared = true
    #expect(kernel.attempt().status == 0)
    #expect(kernel.buffers == 1)
  }

  @Test("Where nobody can tell who lives, nothing is given back")
  func unknownLives() throws {
    for path in ["/proc/500/stat", "/proc/\(getpid())/stat"] {
      let kernel = try FakeKernel(memory: CTEST_XLNK_A)
      kernel.process(getpid(), startedAt: 77)
      let number = ctest_kernel_leave_buffer(kernel.pointer, 4096)
      leave(kernel, "accel-xlnk-500-9-0", [[UInt64(number), 0x1000_0000, 4096]])
      kernel.fail("open", path, 24, times: 100)
      kernel.kernelIsShared = true
      #expect(kernel.attempt().status == 0)
      #expect(kernel.buffers == 1)
      #expect(try kernel.ledgers() == ["accel-xlnk-500-9-0"])
    }
  }

  @Test("Generation D keeps no ledger, for its kernel cleans up")
  func noLedger() throws {
    let kernel = try FakeKernel(memory: CTEST_XLNK_D)
    kernel.process(getpid(), startedAt: 77)
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    #expect(try kernel.ledgers() == [])
    try board.expectEcho()
  }

  @Test("Caches that could not be managed once are managed all the same afterwards")
  func failedSynchronisation() throws {
    let kernel = try FakeKernel(memory: CTEST_XLNK_B)
    let board = try UIOBoard(kernel)
    defer { withExtendedLifetime(board) {} }
    let first = try board.buffer(64)
    defer { cdrv_buffer_free(first) }
    kernel.fail("ioctl", "/dev/xlnk", 14, skip: 1)
    var buffer: OpaquePointer?
    #expect(cdrv_buffer_alloc(board.device, 64, &buffer) == -12 && buffer == nil)
    #expect(kernel.buffers == 1, "what cannot be synchronised is given back")
    try board.expectEcho()
    #expect(ctest_kernel_synced(kernel.pointer) > 0)
  }

  @Test("Spoilt ledgers, and links, give back nothing")
  func spoiltLedgers() throws {
    let kernel = try FakeKernel(memory: CTEST_XLNK_A)
    kernel.process(getpid(), startedAt: 77)
    let number = ctest_kernel_leave_buffer(kernel.pointer, 4096)
    kernel.write("/dev/shm/accel-xlnk-500-9-0", [1, 2, 3])
    kernel.write("/elsewhere", (0..<24).map { $0 == 0 ? UInt8(number) : 0 })
    try FileManager.default.createSymbolicLink(
      atPath: kernel.root + "/dev/shm/accel-xlnk-502-9-0",
      withDestinationPath: kernel.root + "/elsewhere")
    kernel.kernelIsShared = true
    #expect(kernel.attempt().status == 0)
    #expect(kernel.buffers == 1)
  }
}
